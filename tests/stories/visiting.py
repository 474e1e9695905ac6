"""Two community teams of phường Hồng Bàng, as the stories of visits find them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from domain.roles import OF_A_TEAM, Role
from files.team_list import Member, Team
from handlers import registering
from storage import people, places, plans, visits
from storage.tables import Account
from storage.visit_tables import Visit
from storage.visits import Entry
from tests.stories.telling import YEAR
from tests.stories.town import Town

TEAMS = (
    Team(2, "TO12", "Tổ CNSCĐ tổ 12", ["tổ 12", "ngõ 45", "ngõ 47"], [Member("Lê Văn Sơn", Role.HEAD)]),
    Team(3, "TO14", "Tổ CNSCĐ tổ 14", ["tổ 14"], [Member("Phạm Thị Hoa", Role.HEAD)]),
)
SON, HOA, TU = "Sơn", "Hoa", "Tú"


async def teams_of(town: Town) -> Town:
    """The teams registered, Sơn the head of one and Tú its member, Hoa the head of the other."""
    await register(town, TEAMS)
    for name, full_name, unit, role in (
        (SON, "Lê Văn Sơn", "TO12", Role.HEAD),
        (TU, "Trần Anh Tú", "TO12", Role.YOUTH_MEMBER),
        (HOA, "Phạm Thị Hoa", "TO14", Role.HEAD),
    ):
        await town.enrol(name, full_name, unit, role)
    return town


async def register(town: Town, teams: tuple[Team, ...]) -> registering.Registered:
    """As `dunghan teams import` does."""
    async with town.stage.database.sessions.begin() as session:
        organisation = await plans.organisation(session, town.stage.organisation)
        assert organisation is not None
        return await registering.register(session, organisation, teams, town.stage.clock.now())


async def logged(town: Town) -> list[tuple[str, int, str]]:
    """Activity, number and place of every visit that stands, in the order they were logged."""
    return await town.rows(
        "select v.activity, v.number, coalesce(p.name, '') from visits v left join places p on p.id = v.place_id"
        " where v.deleted_at is null order by v.id"
    )


async def team_group(town: Town) -> int:
    """A group of team TO12 with the bot in it, bound by its head."""
    members = [town.phones[name] for name in (SON, TU, HOA)]
    return await town.stage.new_group(town.phones[SON], "Tổ 12", members)


async def log(town: Town, who: str, day: str, number: int, **values: Any) -> None:
    """Somebody has logged a visit on "12/11", at noon or `at` a moment, without the chat that it takes.

    `place`: by its name; otherwise the first of the team's.
    """
    of_day, _, of_month = day.partition("/")
    on = date(YEAR, int(of_month), int(of_day))
    at = values.pop("at", datetime(on.year, on.month, on.day, 5, tzinfo=UTC))
    async with town.stage.database.sessions.begin() as session:
        address = town.address(who)
        account = (await session.execute(select(Account).where(Account.address == address))).scalar_one()
        unit = (await people.units_of(session, account.person_id, OF_A_TEAM, town.stage.clock.now()))[0]
        of_team = await places.of_team(session, unit.organisation_id, unit.id)
        name = values.pop("place", of_team[0].name)
        place_id = next(one.id for one in of_team if one.name == name)
        nth = (await session.execute(select(func.count()).select_from(Visit))).scalar_one()
        entry = Entry(unit.organisation_id, unit.id, account, f"story:{nth}", "telegram", account.address, "")
        told = {"kind": "visit", "activity": "digital_skills", "words": "", "counted": "people"} | values
        await visits.add(session, entry, 1, at, number=number, on=on, place_id=place_id, **told)
