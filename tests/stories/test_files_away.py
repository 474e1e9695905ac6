"""A file that the messenger does not give: asked again for half a minute, then what was said beside it counts alone."""

import pytest

from simulator.faults import Fault
from tests.stories.test_evidence import asking_for, december, evidence
from tests.stories.town import Town


@pytest.fixture
async def asked(town: Town) -> Town:
    """An is asked for a photo beside the first figure."""
    await december(town, asking_for("[photo]"))
    return town


async def test_a_photo_that_is_away_for_a_moment_is_fetched_later(asked: Town) -> None:
    asked.stage.messenger.faults.arm(Fault("file_away", times=3))
    await asked.tell("""
        › 95
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (ảnh màu: red)
        ‹ (không nói gì)
        — 08/12 08:01 —
        — 08/12 08:02 —
        — 08/12 08:03 —
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    assert await evidence(asked) == [("jpeg", "")]


async def test_a_photo_that_stays_away_is_asked_for_again_and_its_caption_counts(asked: Town) -> None:
    asked.stage.messenger.faults.arm(Fault("file_away", times=5))
    await asked.tell("""
        › (ảnh: 95)
        — 08/12 08:01 —
        — 08/12 08:02 —
        — 08/12 08:03 —
        — 08/12 08:04 —
        ‹ Em chưa lấy được tệp này từ máy chủ tin nhắn. … xin gửi lại tệp sau ít phút.
        ‹ Đã ghi 95%. Còn thiếu ảnh: …
        › (ảnh màu: red)
        ‹ Đã nhận ảnh cho câu 1. 2/5 …
    """)
    assert await evidence(asked) == [("jpeg", "")]
