"""Phường Nhỏ, whose plan has one of everything: where stories change the plan itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.stories.town import Town, at_venue
from tests.stories.venues import TAPPED, Venue

PLAN: Final = (Path(__file__).parents[1] / "plans" / "small_plan.yaml").read_text(encoding="utf-8")
"""VHXH gives one figure a month, "Hồ sơ trực tuyến" (≥ 90%); CAP tells of one task, "An toàn mạng"."""

BEFORE_JUNE: Final = datetime(2026, 6, 5, 1, tzinfo=UTC)  # Friday; June opens on Monday 08/06 at 08:00

PEOPLE = (
    ("Lan", "Lê Thị Lan", "VHXH", "officer"),
    ("Hùng", "Vũ Mạnh Hùng", "CAP", "officer"),
    ("Hạnh", "Đỗ Thị Hạnh", "VHXH", "aggregator"),
    ("Bình", "Lê Văn Bình", "VHXH", "leader"),
    ("Quân", "Hoàng Minh Quân", "VHXH", "administrator"),
)


def changed(*changes: tuple[str, str], plan: str = PLAN, since: str = "") -> str:
    """The plan with these words changed, each wherever it stands; `since`: the day the version begins on."""
    for old, new in changes:
        assert old in plan, old
        plan = plan.replace(old, new)
    return plan.replace("    year: 2026\n", f"    year: 2026\n    in_force_from: {since}\n") if since else plan


async def load(village: Town, plan: str) -> None:
    """The operator loads a plan."""
    await village.stage.load_plan(plan, "nho.yaml")
    await village.stage.settle()


async def answer(village: Town, name: str, *lines: str) -> None:
    """Somebody answers and sends; how that goes is told elsewhere."""
    for line in (*lines, "gửi"):
        await village.phones[name].send(line)
        await village.stage.settle()
    await village.skip(name)


@asynccontextmanager
async def open_village(
    folder: Path, at: datetime = BEFORE_JUNE, *, plan: str = PLAN, venue: Venue = TAPPED
) -> AsyncIterator[Town]:
    """The village with everybody enrolled, some days before June opens."""
    async with at_venue(folder, at, venue) as stage:
        village = Town(stage, venue)
        await load(village, plan)
        for name, full_name, _, _ in PEOPLE:
            village.phones[name] = stage.phone(full_name)
        for name, full_name, unit, role in PEOPLE:
            await village.enrol(name, full_name, unit, role)
        yield village
