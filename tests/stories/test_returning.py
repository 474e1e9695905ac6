"""A question is sent back with a reason and a new due time, and the report comes in again by itself."""

import pytest

from tests.stories.town import Town


@pytest.fixture
async def handed_in(town: Town) -> Town:
    """An has handed in five answers on Monday morning; the aggregating office has to accept."""
    await town.ask_for_approval(head=False, aggregator=True)
    await town.answer_all()
    await town.skip("Hạnh", "Dũng")
    return town


async def test_a_question_goes_back_and_comes_in_again(handed_in: Town) -> None:
    await handed_in.tell(
        """
        — tắt máy đến 17/11 09:00 —
        Hạnh ‹ Bot không nhận được tin …
        Hạnh › tiếp nhận
        Hạnh ‹ … [Tiếp nhận] [Trả lại]
        Hạnh › trả lại 2: 1 Hệ thống một cửa ghi 86%
        Hạnh ‹ Đã trả lại câu 2, báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường:
          “Số chưa khớp hệ thống: Hệ thống một cửa ghi 86%”. Hạn mới 11:00 Thứ Tư 18/11.
          Đơn vị đã được báo, sửa xong báo cáo tự về lại.
        An ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) trả lại câu 2, báo cáo Tháng 11/2026.
          Hạn mới 11:00 Thứ Tư 18/11; trả lời xong báo cáo tự gửi lại.
          2/5 · Hồ sơ công việc xử lý điện tử và ký số (%)
          Đã gửi: 90% · Trả lại vì: Số chưa khớp hệ thống: Hệ thống một cửa ghi 86%
          Mục tiêu 100% …
        An › 86
        An ‹ Đã ghi 86%; trước: 90%. Đã gửi lại Phòng Văn hóa Xã hội. Báo cáo vẫn tính đúng hạn.
          Đang chờ đơn vị tổng hợp tiếp nhận; có kết quả em sẽ báo.
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường đã về, chờ anh/chị tiếp nhận. …
    """.replace("[Tiếp nhận] [Trả lại]", "…")
    )
    assert await handed_in.rows(
        "select first_submitted_at < due_at, submissions, state from reports where first_submitted_at is not null"
    ) == [(1, 2, "submitted")]


async def test_step_by_step_with_buttons_and_another_due_time(handed_in: Town) -> None:
    await handed_in.tell("""
        Hạnh › tiếp nhận
        Hạnh ‹ …
          [Tiếp nhận] [Trả lại]
        Hạnh › [Trả lại]
        Hạnh ‹ Trả lại câu nào ạ? Gõ số câu từ 1 đến 5, …
        Hạnh › 9
        Hạnh ‹ Trả lại câu nào ạ? …
        Hạnh › 2 và 5
        Hạnh ‹ Trả lại câu 2, 5 vì sao ạ?
          1. Số chưa khớp hệ thống
          2. Chưa đúng đơn vị tính
          3. Thiếu minh chứng
          4. Khác (xin viết lý do)
          … Hạn mới là 11:00 Thứ Ba 10/11; muốn khác thì thêm "hạn 18/11 15:00".
        Hạnh › 4
        Hạnh ‹ Lý do khác thì xin viết một câu, …
        Hạnh › 3; hạn 31/2
        Hạnh ‹ Em chưa đọc được hạn mới, hoặc hạn đã qua. …
        Hạnh › 3, hạn 18/11 15:00
        Hạnh ‹ Đã trả lại câu 2, 5, … “Thiếu minh chứng”. Hạn mới 15:00 Thứ Tư 18/11. …
        An ‹ Đỗ Thị Hạnh (Phòng Văn hóa Xã hội) trả lại câu 2, 5, báo cáo Tháng 11/2026. …
          2. Hồ sơ công việc xử lý điện tử và ký số
          5. Ứng dụng trí tuệ nhân tạo dựa trên dữ liệu lớn
          2/5 · … Trả lại vì: Thiếu minh chứng …
        An › 87
        An ‹ Đã ghi 87%; trước: 90%. 5/5 · … Đã gửi: đang làm · Trả lại vì: Thiếu minh chứng …
        An › việc
        An ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường: 4/5 câu đã có, hạn 15:00 Thứ Tư 18/11. 5/5 · …
        An › Đã tập huấn hai phòng theo công văn 12
        An ‹ Đã ghi Đã tập huấn hai phòng theo công văn 12; trước: đang làm. Đã gửi lại Phòng Văn hóa Xã hội. …
        Hạnh ‹ Báo cáo Tháng 11/2026 … đã về, …
    """)


async def test_the_new_due_day_is_reminded_of_once(handed_in: Town) -> None:
    await handed_in.jump("17/11 09:00")
    await handed_in.tell_since_now("""
        Hạnh › tiếp nhận
        Hạnh ‹ …
        Hạnh › trả lại 1: số chưa đúng; hạn 19/11 15:00
        Hạnh ‹ Đã trả lại câu 1, …
        An ‹ … trả lại câu 1, … 1/5 …
    """)
    await handed_in.tell("""
        — 19/11 07:59 —
        An ‹ (không nói gì)
        — 19/11 10:00 —
        An ‹ Hôm nay đến hạn sửa báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường đã được trả lại:
          hạn 15:00 Thứ Năm 19/11. … 1/5 · …
        — 19/11 14:00 —
        An ‹ (không nói gì)
    """)
    await handed_in.skip("Nhóm", "Bình")
    await handed_in.tell("""
        Bình trong nhóm › /tonghop
        Nhóm ‹ … ĐÃ TRẢ LẠI, CHỜ BỔ SUNG • Văn phòng HĐND & UBND phường …
        — tắt máy đến 19/11 15:01 —
        Bình trong nhóm › /tonghop
        Nhóm ‹ … QUÁ HẠN … • Văn phòng HĐND & UBND phường: hết hạn hôm nay (4/5 câu) …
    """)


async def test_only_who_checks_may_send_back_and_only_what_waits(handed_in: Town) -> None:
    await handed_in.tell("""
        An › trả lại 2: lý do
        An ‹ Việc tiếp nhận, trả lại là của đơn vị tổng hợp. …
        Dũng › trả lại 2: lý do
        Dũng ‹ Việc tiếp nhận, trả lại là của đơn vị tổng hợp. …
        Hạnh › trả lại 2: lý do
        Hạnh ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, … "trả lại 2: lý do".
        Hạnh › trả lại 2: gọi 0912345678
        Hạnh ‹ … Xin viết lại lý do, không kèm nội dung đó.
        Hạnh › hủy
        Hạnh ‹ Dạ, em để việc này lại, chưa có gì thay đổi. …
    """)


async def test_what_is_in_hand_is_not_pushed_out(handed_in: Town) -> None:
    await handed_in.enrol("Kim", "Lê Kim", "VPHDND")
    await handed_in.tell_since_now("""
        Hạnh › tiếp nhận
        Hạnh ‹ …
        Hạnh › trả lại 2: 1
        Hạnh ‹ Đã trả lại câu 2, …
        An ‹ … trả lại câu 2, … 2/5 …
        Kim ‹ … trả lại câu 2, … 2/5 …
        An › 86
        An ‹ Đã ghi 86%; trước: 90%. Đã gửi lại Phòng Văn hóa Xã hội. …
        Hạnh ‹ … đã về, …
        Kim › 88
        Kim ‹ Câu 2/5 · … đã có Nguyễn Văn An ghi 86% …
    """)
