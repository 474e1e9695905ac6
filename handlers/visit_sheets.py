"""The sheets of the export of visits: each visit by itself, then their sums by team, member, activity, place, week."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.visit_sums import Sum
from files.visit_tables import Cell, Page
from locales import Speaker
from storage import activities, visit_export, visit_sums, visit_teams, visits
from storage.tables import Organisation
from storage.visit_export import Line
from storage.visit_sums import By, Span

HEADS = (
    *("day", "time", "team", "member", "kind", "activity", "words", "number", "counted"),
    *("place", "photos", "notes", "id"),
)
SUMS = ("visits", "people", "households", "classes", "participants")
_BESIDE = {"member": ("team", "member"), "place": ("team", "place")}


def month(organisation: Organisation, first: date) -> Span:
    """The calendar month that begins on this day."""
    return Span(organisation.id, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


async def of_month(session: AsyncSession, say: Speaker, organisation: Organisation, first: date) -> list[Page]:
    """All sheets of a month, the visits first. A team or a place without visits has its line, too."""
    span = month(organisation, first)
    title = say("visit_sheet.title", month=f"{first:%m/%Y}", organisation=organisation.name)
    activity = {one.code: one.name for one in await activities.of(session, organisation.id)}
    team = {unit.id: unit.name for unit in await visit_teams.of(session, organisation.id)}
    member = await visit_export.member_names(session, span)
    place = await visit_export.place_names(session, organisation.id)

    async def added(of: str, *keys: By, all_of: Iterable[int] = ()) -> Page:
        sums = {**{(one,): Sum() for one in all_of}, **await visit_sums.by(session, span, *keys)}
        return _sums(say, title, of, [(named[of](*key), one) for key, one in sums.items() if key != ("",)])

    named: dict[str, Callable[..., list[Cell]]] = {
        "team": lambda unit_id: [team.get(unit_id, "")],
        "member": lambda unit_id, person_id: [team.get(unit_id, ""), member.get(person_id, "")],
        "activity": lambda code: [str(activity.get(code, code))],
        "place": lambda place_id: _place(team, place, place_id),
        "week": lambda week: [week],
    }
    return [
        await _visits(session, say, organisation, span, activity, title),
        await added("team", By.TEAM, all_of=team),
        await added("member", By.TEAM, By.MEMBER),
        await added("activity", By.ACTIVITY),
        await added("place", By.PLACE, all_of=place),
        await added("week", By.WEEK),
    ]


async def _visits(
    session: AsyncSession, say: Speaker, organisation: Organisation, span: Span, named: Mapping[str, str], title: str
) -> Page:
    zone = ZoneInfo(organisation.zone)
    lines = [_line(say, named, zone, one) for one in await visit_export.lines(session, span)]
    return Page(say("visit_sheet.visits"), title, [say(f"visit_sheet.head.{name}") for name in HEADS], lines)


def _place(team: Mapping[int, str], place: Mapping[int, tuple[int, str]], place_id: int | None) -> list[Cell]:
    unit_id, name = place.get(place_id or 0, (0, ""))
    return [team.get(unit_id, ""), name]


def _line(say: Speaker, named: Mapping[str, str], zone: ZoneInfo, one: Line) -> list[Cell]:
    is_class = one.kind == visits.CLASS
    notes = [say("visit_sheet.night")] if one.is_night else []
    notes += [say("visit_sheet.aside", reason=one.set_aside_reason)] if one.set_aside_reason is not None else []
    return [
        one.on,
        f"{one.at.astimezone(zone):%H:%M %d/%m}",
        one.team,
        one.member,
        say("visit_sheet.class" if is_class else "visit_sheet.visit"),
        "" if is_class else named.get(one.activity, one.activity),
        one.words,
        one.number,
        say("visit_sheet.participants" if is_class else f"visit_sheet.counted.{one.counted}"),
        one.place,
        one.photos,
        "; ".join(notes),
        one.id,
    ]


def _sums(say: Speaker, title: str, of: str, rows: Sequence[tuple[list[Cell], Sum]]) -> Page:
    """A sheet of sums, in the order of the names; of a member and of a place the team stands before it."""
    heads = [say(f"visit_sheet.by.{one}") for one in _BESIDE.get(of, (of,))]
    heads += [say(f"visit_sheet.sum.{one}") for one in SUMS]
    cells = [[*names, *(getattr(sums, one) for one in SUMS)] for names, sums in rows]
    cells.sort(key=lambda row: [str(one) for one in row[:2]])
    return Page(say(f"visit_sheet.page.{of}"), title, heads, cells)
