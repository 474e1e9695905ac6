"""Odd things sent where an answer is waited for: read if they can be read, else asked back, shown as they are."""

import pytest

import plans
from tests.stories.test_bad_input import message
from tests.stories.town import Town

TEXT = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
ODD = "<b>Hồ sơ</b> & _ký_ *số* [x](http://a.b) `c`"


async def at_the_task(town: Town) -> None:
    for line in ("90", "91", "xong", "xong"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    await town.skip("An")


@pytest.mark.needs("raw")
async def test_a_forwarded_message_is_read_like_a_typed_one_and_echoed(town: Town) -> None:
    await town.skip("An")
    origin = {"type": "hidden_user", "sender_user_name": "Ai Đó", "date": 1_794_187_000}
    for text, told in (("93,5", "Đã ghi 93,5%. …"), ("khoảng 15", "Em cần một con số chính xác, …")):
        update = message(town, "An", text)
        update["message"] |= {"forward_origin": origin}
        await town.inject(update)
        await town.tell(f"An ‹ {told}")
    assert await town.rows("select said from revisions") == [("93,5",)]


async def test_digits_and_letters_of_other_scripts_are_not_guessed_at(town: Town) -> None:
    await town.skip("An")
    for text in ("٩٣", "९३", "9З,5", "⁹³", "Ⅸ", "хong", "9\u202e3", "93\u2066,5"):
        await town.say("An", text)
    assert await town.rows("select count(*) from figures where answered_at is not null") == [(0,)]
    said = [one["text"] for one in (await town.said_to("An"))[1:]]
    assert len(said) == 8
    assert all("Câu 1/5" in text or "câu 1/5" in text or "Có phải" in text for text in said)


async def test_signs_that_turn_the_text_around_do_not_hide_what_a_task_says(town: Town) -> None:
    await at_the_task(town)
    for text in ("\u202eđã xong\u202c", "\u0000", "🙂🙂", "\u200f\u200e", "đang\u0000 làm 60%"):
        await town.say("An", text)
    held = await town.rows("select words, progress from figures where progress is not null")
    assert held == [(None, "in_progress")]  # only the last, whose NUL says nothing
    assert "\u202e" not in "".join(one["text"] for one in await town.said_to("An"))


async def test_an_answer_in_the_group_is_not_taken(town: Town) -> None:
    await town.in_group("members", add=town.phones["An"].person)
    await town.skip("An", "Nhóm")
    await town.tell("""
        An trong nhóm › 93,5
        Nhóm ‹ (không nói gì)
        An trong nhóm › @dunghan_bot 93,5
        Nhóm ‹ Số liệu xin gửi ở tin nhắn riêng với em. …
        An ‹ (không nói gì)
    """)
    assert await town.rows("select count(*) from figures where answered_at is not null") == [(0,)]


async def test_somebody_elses_contact_is_refused_and_not_stored(town: Town) -> None:
    await at_the_task(town)
    await town.tell("""
        › (danh thiếp: 0912345678)
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại. …
        › 60%
        ‹ Đã ghi: đang làm 60%. …
    """)
    assert await town.rows("select count(*) from inbox where raw like '%0912345678%'") == [(0,)]


async def test_four_thousand_signs_of_a_reason_are_asked_for_in_short(town: Town) -> None:
    await at_the_task(town)
    await town.tell(f"""
        › vướng: {"chờ " * 1000}
        ‹ Tin vừa rồi dài 4006 ký tự nên em chưa ghi. Xin gửi lại gọn trong 1000 ký tự.
    """)


async def test_html_and_markdown_in_a_reason_are_shown_as_typed(town: Town) -> None:
    await at_the_task(town)
    await town.tell(f"""
        › vướng: {ODD}
        ‹ Đã ghi: vướng: {ODD}. Đã đủ 5/5: … 5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: vướng: {ODD} …
        › sửa 5
        ‹ Đang ghi: vướng: {ODD}. 5/5 · …
        › xong
        ‹ Đã ghi hoàn thành; trước: vướng: {ODD}. …
    """)


async def test_html_and_markdown_in_the_names_of_a_plan_are_shown_as_written(town: Town) -> None:
    text = TEXT.replace('name: "CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân"', f'name: "{ODD}"')
    text = text.replace("name: Văn phòng HĐND & UBND phường", 'name: "Văn phòng <i>HĐND</i> & _UBND_"')
    await town.stage.load_plan(text, "hong_bang.yaml")
    await town.jump("07/12 08:00")
    await town.jump("08/12 08:00")
    await town.tell_since_now(f"""
        › việc
        ‹ Báo cáo Tháng 12/2026 của Văn phòng <i>HĐND</i> & _UBND_: … 1/5 · {ODD} (%) …
        › 90
        ‹ Đã ghi 90%. …
        › lùi
        ‹ Đang ghi: 90%. 1/5 · {ODD} (%) …
    """)
