"""Several answers in one message: read, echoed as a list, and stored by one confirmation."""

import pytest

from tests.stories.town import Town

NOTHING_STORED = "select count(*) from revisions"


async def test_everything_in_one_message_and_one_confirmation(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 187/200; 2: 91; 3: xong; 4: chưa xong; 5: đã tập huấn 3 lớp
        ‹ Em đọc được 5 câu trả lời:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 93,5% (187/200)
          2. Hồ sơ công việc xử lý điện tử và ký số: 91%
          3. Hoàn thành kết nối, khai thác, chia sẻ dữ liệu: đã hoàn thành
          4. Hoàn thành, khai thác các CSDL theo danh mục: chưa hoàn thành
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: đã tập huấn 3 lớp
          Đúng thì gõ "gửi"; sai thì gõ "sửa 2: 89".
          [Gửi]
        › sửa 2: 89
        ‹ Em đọc được 5 câu trả lời: … 2. Hồ sơ công việc xử lý điện tử và ký số: 89% …
        › gửi
        ‹ Đã nhận báo cáo Tháng 11/2026 … Mã BC-2026-11-VPHDND-1. …
    """)
    said = await town.rows("select f.position, r.said from revisions r join figures f on f.id = r.figure_id order by 1")
    assert said == [(1, "187/200"), (2, "89"), (3, "xong"), (4, "chưa xong"), (5, "đã tập huấn 3 lớp")]


@pytest.mark.buttons
async def test_nothing_is_stored_before_the_confirmation(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: … Đúng thì gõ "ghi"; sai thì gõ "sửa 2: 89".
          [Ghi]
    """)
    assert await town.rows(NOTHING_STORED) == [(0,)]
    await town.tell_since_now("""
        › việc
        ‹ Em đang giữ danh sách này, chưa ghi: Em đọc được 2 câu trả lời: …
        › alo
        ‹ Em đang giữ danh sách này, chưa ghi: …
        › trợ giúp
        ‹ Gõ (có dấu hay không đều được): …
        › sửa 2: bỏ
        ‹ Em đọc được 1 câu trả lời: 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 90% …
        › 2: 92
        ‹ Em đọc được 2 câu trả lời: … 2. Hồ sơ công việc xử lý điện tử và ký số: 92% …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/5 …
    """)
    assert await town.rows(NOTHING_STORED) == [(0,)]
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
        › [Ghi]
        ‹ Đã ghi 2 câu trả lời. 3/5 …
        › [Ghi]
        ‹ Nút này thuộc một tin cũ nên em không làm gì. …
    """)
    assert await town.rows(NOTHING_STORED) == [(2,)]


async def test_doubtful_lines_are_named_and_settled_one_by_one(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 0,95
          2: 102
          3: có lẽ
          9: 5
          ghi chú của tôi
        ‹ Cần xem lại:
          • Câu 1 (0,95): Câu này hỏi phần trăm, em chưa rõ số vừa gõ là phần trăm hay phần của một.
          Ý anh/chị là 95% hay 0,95%? Gõ "sửa 1: đúng 95%", hoặc gõ lại số.
          • Câu 2 (102): Số vừa gõ lớn hơn 100%.
          Có phải 102% không ạ? Gõ "sửa 2: đúng 102%" kèm lý do ngắn, hoặc gõ lại số.
          • Câu 3 (có lẽ): Em chưa rõ ý câu trả lời vừa rồi. Xin gõ lại, ví dụ "sửa 3: 89".
          • Câu 9 (5): báo cáo chỉ có câu 1 đến câu 5 nên em không ghi.
          • "ghi chú của tôi": em chưa đọc được nên không ghi.
          Em chưa ghi gì. …
        › gửi
        ‹ Cần xem lại: …
        › sửa 1: đúng 95
        ‹ Em đọc được 1 câu trả lời: 1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 95% Cần xem lại: • Câu 2 …
        › sửa 2: đúng 102 làm bù kỳ trước
        ‹ Em đọc được 2 câu trả lời: … 2. Hồ sơ công việc xử lý điện tử và ký số: 102% (lý do: làm bù kỳ trước) …
        › sửa 3: xong
        ‹ Em đọc được 3 câu trả lời: … Đúng thì gõ "ghi"; sai thì gõ "sửa 2: 89".
        › đúng
        ‹ Đã ghi 3 câu trả lời. 4/5 …
    """)


