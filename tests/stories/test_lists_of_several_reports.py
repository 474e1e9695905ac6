"""A list that comes while several reports are open and none is in hand: it is kept, never to be sent again."""

from tests.stories.town import Town


async def _two_reports(town: Town) -> None:
    await town.tell_since_now(f"""
        › LK {await town.stage.code("CAP", "officer")}
        ‹ …
        › việc
        ‹ Anh/chị còn 2 báo cáo: …
    """)


async def test_which_report_is_asked_and_then_the_list_is_taken(town: Town) -> None:
    await _two_reports(town)
    await town.tell_since_now("""
        › 1: 93; 2: 94
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. Đây là số của báo cáo nào ạ?
          1. … 2. …
        › 2
        ‹ Em đọc được 1 câu trả lời: 1. Hồ sơ công việc xử lý điện tử và ký số: 93% Cần xem lại: • Câu 2 (94): …
        › ghi
        ‹ Đã ghi 1 câu trả lời. …
    """)


async def test_nothing_pushes_the_kept_list_aside(town: Town) -> None:
    await _two_reports(town)
    await town.tell_since_now("""
        › 1: 93
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. …
        › 2: 94
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. …
        › dừng
        ‹ Dạ vâng, em giữ nguyên danh sách, …
        › việc
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. …
        › 1
        ‹ Em đọc được 2 câu trả lời: 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 93% 2. … 94% …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)


async def test_a_period_that_opens_leaves_the_kept_list_where_it_is(town: Town) -> None:
    await _two_reports(town)
    await town.tell_since_now("""
        › 1: 93; 2: 94
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. …
    """)
    await town.jump("01/12 09:00")
    await town.skip("An")
    await town.tell_since_now("""
        › 1
        ‹ Em đọc được 2 câu trả lời: …
    """)


async def test_dropped_when_told_to(town: Town) -> None:
    await _two_reports(town)
    await town.tell_since_now("""
        › 1: 93; 2: 94
        ‹ Em đang giữ danh sách vừa gửi, chưa ghi. …
        › hủy
        ‹ Dạ, em chưa ghi gì. …
        › việc
        ‹ Anh/chị còn 2 báo cáo: …
    """)
