"""Days off, the daily budget, several organisations: nobody hears more than they must, and nothing is lost."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import plans
from tests.stories.town import Town, open_town, prepare, reporting
from tests.stories.venues import Venue


@pytest.fixture
async def tet(tmp_path: Path, venue: Venue) -> AsyncIterator[Town]:
    """Monday 09/02/2026 at 08:00: February opens, and is due after Tết, on Monday 23/02."""
    await prepare(tmp_path, datetime(2026, 2, 6, 1, tzinfo=UTC), venue=venue)
    async with open_town(tmp_path, datetime(2026, 2, 9, 1, tzinfo=UTC), venue=venue) as town:
        yield town


async def budget(town: Town, messages: int) -> None:
    """So many messages a day."""
    await town.change("update organisations set daily_budget = :messages", messages=messages)


async def test_at_tet_nobody_is_written_to(tet: Town) -> None:
    await tet.tell(
        """
        ‹ Kỳ Tháng 02/2026 đã mở (số liệu 15/01–14/02), hạn 17:00 Thứ Hai 23/02. …
        — 13/02 08:00 —
        ‹ Còn 3 ngày làm việc: …
        ‹ Còn 1 ngày làm việc: …
        — 17/02 10:00 —
        ‹ (không nói gì)
        — 22/02 23:00 —
        ‹ (không nói gì)
        — 23/02 08:00 —
        ‹ Hôm nay đến hạn: báo cáo Tháng 02/2026 …
    """
    )


async def test_a_rung_on_a_day_off_waits_for_the_next_working_day(town: Town) -> None:
    await town.change(
        "insert into swapped_days (organisation_id, day, is_worked, source, at, actor)"
        " values (1, '2026-11-11', false, 'bão', '2026-11-09 01:00:00.000000', 'test')"
    )
    await town.tell_since_now("""
        — 11/11 23:00 —
        ‹ (không nói gì)
        — 12/11 06:30 —
        ‹ Còn 2 ngày làm việc: …
        — 12/11 23:00 —
        ‹ (không nói gì)
    """)


async def test_what_is_over_the_budget_is_said_the_next_day_and_only_its_newest_rung(town: Town) -> None:
    await budget(town, 1)
    await town.tell_since_now("""
        — 16/11 07:59 —
        ‹ Còn 3 ngày làm việc: …
        ‹ Còn 1 ngày làm việc: …
        — 16/11 08:00 —
        ‹ Hôm nay đến hạn: …
        — 17/11 07:59 —
        ‹ (không nói gì)
        — 17/11 08:00 —
        ‹ Đã quá hạn 1 ngày làm việc: …
        — 17/11 23:00 —
        ‹ (không nói gì)
    """)


async def test_what_somebody_asked_to_be_reminded_of_comes_over_the_budget_too(town: Town) -> None:
    await budget(town, 1)
    await town.tell_since_now("""
        — 11/11 08:00 —
        ‹ Còn 3 ngày làm việc: …
        › để chiều nhắc
        ‹ Vâng, …
        — 11/11 15:00 —
        ‹ Còn 3 ngày làm việc: …
    """)


async def test_several_roles_are_one_message_and_one_report_is_in_it_once(town: Town) -> None:
    phone = town.phones["An"]
    for unit, role in (("VPHDND", "head"), ("VHXH", "aggregator"), ("UBND", "leader")):
        await phone.send(f"LK {await town.stage.code(unit, role)}")
        await town.stage.settle()
    await town.jump("16/11 18:00")
    await town.tell_since_now("""
        — 17/11 08:00 —
        An ‹ Đã quá hạn 1 ngày làm việc: báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường …
        — 19/11 08:00 —
        An ‹ Đã quá hạn 3 ngày làm việc: báo cáo Tháng 11/2026 của Văn phòng HĐND & UBND phường …
          Để anh/chị nắm, các báo cáo đang quá hạn: • … quá 3 ngày làm việc …
        — 23/11 08:00 —
        An ‹ Đã quá hạn 5 ngày làm việc: … Để anh/chị nắm, các báo cáo đang quá hạn: …
    """)
    assert (await town.last("An")).count("Văn phòng HĐND & UBND phường") == 1
    twice = "select person_id, report_id, stage from mentions group by 1, 2, 3 having count(*) > 1"
    assert await town.rows(twice) == []


async def test_two_plans_in_the_same_weeks_share_one_budget(town: Town) -> None:
    await tan_phong_too(town)
    await town.tell_since_now("""
        An › việc
        An ‹ …
    """)
    await town.stage.go_to(datetime(2026, 11, 20, 10, tzinfo=UTC))
    await at_most_a_day(town, "An", 3)
    asked = "select distinct o.code from mentions m join organisations o on o.id = m.organisation_id join people p"
    asked += " on p.id = m.person_id where p.name = 'Nguyễn Văn An' and m.told_in is not null order by 1"
    assert [code for (code,) in await town.rows(asked)] == ["hong_bang", "tan_phong"]


async def test_on_the_worst_day_the_budget_holds(town: Town) -> None:
    await town.stage.load_plan(reporting("month, quarter, half_year, year"), "hong_bang.yaml")
    await budget(town, 2)
    await town.jump("07/12 08:00")
    await town.stage.go_to(datetime(2026, 12, 18, 10, tzinfo=UTC))
    for name in ("An", "Lan", "Dũng", "Hạnh", "Bình"):
        await at_most_a_day(town, name, 2)
    assert await town.rows("select 1 from mentions where told_in is null and due_at <= '2026-12-18 10:00:00'") == []
    called_for = "select key from outbox where key like 'quarterly:%'"
    assert len(await town.rows(called_for)) == 1, "the year, its half and its quarter end with one review"


async def tan_phong_too(town: Town) -> None:
    """The plan of Tân Phong is loaded beside Hồng Bàng's, and An is an officer there as well."""
    await town.stage.load_plan(plans.shipped()["tan_phong"].read_text(encoding="utf-8"), "tan_phong.yaml")
    asked = "select u.code from assignments a join units u on u.id = a.unit_id join organisations o on o.id ="
    asked += " u.organisation_id where o.code = 'tan_phong' and a.leads and a.regime_id is not null order by a.id"
    unit = (await town.rows(asked))[0][0]
    await town.phones["An"].send(f"LK {await town.stage.code(unit, 'officer')}")
    await town.stage.settle()
    await town.skip("An")


async def at_most_a_day(town: Town, name: str, messages: int) -> None:
    """Nobody got more than so many messages unasked on one day, and none on a day off."""
    found = await town.rows(
        "select due_at from outbox where chat = :chat and kind in ('prompt', 'reminder')"
        " and due_at > '2026-11-09 02:00:00'",
        chat=town.address(name),
    )
    assert found
    days = Counter((datetime.fromisoformat(due_at) + timedelta(hours=7)).date() for (due_at,) in found)
    assert [(day, number) for day, number in days.items() if number > messages] == []
    assert [day for day in days if day.weekday() > 4] == []
