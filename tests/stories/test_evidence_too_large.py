"""Evidence that is more than a bot may fetch: said at once, and the next file is taken."""

from tests.stories.test_evidence import asking_for, december, evidence
from tests.stories.town import Town

TOO_MUCH = 20 * 1024 * 1024 + 1  # one byte more than a bot may fetch


async def test_a_file_too_large_for_a_phone_message(town: Town) -> None:
    await december(town, asking_for("[file]"))
    await town.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu tệp: …
    """)
    await town.phones["An"].upload("document", "bao-cao.pdf", b"%PDF-1.7\n" + bytes(TOO_MUCH))
    await town.stage.settle()
    await town.tell("""
        ‹ Tệp này lớn hơn 20 MB nên em chưa nhận. …
        › (tệp thật: bao-cao.pdf)
        ‹ Đã nhận tệp cho câu 1. 2/5 …
    """)
    assert await evidence(town) == [("pdf", "bao-cao.pdf")]
