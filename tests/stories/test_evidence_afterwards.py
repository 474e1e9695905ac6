"""Evidence for a report that had locked and was opened again, and files that a crash left behind."""

from datetime import UTC, datetime
from pathlib import Path

from bot.links import NO_LINKS
from bot.worker import Worker
from storage.files import EvidenceFiles
from tests.stories.test_evidence import asking_for, december
from tests.stories.town import Town


async def test_evidence_after_a_lock_exception(town: Town) -> None:
    await december(town, asking_for("[photo]"))
    for line in ("95", "bỏ qua", "91", "xong", "xong", "đang làm", "gửi", "gửi"):
        await town.phones["An"].send(line)
        await town.stage.settle()
    town.stage.clock.move_to(datetime(2027, 1, 6, 2, tzinfo=UTC))
    await town.stage.settle()
    await town.tell_since_now("""
        › (đáp bằng ảnh: Tháng 12/2026 đã mở → red)
        ‹ Báo cáo Tháng 12/2026 đã khóa …
        › xin mở khóa còn thiếu ảnh câu 1
        ‹ Anh/chị xin mở lại báo cáo nào ạ? 1. Tháng 12/2026 …
        › 1
        ‹ Đã gửi đề nghị số 1 …
        Hạnh ‹ Đề nghị số 1: …
        Hạnh › cho mở 1
        Hạnh ‹ Đã cho mở báo cáo Tháng 12/2026 …
        An ‹ Đỗ Thị Hạnh đã cho mở báo cáo Tháng 12/2026 đến hết Thứ Năm 07/01. …
        › (đáp bằng ảnh: Tháng 12/2026 đã mở → red)
        ‹ … Đã nhận ảnh cho câu 1. …
    """)
    assert await town.rows("select count(*) from evidence") == [(1,)]


async def test_what_a_crash_left_behind_is_swept_at_the_start(town: Town, folder: Path) -> None:
    await december(town, asking_for("[photo]"))
    await town.tell("""
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 1/5 …
    """)
    kept = EvidenceFiles(folder / "evidence")
    left, half = kept.keep(b"without a row"), kept.path("0" * 64).with_suffix(".new")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    await Worker(town.stage.database, {}, town.stage.clock, kept, NO_LINKS).sweep()
    assert [(name,) for name in kept.names()] == await town.rows("select sha256 from evidence")
    assert not kept.has(left)
    assert not half.exists()
