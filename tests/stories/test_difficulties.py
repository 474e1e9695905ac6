"""Difficulties and proposals: told at any time, they go with the report and to the aggregating office."""

from tests.stories.town import Town


async def test_a_difficulty_goes_with_the_report_and_to_the_aggregator(town: Town) -> None:
    await town.tell_since_now("""
        Hạnh › trợ giúp
        Hạnh ‹ …
        › 90
        ‹ …
        › Khó khăn, vướng mắc: thiếu 2 máy quét <b>cũ</b>
        ‹ Đã ghi khó khăn, kiến nghị: thiếu 2 máy quét <b>cũ</b>
          Nội dung này đi kèm báo cáo Tháng 11/2026. Đơn vị tổng hợp được báo ngay. Gõ "tiếp" để làm tiếp báo cáo.
        Hạnh ‹ Văn phòng HĐND & UBND phường (Nguyễn Văn An) báo khó khăn, kiến nghị: thiếu 2 máy quét <b>cũ</b>
          Nội dung này sẽ đi kèm báo cáo của đơn vị.
        › 91
        ‹ Đã ghi 91%. 3/5 …
        › xong
        ‹ …
        › xong
        ‹ …
        › đang làm
        ‹ … 5. … Khó khăn, kiến nghị: thiếu 2 máy quét <b>cũ</b> Đúng rồi thì gõ "gửi"; …
        › gửi
        ‹ Đã nhận báo cáo … Kèm 1 khó khăn, kiến nghị.
    """)


async def test_told_between_two_reports_it_waits_for_the_next(town: Town) -> None:
    await town.answer_all()
    await town.tell_since_now("""
        › kien nghi them nguoi
        ‹ … Nội dung này sẽ đi kèm báo cáo tới của Văn phòng HĐND & UBND phường. Đơn vị tổng hợp được báo ngay.
        — tắt máy đến 08/12 08:00 —
        ‹ …
        › 1: 90; 2: 90; 3: xong; 4: đang làm
        ‹ …
        › ghi
        ‹ … Khó khăn, kiến nghị: them nguoi …
        › gửi
        ‹ … Kèm 1 khó khăn, kiến nghị.
    """)


async def test_what_is_no_difficulty_is_not_kept(town: Town) -> None:
    await town.tell_since_now("""
        › /vuongmac
        ‹ Xin viết luôn sau chữ vướng mắc, ví dụ: vướng mắc thiếu máy quét, đề nghị cấp thêm.
        › vướng mắc: không
        ‹ Dạ, em không ghi vướng mắc nào. …
        › vướng mắc ông Tám 0912345678 không chịu ký
        ‹ Đây giống một số điện thoại nên em không ghi và không lưu lại.
        Bình › vướng mắc thiếu người
        Bình ‹ Phần này dành cho cán bộ đầu mối và thủ trưởng đơn vị. …
    """)
    assert await town.rows("select text from difficulties") == []


async def test_to_a_task_it_is_the_answer(town: Town) -> None:
    await town.tell_since_now("""
        › 1: 90; 2: 90; 3: xong; 4: xong
        ‹ …
        › ghi
        ‹ Đã ghi 4 câu trả lời. 5/5 …
        › vướng mắc về kinh phí
        ‹ Đã ghi: vướng: kinh phí. Đã đủ 5/5: …
    """)
    assert await town.rows("select text from difficulties") == []
