"""Somebody serves units of two organisations: asked by both, in one chat, and nothing is mixed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.test_rollup import plan
from tests.stories.town import Town
from tests.stories.venues import Venue
from tests.stories.village import open_village


@pytest.fixture
async def both(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Friday 05/06/2026: Lan, officer of one ward, gets a code of another, where Hạnh's like is Chi."""
    async with open_village(tmp_path, venue=venue) as town:
        text = plan("hai", "phường Hai", 'comparator: ">="\n    target: 95', "null")
        await town.stage.load_plan(text.replace("Phòng Văn hóa Xã hội", "Phòng Văn hóa Hai"), "hai")
        await town.enrol("Chi", "Đỗ Thị Chi", "VHXH", "aggregator")
        code = await town.stage.code("VHXH", "officer")
        await town.phones["Lan"].join(code)
        await town.stage.settle()
        yield town


async def test_both_ask_and_each_hears_only_its_own(both: Town) -> None:
    await both.tell(
        """
        ‹ Đã ghi thêm: anh/chị là cán bộ đầu mối của Phòng Văn hóa Hai. … Như vậy anh/chị làm việc cho cả phường Hai. …
        › cơ quan
        ‹ Anh/chị làm việc cho các cơ quan sau: 1. UBND phường Nhỏ (đang xem) 2. phường Hai …
        — 08/06 08:00 —
        ‹ Anh/chị có 2 báo cáo vừa mở:
          • Tháng 06/2026 của Phòng Văn hóa Xã hội, phường Nhỏ (số liệu …): 1 câu, hạn 17:00 Thứ Hai 15/06
          • Tháng 06/2026 của Phòng Văn hóa Hai, phường Hai (số liệu …): 1 câu, hạn 17:00 Thứ Hai 15/06
          Em hỏi Tháng 06/2026 của Phòng Văn hóa Xã hội, phường Nhỏ trước, … Mục tiêu ≥ 90% …
        Chi ‹ Công an phường chưa có cán bộ đầu mối nào …
        › việc
        ‹ … Phòng Văn hóa Xã hội … Phòng Văn hóa Hai …
        › 2
        ‹ Báo cáo Tháng 06/2026 của Phòng Văn hóa Hai … Mục tiêu ≥ 95% …
        › 96
        ‹ …
        › gửi
        ‹ Đã nhận báo cáo Tháng 06/2026 của Phòng Văn hóa Hai …
        ‹ Tiếp theo là báo cáo Tháng 06/2026 của Phòng Văn hóa Xã hội, …
        › cơ quan
        ‹ … 1. UBND phường Nhỏ 2. phường Hai (đang xem) …
        › cơ quan 1
        ‹ Từ giờ em hiểu là UBND phường Nhỏ. …
        › vướng mắc thiếu máy quét
        ‹ …
        Hạnh ‹ … Phòng Văn hóa Xã hội … thiếu máy quét …
        Chi › xem báo cáo
        Chi ‹ … Phòng Văn hóa Hai … 96% …
        Hạnh › xem báo cáo
        Hạnh ‹ …
    """,
        "Lan",
    )


async def test_a_role_there_gives_no_rights_here(both: Town) -> None:
    await both.tell(
        """
        › cơ quan 2
        ‹ Anh/chị đang làm việc cho phường Hai. …
    """,
        "Chi",
    )
    await both.skip("Lan")
    assert await both.rows(
        "select count(*) from memberships m join units u on u.id = m.unit_id"
        " where u.organisation_id != m.organisation_id"
    ) == [(0,)]
