"""A wrong photo is taken back before the report is sent, by a word or by the button under its receipt."""

from pathlib import Path

from tests.stories.test_evidence import asking_for, december
from tests.stories.town import Town


def _on_disk(folder: Path) -> int:
    return len([one for one in (folder / "evidence").rglob("*") if one.is_file()])


async def test_the_wrong_photo_goes_and_the_right_one_comes(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
        [Xóa ảnh]
        › [Xóa ảnh]
        ‹ Đã xóa ảnh ở câu 1. Còn thiếu ảnh: xin gửi tại đây, hoặc gõ "bỏ qua" để sang câu sau.
        › (ảnh màu: blue)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    assert await town.rows("select count(*) from evidence") == [(1,)]
    assert _on_disk(folder) == 1, "what was taken back is not kept"


async def test_nothing_to_take_back_and_too_late(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › xóa ảnh
        ‹ Em chưa thấy ảnh hoặc tệp nào để xóa. …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. …
        › xóa ảnh câu 2
        ‹ Em chưa thấy ảnh hoặc tệp nào để xóa. …
    """)
    await town.answer_all()
    await town.tell("""
        › xóa ảnh câu 1
        ‹ Báo cáo BC-2026-12-VPHDND-1 đã gửi nên em giữ nguyên ảnh, tệp kèm theo. …
    """)
    assert _on_disk(folder) == 1
