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
        › ghi
        ‹ Em chưa rõ ý câu trả lời vừa rồi. Câu 3/5 …
    """)


@pytest.mark.buttons("the button of a list that is written already: without buttons there is none to tap twice")
async def test_the_button_of_a_list_counts_once(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
          [Ghi]
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
        ‹ Em đọc được 2 câu trả lời:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 9,1% (!) Kỳ trước 90%, kỳ này 9,1%.
          Nếu là 91%, gõ "sửa 1: 91".
          2. Hồ sơ công việc xử lý điện tử và ký số: 91%
          Chỗ có dấu (!) khác thường: nếu đúng, ghi xong em xin một lý do ngắn cho mỗi số.
          Đúng thì gõ "ghi"; sai thì gõ "sửa 2: 89".
          [Ghi]
        › sửa 1: đúng 9,1
        ‹ … 9,1% (!) Kỳ trước 90%, kỳ này 9,1%. …
        › sửa 1: đúng 9,1 đổi cách tính
        ‹ Em đọc được 2 câu trả lời:
          1. CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 9,1% (lý do: đổi cách tính) …
        › ghi
        ‹ Đã ghi 2 câu trả lời. 3/4 …
    """)
    assert await town.rows("select reason from figures where number = '9.1'") == [("đổi cách tính",)]


async def test_each_odd_figure_is_asked_for_its_reason_once_the_list_is_confirmed(town: Town) -> None:
    await town.answer_all()
    await town.jump("08/12 08:00")
    await town.skip("An")
    await town.tell_since_now("""
        › 1: 60; 2: 55; 3: xong; 4: đang làm 60%
        ‹ Em đọc được 4 câu trả lời: 1. … 60% (!) Kỳ trước 90%, kỳ này 60%. 2. … 55% (!) … Đúng thì gõ "gửi"; …
          [Gửi]
        › [Gửi]
        ‹ Đã ghi 2 câu trả lời.
          Câu 1 · CBCC có máy tính đạt yêu cầu và chữ ký số cá nhân: 60%. Kỳ trước 90%, kỳ này 60%.
          Xin cho em một lý do ngắn để ghi kèm, ví dụ "đổi cách tính"; chưa đúng thì gõ lại số, …
        › đúng
        ‹ Câu 1 · … Xin cho em một lý do ngắn …
        › hỏi chị Mai số 0912345678
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại. Câu 1 · …
        › gửi
        ‹ Câu 1 · … Xin cho em một lý do ngắn …
        › khó khăn do mất điện cả tuần
        ‹ Đã ghi: 60%. Câu 2 · … 55%. Kỳ trước 90%, kỳ này 55%. …
        › 88
        ‹ Đã nhận báo cáo Tháng 12/2026 …
    """)
    held = await town.rows("select number, reason from figures where number in ('60', '88') and reason is not null")
    assert held == [("60", "khó khăn do mất điện cả tuần")]
    assert await town.rows("select count(*) from inbox where raw like '%0912345678%'") == [(0,)]


async def test_a_reason_may_be_left_for_later(town: Town) -> None:
    await town.answer_all()
    await town.jump("08/12 08:00")
    await town.skip("An")
    await town.tell_since_now("""
        › 1: 60; 2: 55
        ‹ Em đọc được 2 câu trả lời: …
        › ghi
        ‹ Dạ vâng. Câu 1 · …
        › bỏ qua
        ‹ Dạ, để câu 1 lại sau. Câu 2 · …
        › hủy
        ‹ Dạ, em chưa ghi gì. 1/4 …
    """)
    assert await town.rows("select count(*) from figures where number in ('60', '55')") == [(0,)]


async def test_the_days_of_all_figures_that_are_not_there_yet_are_asked_at_once(town: Town) -> None:
    await town.tell_since_now("""
        › 1: CHƯA CÓ; 2: chưa có số liệu; 3: xong; 4: xong; 5: 60%
        ‹ Em đọc được 5 câu trả lời: … Đúng thì gõ "gửi"; …
        › gửi
        ‹ Đã ghi 5 câu trả lời.
          Câu 1, 2 chưa có số liệu. Dự kiến ngày nào có ạ? Ví dụ 20/11, hoặc "2: 20/11; 4: 25/11";
          chưa rõ thì gõ "chưa rõ".
        › tuần sau
        ‹ Em chưa đọc được ngày. Câu 1, 2 chưa có số liệu. Dự kiến ngày nào có ạ? …
        › 20/11
        ‹ Đã nhận báo cáo …
    """)
    days = await town.rows("select position, expected_on from figures where special = 'no_figure_yet' order by 1")
    assert days == [(1, "2026-11-20"), (2, "2026-11-20")]