async def test_an_odd_figure_in_a_list_needs_its_reason(town: Town) -> None:
    await town.answer_all()
    await town.jump("08/12 08:00")
    await town.skip("An")
    await town.tell_since_now("""
        › 1: 9,1; 2: 91
        ‹ Em đọc được 1 câu trả lời: 2. Hồ sơ công việc xử lý điện tử và ký số: 91%
          Cần xem lại:
          • Câu 1 (9,1): Kỳ trước 90%, kỳ này 9,1%. Gõ "sửa 1: 91", hoặc "sửa 1: đúng 9,1" kèm lý do ngắn. …
        › sửa 1: đúng 9,1
        ‹ … Cần xem lại: • Câu 1 (9,1): Kỳ trước 90%, kỳ này 9,1%. …
        › sửa 1: đúng 9,1 đổi cách tính
        ‹ Em đọc được 2 câu trả lời:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 9,1% (lý do: đổi cách tính) …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/4 …
    """)
    assert await town.rows("select reason from figures where number = '9.1'") == [("đổi cách tính",)]


async def test_one_line_without_numbers_and_a_pasted_table(town: Town) -> None:
    await town.tell_since_now("""
        › 90 91 xong xong kps
        ‹ Em đọc được 5 câu trả lời: … 5. … không phát sinh Đúng thì gõ "gửi"; …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/5 …
        › 1	Máy tính	95,5
          2	Ký số	88
        ‹ Em đọc được 2 câu trả lời:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 95,5%
          2. Hồ sơ công việc xử lý điện tử và ký số: 88% …
    """)


async def test_corrections_in_one_step_at_the_card_and_after_sending(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91; 3: xong; 4: xong; 5: đang làm
        ‹ …
        › ghi
        ‹ Đã ghi 5 câu trả lời. Đã đủ 5/5: …
        › sửa 2: 89
        ‹ Đã ghi 89%; trước: 91%. Đã đủ 5/5: …
        › 1: 92; 2: 93
        ‹ Em đọc được 2 câu trả lời: 1. … 92% (trước: 90%) 2. … 93% (trước: 89%) Đúng thì gõ "gửi"; …
        › gửi
        ‹ Đã nhận báo cáo …
        › /sửa 2: 94
        ‹ Đã ghi 94%; trước: 93%. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
        › 1: 95; 2: 95
        ‹ Em đọc được 2 câu trả lời: … Đúng thì gõ "ghi"; …
        › ghi
        ‹ Đã ghi 2 câu trả lời. Báo cáo BC-2026-11-VPHDND-1 đã được cập nhật, vẫn tính đúng hạn.
        › sửa 9: 1
        ‹ Muốn sửa câu nào, gõ số câu đó, từ 1 đến 5.
    """)


async def test_two_officers_with_lists_at_once(town: Town) -> None:
    await town.enrol("Phúc", "Trần Văn Phúc", "VPHDND")
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
        Phúc › việc
        Phúc ‹ …
        Phúc › 88
        Phúc ‹ Đã ghi 88%. 2/5 …
        › ghi
        ‹ Em đọc được 1 câu trả lời: … Cần xem lại:
          • Câu 1 (90): Trần Văn Phúc đã ghi 88% lúc 08:00 Thứ Hai 09/11, sau khi có danh sách này.
          Vẫn muốn đổi thì gõ "sửa 1: 90". …
        › sửa 1: 90
        ‹ Em đọc được 2 câu trả lời: 1. … 90% (trước: 88%) …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)


async def test_a_reminder_does_not_push_the_list_aside(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
        — tắt máy đến 13/11 09:00 —
        ‹ … Danh sách số vừa đọc vẫn đang chờ: gõ "tiếp" để xem lại và xác nhận.
        › tiếp
        ‹ Em đang giữ danh sách này, chưa ghi: Em đọc được 2 câu trả lời: …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/5 …
    """)


async def test_a_phone_number_in_a_list_is_not_kept(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 0912345678
        ‹ … Đây giống một số điện thoại nên em không ghi và không lưu lại. …
    """)
    assert await town.rows("select count(*) from inbox where raw like '%0912345678%'") == [(0,)]
    assert await town.rows("select count(*) from conversations where candidates like '%0912345678%'") == [(0,)]
