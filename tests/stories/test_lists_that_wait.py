"""What else may come while a list of answers waits for its confirmation: nothing of it is dropped without a word."""

import pytest

from tests.stories.town import Town
from tests.stories.venues import needs

KEPT = "Em đang giữ danh sách này, chưa ghi: Em đọc được 2 câu trả lời: …"
NOT_NOW = "Em đang chờ xong danh sách này nên chưa nhận việc vừa rồi. … Em đọc được 2 câu trả lời: …"

# What is typed while the list "1: 90; 2: 91" waits, and what is said; afterwards the list still waits.
WHILE_A_LIST_WAITS = [
    ("DỪNG", 'Dạ vâng, em giữ nguyên danh sách, những câu còn chờ chưa ghi. Khi tiện, gõ "tiếp" để xem lại.'),
    ("/dung", "Dạ vâng, em giữ nguyên danh sách, …"),
    ("để sau", "Dạ vâng, em giữ nguyên danh sách, …"),
    ("LÙI", KEPT),
    ("BỎ QUA", KEPT),
    ("VIỆC", KEPT),
    ("tiếp", KEPT),
    ("xem", KEPT),
    ("cảm ơn em", KEPT),
    ("TRỢ GIÚP", "Gõ (có dấu hay không đều được): … Danh sách số vừa đọc vẫn đang chờ: …"),
    ("SỬA 2", "Trong danh sách đang là: 91. 2/5 · Hồ sơ công việc xử lý điện tử và ký số (%) …"),
    ("sửa 3", "Em vẫn giữ danh sách, chưa ghi. 3/5 · Hoàn thành kết nối, khai thác, chia sẻ dữ liệu …"),
    ("sửa 9", "Muốn sửa câu nào, gõ số câu đó, từ 1 đến 5."),
    ("9: 5; 10: 6", 'Em đọc được 2 câu trả lời: … • "9: 5": em chưa đọc được nên không ghi. …'),
    ("/nhapho KTHTDT", NOT_NOW),
    ("vắng mai", NOT_NOW),
    ("xin mở khóa vì nhầm", NOT_NOW),
    ("vướng mắc: thiếu kinh phí", "…"),
    ("0912345678", "Đây giống một số điện thoại nên em không ghi và không lưu lại. Em đang giữ danh sách này, …"),
    ("(nhãn dán)", NOT_NOW),
    ("(đáp tin: 1/5 → 92)", "Em đọc được 2 câu trả lời: 1. … 92% …"),
]


async def test_nothing_that_is_said_drops_the_list(town: Town) -> None:
    for said, told in [row for row in WHILE_A_LIST_WAITS if town.venue.has(needs(row[0]))]:
        await town.tell_since_now(f"""
            › 1: 90; 2: 91
            ‹ Em đọc được 2 câu trả lời: …
            › {said}
            ‹ {told}
            › tiếp
            ‹ {KEPT}
        """)
    assert await town.rows("select count(*) from revisions") == [(0,)]
    await town.tell_since_now("""
        › HỦY
        ‹ Dạ, em chưa ghi gì. 1/5 …
    """)


async def test_one_question_of_the_list_is_asked_anew(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ …
        › sửa 2
        ‹ Trong danh sách đang là: 91. 2/5 …
        › 92,5
        ‹ Em đọc được 2 câu trả lời: … 2. … 92,5% …
        › GỬI
        ‹ Đã ghi 2 câu trả lời. Còn 3 câu chưa trả lời (câu 3, 4, 5) nên chưa gửi được. 3/5 …
    """)


async def test_a_new_prompt_and_a_reminder_leave_the_list_where_it_is(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › 1: 95; 2: 96
        ‹ Em đọc được 2 câu trả lời: 1. … 95% (trước: 90%) …
        — 13/11 09:00 —
        › ghi
        ‹ Đã ghi 2 câu trả lời. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
    """)


