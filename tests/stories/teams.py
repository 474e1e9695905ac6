"""Two community teams in the town, with their people at their phones, and visits logged the short way."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from files.team_list import Team
from handlers import registering
from storage import visits
from storage.tables import Account, Organisation, Person, Unit
from storage.visit_tables import Place, Visit
from storage.visits import Entry
from tests.stories.town import Town

TEAMS = (
    Team(row=2, code="TCNS01", name="Tổ CNSCĐ số 1", places=["tổ 12", "tổ 14", "ngõ 45"]),
    Team(row=3, code="TCNS02", name="Tổ CNSCĐ số 2", places=["tổ 21", "tổ 22"]),
)
PEOPLE = (
    ("Tâm", "Ngô Thị Tâm", "TCNS01", "team_member"),
    ("Khoa", "Đặng Văn Khoa", "TCNS01", "head"),
    ("Sen", "Bùi Thị Sen", "TCNS02", "team_member"),
)


async def with_teams(town: Town) -> None:
    """The teams are registered and their people have joined; how that goes is told elsewhere."""
    async with town.stage.database.sessions.begin() as session:
        organisation = (await session.execute(select(Organisation))).scalar_one()
        await registering.register(session, organisation, TEAMS, town.stage.clock.now())
    for name, full_name, unit, role in PEOPLE:
        await town.enrol(name, full_name, unit, role)


async def log(town: Town, who: str, day: str, number: int, **values: Any) -> None:
    """Somebody has logged a visit on "12/11", at noon or `at` a moment; how that goes is told elsewhere."""
    number_of_day, _, month = day.partition("/")
    on = date(2026, int(month), int(number_of_day))
    at = values.pop("at", datetime(on.year, on.month, on.day, 5, tzinfo=UTC))
    full_name, code = next((full, unit) for name, full, unit, _ in PEOPLE if name == who)
    async with town.stage.database.sessions.begin() as session:
        unit = (await session.execute(select(Unit).where(Unit.code == code))).scalar_one()
        found = select(Account).join(Person, Person.id == Account.person_id).where(Person.name == full_name)
        account = (await session.execute(found)).scalar_one()
        name = values.pop("place", TEAMS[0].places[0] if code == TEAMS[0].code else TEAMS[1].places[0])
        place = (await session.execute(select(Place).where(Place.unit_id == unit.id, Place.name == name))).scalar_one()
        logged = len((await session.execute(select(Visit))).all())
        entry = Entry(unit.organisation_id, unit.id, account, f"story:{logged}", "telegram", account.address, "")
        told = {"kind": "visit", "activity": "digital_skills", "words": "", "counted": "people"} | values
        await visits.add(session, entry, 1, at, number=number, on=on, place_id=place.id, **told)