async def test_a_day_for_each_of_them_or_none(town: Town) -> None:
    await town.tell_since_now("""
        › 1: chưa có; 2: chưa có; 3: chưa có số liệu
        ‹ Em đọc được 3 câu trả lời: …
        › ghi
        ‹ Đã ghi 3 câu trả lời. Câu 1, 2, 3 chưa có số liệu. …
        › 1: 20/11; 2: chưa rõ
        ‹ Đã ghi: câu 1 chưa có số liệu, hẹn 20/11; câu 2 chưa có số liệu. Câu 3 chưa có số liệu. …
        › 3: xong
        ‹ Em đọc được 1 câu trả lời: 3. … đã hoàn thành (trước: chưa có số liệu) …
        › ghi
        ‹ Đã ghi 1 câu trả lời. 4/5 …
        › 1: chưa có; 4: chưa có số liệu
        ‹ …
        › ghi
        ‹ Đã ghi 2 câu trả lời. Câu 1, 4 chưa có số liệu. …
        › không rõ
        ‹ Đã ghi: câu 1 chưa có số liệu; câu 4 chưa có số liệu. 5/5 …
    """)


async def test_a_doubtful_wording_of_a_task_is_asked_back_and_the_rest_can_be_recorded(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91; 5: xong gần hết
        ‹ Em đọc được 2 câu trả lời: … Cần xem lại:
          • Câu 5 (xong gần hết): Em chưa rõ nhiệm vụ đã hoàn thành cả hay mới xong một phần.
          Ý anh/chị là hoàn thành hay đang làm? Gõ "sửa 5: hoàn thành", hoặc viết lại cho rõ.
          Gõ "ghi" để ghi những câu đọc được; câu cần xem lại thì gửi lại riêng, ví dụ "2: 89". …
          [Ghi]
        › [Ghi]
        ‹ Đã ghi 2 câu trả lời. Cần xem lại: • Câu 5 (xong gần hết): …
          Những câu này em chưa ghi: xin gửi lại riêng, ví dụ "2: 89". Gõ "hủy" thì để lại sau.
        › sửa 5: đang làm
        ‹ Em đọc được 1 câu trả lời: 5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn: xong gần hết …
        › ghi
        ‹ Đã ghi 1 câu trả lời. 3/5 …
        › 3: xong; 5: vướng
        ‹ … • Câu 5 (vướng): Anh/chị cho em biết vướng gì ạ, … Xin gõ lại, ví dụ "sửa 5: 60%". …
        › 5: vướng: chưa có kinh phí
        ‹ Em đọc được 2 câu trả lời: … 5. … vướng: chưa có kinh phí (trước: xong gần hết) …
    """)
    assert await town.rows("select progress, words from figures where progress is not null") == [
        ("in_progress", "xong gần hết")
    ]


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
        ‹ Đã ghi 1 câu trả lời. Cần xem lại:
          • Câu 1 (90): Trần Văn Phúc đã ghi 88% lúc 08:00 Thứ Hai 09/11, sau khi có danh sách này.
          Vẫn muốn đổi thì gõ "sửa 1: 90". …
        › sửa 1: 90
        ‹ Em đọc được 1 câu trả lời: 1. … 90% (trước: 88%) …
        › ghi
        ‹ Đã ghi 1 câu trả lời. 3/5 …
    """)


async def test_a_reminder_does_not_push_the_list_aside(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 91
        ‹ Em đọc được 2 câu trả lời: …
        — tắt máy đến 13/11 09:00 —
        ‹ … Danh sách số vừa đọc vẫn đang chờ: gõ "tiếp" để xem lại và xác nhận.
        ‹ Từ 08:00 Thứ Hai 09/11 … xin gửi lại giúp em. …
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
    held = await town.rows("select cast(candidates as text) from conversations")
    assert "0912345678" not in str(held)