async def test_a_locked_report_says_so_and_takes_no_list(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 95; 2: 96
        ‹ Em đọc được 2 câu trả lời: …
    """)
    await town.jump("02/12 09:00")
    await town.tell_since_now("""
        › ghi
        ‹ Danh sách đang chờ nên chưa ghi được: 1: 95%; 2: 96%. Báo cáo Tháng 11/2026 đã khóa …
        › 1: 95; 2: 96
        ‹ Báo cáo Tháng 11/2026 đã khóa …
    """)


async def test_the_button_of_a_list_that_locked_names_what_was_not_recorded(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 95; 2: 3.5
        ‹ Em đọc được 1 câu trả lời: …
    """)
    await town.jump("02/12 09:00")
    await town.tell_since_now("""
        › [Ghi]
        ‹ Danh sách đang chờ nên chưa ghi được: 1: 95%; 2: 3.5. Báo cáo Tháng 11/2026 đã khóa …
    """)


async def test_a_new_period_opens_while_a_list_waits(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 95; 2: 96
        ‹ Em đọc được 2 câu trả lời: …
    """)
    await town.jump("01/12 16:00")
    await town.skip("An")
    await town.tell_since_now("""
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)


async def test_a_photo_while_a_list_waits(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 95; 2: 96
        ‹ Em đọc được 2 câu trả lời: …
        › (ảnh màu: red)
        ‹ Em đang chờ xong danh sách này nên chưa nhận việc vừa rồi. … Em đọc được 2 câu trả lời: …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)


async def test_the_day_a_figure_is_expected_stands_in_the_list_itself(town: Town) -> None:
    await town.tell_since_now("""
        › 1: chưa có, hẹn 20/11; 2: 96
        ‹ Em đọc được 2 câu trả lời: 1. … chưa có số liệu, hẹn 20/11 2. … 96% …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
        › sửa 2: chưa có số liệu (dự kiến 21/11)
        ‹ Đã ghi chưa có số liệu, hẹn 21/11; trước: 96%. …
    """)


@pytest.mark.buttons
async def test_a_button_of_an_earlier_list_stores_nothing(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
    """)
    old = [one for one in await town.said_to("An") if one["buttons"]][-1]
    await town.tell_since_now("""
        › sửa 2: 89
        ‹ Em đọc được 2 câu trả lời: … 2. … 89% …
    """)
    phone = town.phones["An"]
    await phone.post("tap", {"message_id": old["id"], "data": old["buttons"][0][0]["data"]})
    await town.stage.settle()
    assert (await town.last("An")).startswith("Nút vừa bấm thuộc danh sách cũ. Danh sách bây giờ là:")
    assert await town.rows("select count(*) from revisions") == [(0,)]


async def test_a_line_that_may_be_one_figure_is_asked_about(town: Town) -> None:
    for line in ("93", "90", "xong", "có", "90", "bỏ qua"):
        await town.phones["Lan"].send(line)
        await town.stage.settle()
    left = [
        row[0]
        for row in await town.rows(
            "select f.position from figures f join reports r on r.id = f.report_id join units u on u.id = r.unit_id"
            " where u.code = 'VHXH' and f.answered_at is null order by 1"
        )
    ]
    everything_else = "; ".join(f"{number}: KPS" for number in left if number not in (6, 7))
    await town.tell_since_now(
        f"""
        › {everything_else}
        ‹ …
        › ghi
        ‹ …
        › việc
        ‹ … 6/19 …
        › 1 234
        ‹ Em đọc được 2 câu trả lời: 6. … 1 sáng kiến 7. … 234 sáng kiến …
          Đúng thì gõ "gửi"; sai thì gõ "sửa 2: 89". Nếu đó là một số cho câu đang hỏi thì gõ "một số".
          [Gửi] [Một số]
        › [Một số]
        ‹ … 1.234 sáng kiến …
    """,
        about="Lan",
    )
    assert await town.rows("select count(*) from figures where number = '234'") == [(0,)]


async def test_a_list_goes_to_the_report_whose_prompt_it_replies_to(town: Town) -> None:
    await town.tell_since_now(f"""
        › LK {await town.stage.code("CAP", "officer")}
        ‹ …
        › việc
        ‹ Anh/chị còn 2 báo cáo: …
        › 2
        ‹ Báo cáo Tháng 11/2026 của Công an phường: … 1/7 …
        › (đáp tin: 1/5 → 1: 93; 2: 94)
        ‹ Em đọc được 2 câu trả lời: 1. … 93% 2. Hồ sơ công việc xử lý điện tử và ký số: 94% …
        › (đáp tin: 1/7 → 95)
        ‹ Em đang chờ xong danh sách này nên chưa nhận việc vừa rồi. …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)
