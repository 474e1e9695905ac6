"""A plan takes the place of another: what was recorded under the old one goes on, and what was asked stays as asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import plans
from tests.stories.town import Town, at_venue
from tests.stories.venues import Venue
from tests.stories.village import BEFORE_JUNE

NEW = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
FIGURE, TASK = "HB-4", "HB-I.4"
NAME = "Hồ sơ trực tuyến toàn trình"


def _old() -> str:
    """47/KH-UBND as far as it matters here: another code, another name and another target for one indicator."""
    at = NEW.index(f"  - code: {FIGURE}\n")
    end = NEW.index("  - code:", at + 5)
    entry = NEW[at:end].replace(f"code: {FIGURE}", "code: KH47-4").replace("target: 90", "target: 80")
    name = next(line for line in entry.splitlines() if line.startswith("    name:"))
    entry = entry.replace(name, '    name: "Hồ sơ trực tuyến mức 4"')
    return (NEW[:at] + entry + NEW[end:]).replace(f"indicators: [{FIGURE}]", "indicators: [KH47-4]")


OLD = _old()
REPLACING = NEW.replace(f"  - code: {FIGURE}\n", f"  - code: {FIGURE}\n    replaces: KH47-4\n", 1)


@pytest.fixture
async def ward(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Phường Hồng Bàng under 47/KH-UBND, before June opens."""
    async with at_venue(tmp_path, BEFORE_JUNE, venue) as stage:
        town = Town(stage, venue)
        await stage.load_plan(OLD, "47-kh-ubnd.yaml")
        town.phones["Bình"] = stage.phone("Lê Văn Bình")
        await town.enrol("Mai", "Trần Thị Mai", "TTPVHCC")
        yield town


async def test_the_figures_of_the_replaced_plan_go_on_in_the_new_one(ward: Town) -> None:
    await ward.jump("08/06 08:00")
    mai = ward.phones["Mai"]
    number = await number_of(ward, "KH47-4")
    await mai.send(f"{number}: 87")
    await ward.stage.settle()
    await mai.send("gửi")
    await ward.stage.settle()
    assert await values(ward) == [("2026-06", "KH47-4", "Hồ sơ trực tuyến mức 4", "80", "87")]
    await ward.stage.load_plan(REPLACING, "hong_bang.yaml")
    assert await values(ward) == [("2026-06", FIGURE, "Hồ sơ trực tuyến mức 4", "80", "87")]
    await ward.jump("08/07 08:00")
    await ward.skip("Mai")
    await mai.send(f"sửa {await number_of(ward, FIGURE)} tháng 7")
    await ward.stage.settle()
    assert "Mục tiêu ≥ 90% · Kỳ trước 87%" in await ward.last("Mai")
    assert await ward.rows("select version, new from revisions") == [(1, ANSWERED)]


ANSWERED = '{"number": "87"}'


async def number_of(ward: Town, code: str) -> int:
    """The number under which an indicator is asked in the newest period."""
    rows = await ward.rows(
        "select f.position from figures f join indicators i on i.id = f.indicator_id where i.code = :code"
        " order by f.id desc",
        code=code,
    )
    return int(rows[0][0])


async def values(ward: Town) -> list[tuple[str, ...]]:
    """What was answered: period, the code now, and the name and target it was asked under."""
    return await ward.rows(
        "select p.key, i.code, w.name, t.number, f.number from figures f join indicators i on i.id = f.indicator_id"
        " join reports r on r.id = f.report_id join periods p on p.id = r.period_id"
        " join wordings w on w.plan_id = p.plan_id and w.indicator_id = i.id"
        " join targets t on t.plan_id = p.plan_id and t.indicator_id = i.id where f.answered_at is not null"
    )
