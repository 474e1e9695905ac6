"""What the few stories of buttons tell, told once more for people whose messenger has none: all of it is typed."""

from tests.stories.test_checking import answer
from tests.stories.town import Town


async def test_head_and_office_say_yes_by_typing(town: Town) -> None:
    await town.ask_for_approval(head=True, aggregator=True)
    await town.skip("Dũng", "Hạnh")
    await answer(town)
    await town.tell("""
        An › gửi
        An ‹ Đã nhận báo cáo Tháng 11/2026 … Đang chờ thủ trưởng đơn vị duyệt; có kết quả em sẽ báo.
        Dũng ‹ Nguyễn Văn An vừa nộp báo cáo Tháng 11/2026 … Gõ "duyệt" để xem.
        Hạnh ‹ (không nói gì)
        Dũng › duyệt
        Dũng ‹ Báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường, nộp lúc 08:00 Thứ Hai 09/11, 5 câu: …
          Đồng ý thì gõ "duyệt"; cần sửa câu 2 thì gõ "trả lại 2: lý do".
        Dũng › duyệt
        Dũng ‹ Đã duyệt báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường. …
        An ‹ Phạm Tiến Dũng đã duyệt báo cáo Tháng 11/2026 …
        Hạnh ‹ Báo cáo Tháng 11/2026 … đã về, chờ anh/chị tiếp nhận. …
        Dũng › duyệt
        Dũng ‹ Hiện không có báo cáo nào chờ anh/chị duyệt. …
        Hạnh › tiep nhan
        Hạnh ‹ Báo cáo Tháng 11/2026 … Thủ trưởng đã duyệt: Phạm Tiến Dũng. …
        Hạnh › tiếp nhận
        Hạnh ‹ Đã tiếp nhận báo cáo Tháng 11/2026 …
        An ‹ Đỗ Thị Hạnh đã tiếp nhận báo cáo Tháng 11/2026 …
        Hạnh › tiếp nhận
        Hạnh ‹ Hiện không có báo cáo nào chờ anh/chị xem. …
    """)


async def test_joining_by_typing_and_agreeing_twice(town: Town) -> None:
    await town.newcomer("Tú", "Phạm Văn Tú")
    code = await town.stage.code("KTHTDT", "officer")
    await town.tell(
        f"""
        › lk {code}
        ‹ Chào anh/chị. Mã này mời anh/chị làm cán bộ đầu mối của Phòng Kinh tế, Hạ tầng và Đô thị, …
        › Phạm Văn Tú
        ‹ Cảm ơn anh/chị Tú. … Đồng ý thì gõ "đồng ý"; muốn biết thêm, gõ "xem thêm".
        › xem thêm
        ‹ Em lưu: họ tên, tài khoản nhắn tin, đơn vị, số liệu đã gửi và giờ gửi, …
        › đồng ý
        ‹ Xong. Kỳ Tháng 11/2026 đang mở: 6 câu, …
        › đồng ý
        ‹ Dạ, anh/chị đang có 1 việc: báo cáo Tháng 11/2026 (0/6 câu). Gõ "tiếp" để trả lời, …
        › việc
        ‹ Báo cáo Tháng 11/2026 của Phòng Kinh tế, Hạ tầng và Đô thị: 0/6 câu đã có … 1/6 …
        """,
        about="Tú",
    )
