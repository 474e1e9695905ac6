"""What does not fit is answered politely or left alone on purpose; nothing is lost, nothing breaks."""

from typing import Any

import pytest

from tests.stories.town import Town


async def test_things_that_are_no_text(town: Town) -> None:
    out_of_place = """
        ‹ Câu này trả lời bằng chữ hoặc số; em chưa nhận ảnh, tệp, ghi âm ở đây.
          Câu 1/5 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân
    """
    await town.tell_since_now(f"""
        › (ảnh)
        {out_of_place}
        › (tệp: 93,5)
        {out_of_place}
        › (nhãn dán)
        {out_of_place}
        › (giọng nói)
        {out_of_place}
        › (vị trí)
        {out_of_place}
        › dừng
        ‹ …
        › (ảnh)
        ‹ Dạ, anh/chị đang có 1 việc: báo cáo Tháng 11/2026 (0/5 câu). Gõ "tiếp" để trả lời, …
    """)
    await town.tell_since_now(
        """
        › 93,5
        ‹ Dạ, hiện anh/chị không còn việc nào chờ. Gõ "việc" để xem kỳ tới, "trợ giúp" để xem cách dùng.
        › (giọng nói)
        ‹ Dạ, hiện anh/chị không còn việc nào chờ. …
        › gửi
        ‹ Dạ, hiện anh/chị không còn việc nào chờ. …
        › sửa 2
        ‹ Dạ, hiện anh/chị không còn việc nào chờ. …
        › bỏ qua
        ‹ Dạ, hiện anh/chị không còn việc nào chờ. …
        › việc
        ‹ Hiện đơn vị không còn báo cáo nào phải trả lời. Kỳ tới là …
        """,
        about="Hạnh",
    )


async def test_commands_nobody_knows(town: Town) -> None:
    await town.tell_since_now("""
        › /khongco
        ‹ Em không có lệnh /khongco. Gõ "trợ giúp" để xem những gì em làm được.
        › /
        ‹ Em không có lệnh /. …
        › /gui bây giờ
        ‹ Em không có lệnh /gui bây giờ. …
        › trợ giúp
        ‹ Gõ (có dấu hay không đều được): • việc: xem và trả lời báo cáo đang chờ …
        › sửa 9
        ‹ 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: chưa trả lời … Muốn sửa câu nào, …
        › 9
        ‹ Dạ, anh/chị đang có 1 việc: …
    """)


async def test_a_stranger_hears_how_to_join_and_nothing_else(town: Town) -> None:
    await town.newcomer("Lạ", "Người Lạ")
    hello = "Lạ ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn, chỉ làm việc với người được mời. …"
    await town.tell(f"""
        Lạ › alo
        {hello}
        Lạ › tổng hợp
        Lạ › /start
        Lạ › gửi
        Lạ › (ảnh: báo cáo)
        Lạ › (sửa tin cuối: đồng ý)
        Lạ › mời CAP
        Lạ ‹ (không nói gì)
        — 10/11 07:00 —
        Lạ › tổng hợp
        {hello}
    """)


async def test_an_edited_message_that_gave_no_figure_changes_nothing_and_says_how(town: Town) -> None:
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. …
        › trợ giúp
        ‹ …
        › (sửa tin cuối: 95)
        ‹ Em thấy anh/chị vừa sửa một tin cũ; số đã ghi vẫn giữ nguyên. Muốn đổi câu 2, gõ "sửa 2".
    """)
    assert await town.rows("select number from figures where answered_at is not null") == [("90",)]


@pytest.mark.buttons("payloads of buttons that are old, made up or of others")
async def test_buttons_of_old_messages_and_of_others(town: Town) -> None:
    await town.tell_since_now("""
        › 0,95
        ‹ …
        › 90
        ‹ Đã ghi 90%. …
        › [95%]
        ‹ Nút này thuộc một tin cũ nên em không làm gì. Gõ "việc" để xem việc hiện tại.
    """)
    others = await town.rows("select r.id from reports r join units u on u.id = r.unit_id where u.code = 'CAP'")
    figure = await town.rows("select id from figures where answered_at is null order by id limit 1")
    for data in (
        f"send:{others[0][0]}",
        f"fix:{others[0][0]}",
        "send:999999999999999999",
        "send:-1",
        "rm -rf",
        f"reading:{figure[0][0]}:0:0",
        "reading:1:2:3",
        "",
        "ộ" * 30,
    ):
        await town.inject(tap(town, "An", data))
        await town.tell("""
            An ‹ Nút này thuộc một tin cũ nên em không làm gì. …
        """)
    assert await town.rows("select count(*) from figures where answered_at is not null") == [(1,)]
    assert await town.rows("select count(*) from reports where state != 'open'") == [(0,)]


async def test_a_duplicated_update_is_answered_once(town: Town) -> None:
    async with town.stage.http.post("/faults", json={"kind": "duplicate_update", "times": 3}) as answer:
        answer.raise_for_status()
    await town.tell_since_now("""
        › 90
        ‹ Đã ghi 90%. 2/5 …
        › 91
        ‹ Đã ghi 91%. 3/5 …
    """)
    assert await town.rows("select said from revisions") == [("90",), ("91",)]


async def test_very_long_messages(town: Town) -> None:
    await town.tell_since_now(f"""
        › {"9" * 4096}
        ‹ Em chưa đọc được con số trong tin vừa rồi. …
        › bỏ qua
        ‹ …
        › bỏ qua
        ‹ …
        › bỏ qua
        ‹ …
        › bỏ qua
        ‹ … 5/5 …
        › {"a b " * 1024}
        ‹ Tin vừa rồi dài 4095 ký tự nên em chưa ghi. Xin gửi lại gọn trong 1000 ký tự.
    """)
    await town.say("An", "dài " * 2500)
    await town.tell("""
        An ‹ Tin vừa rồi dài 9999 ký tự nên em chưa ghi. Xin gửi lại gọn trong 1000 ký tự.
    """)
    await town.say("An", "/" + "x" * 10_000)
    assert len(await town.last("An")) < 200


@pytest.mark.needs("raw")
async def test_updates_of_unknown_kinds_are_passed_over(town: Town) -> None:
    await town.skip("An")
    await town.inject({"poll": {"id": "1"}})
    await town.inject({"something_new": {"chat": {"id": town.phones["An"].person}, "text": "93"}})
    await town.inject({})
    await town.tell("""
        An ‹ (không nói gì)
        An › 90
        An ‹ Đã ghi 90%. …
    """)


@pytest.mark.needs("raw")
async def test_an_update_that_cannot_be_read_is_tried_five_times_and_then_owned_up_to(town: Town) -> None:
    town.given_up = 1
    await town.skip("An")
    await town.inject({"message": message(town, "An", "x")["message"] | {"text": None, "game": {}}})
    for _ in range(4):
        await town.stage.clock.sleep(60)
        await town.stage.settle()
    await town.tell("""
        An ‹ Em chưa xử lý được tin vừa rồi và đã giữ lại để người quản trị xem. Xin anh/chị gửi lại sau ít phút, …
        An › 90
        An ‹ Đã ghi 90%. …
    """)
    assert await town.rows("select state, attempts from inbox where state != 'done'") == [("dead", 5)]


async def test_letters_that_are_no_letters(town: Town) -> None:
    await town.skip("An")
    for odd in ("9\u00003", "\u202e39", "\ud83d", "🙂", "９３", "9\u20e3", "\u200b"):
        await town.say("An", odd)
    said = [one["text"] for one in (await town.said_to("An"))[1:]]
    assert len(said) == 7
    assert not any(text.startswith("Đã ghi") for text in said[1:])
    await town.skip("An")
    await town.tell("""
        › \u200b93,5\u200b
        ‹ Đã ghi 93,5%. …
    """)


async def test_html_and_markdown_are_shown_as_they_were_typed(town: Town) -> None:
    await town.newcomer("Vy", "Lý Vy")
    code = await town.stage.code("VPHDND", "officer")
    for line in ("90", "91", "xong", "xong"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.tell_since_now(f"""
        Vy › LK {code}
        Vy ‹ …
        Vy › <b>Vy</b>
        Vy ‹ Em chưa đọc được họ tên. …
        Vy › *Vy_*
        Vy ‹ Em chưa đọc được họ tên. …
        Vy › Lý Vy
        Vy ‹ Cảm ơn anh/chị Vy. …
        An › <b>đang xem</b> & *2* {{lớp}} _mở_ [x](http://a.b) `c` %s
        An ‹ Đã ghi: <b>đang xem</b> & *2* {{lớp}} _mở_ [x](http://a.b) `c` %s. Đã đủ 5/5: …
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: <b>đang xem</b> & *2* {{lớp}} _mở_ [x](http://a.b) `c` %s …
        An › /<b>{{x}}</b>
        An ‹ Em không có lệnh /<b>{{x}}</b>. …
    """)


async def test_a_group_nobody_bound(town: Town) -> None:
    await town.new_group("Nhóm lạ")
    await town.skip("Nhóm")
    await town.tell("""
        Bình trong nhóm › chào cả nhà
        Nhóm ‹ (không nói gì)
        Bình trong nhóm › @dunghan_bot chào em
        Nhóm ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn. …
        Bình trong nhóm › /tonghop
        Nhóm ‹ Chào anh/chị. Em là trợ lý báo cáo Đúng Hạn. …
        — 11/11 08:00 —
        Nhóm ‹ (không nói gì)
    """)


def message(town: Town, name: str, text: str) -> dict[str, Any]:
    """A text as the messenger words it, which may be one that no phone would send."""
    phone = town.phones[name]
    person = {"id": phone.person, "is_bot": False, "first_name": phone.name, "language_code": "vi"}
    chat = {"id": phone.person, "type": "private", "first_name": phone.name}
    return {"message": {"message_id": 90_001, "date": 1_794_187_000, "chat": chat, "from": person, "text": text}}


def tap(town: Town, name: str, data: str) -> dict[str, Any]:
    """A tap on a button that may never have existed."""
    said = message(town, name, "x")["message"]
    return {"callback_query": {"id": "77", "from": said["from"], "chat_instance": "1", "message": said, "data": data}}
