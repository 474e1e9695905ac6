"""A round while it is being put together: what was said of it so far, held against the organisation's plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from hashlib import sha256
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import periods
from domain.indicators import Kind
from domain.moments import read_moment
from domain.regimes import Regime
from domain.round_form import LONGEST_QUESTION, LONGEST_TITLE, MOST_QUESTIONS, Asked, Form
from domain.values import plain
from locales import Speaker, figures
from storage import days_off, plans, regime_rules, rounds, tables
from storage.tables import Assignment, Organisation, Plan, Unit

ALL = ("tat ca", "tat ca don vi", "tat ca cac don vi", "all")


@dataclass(frozen=True, slots=True)
class Draft:
    """`phase`: the key of the period that a phase report is about. `units` empty: not said yet."""

    title: str = ""
    phase: str = ""
    units: tuple[int, ...] = ()
    indicators: tuple[int, ...] = ()
    questions: tuple[Asked, ...] = ()
    due_at: datetime | None = None

    @property
    def mark(self) -> str:
        """What ties a button to the preview it stands under."""
        return sha256(dumps(to_json(self)).encode()).hexdigest()[:12]

    @property
    def asks(self) -> bool:
        """Whether it is known what is asked."""
        return bool(self.phase or self.indicators or self.questions)


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit is asked: ids of indicators and tasks; the free questions are everybody's."""

    unit: Unit
    indicators: tuple[int, ...]
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a round is put together: whose it is, under which plan and rules, when, in which language."""

    session: AsyncSession
    organisation: Organisation
    plan: Plan
    regime_id: int
    regime: Regime
    now: datetime
    say: Speaker

    @property
    def zone(self) -> ZoneInfo:
        """Where its deadline is read."""
        return ZoneInfo(self.organisation.zone)


async def desk(session: AsyncSession, organisation: Organisation, now: datetime, say: Speaker) -> Desk | None:
    """The organisation's desk; None while it has no plan in force, or one without a regime."""
    plan = await plans.in_force(session, organisation.id)
    row = await rounds.regime(session, organisation.id)
    if plan is None or row is None:
        return None
    return Desk(session, organisation, plan, row.id, regime_rules.from_json(row.rules), now, say)


async def fill(at: Desk, draft: Draft, form: Form) -> tuple[Draft, list[str]]:
    """The draft with what the form says, and a sentence for each part that cannot be taken as it is."""
    wrong: list[str] = []
    if form.title and len(form.title) <= LONGEST_TITLE:
        draft = replace(draft, title=form.title)
    elif form.title:
        wrong.append(at.say("rounds.title_too_long", most=LONGEST_TITLE))
    if form.to:
        draft, against = await _to(at, draft, form.to)
        wrong += against
    if form.indicators:
        draft, against = await _indicators(at, draft, form.indicators)
        wrong += against
    if form.questions:
        draft, against = _questions(at, draft, form.questions)
        wrong += against
    if form.due:
        draft, against = _due(at, draft, form.due)
        wrong += against
    return draft, wrong


async def shares(at: Desk, draft: Draft) -> list[Share]:
    """Who is asked what: of the plan each unit only what it leads or coordinates; nobody is asked nothing."""
    of: dict[int, list[Assignment]] = {}
    for assignment, _ in await rounds.assigned(at.session, at.plan.id):
        of.setdefault(assignment.unit_id, []).append(assignment)
    found = []
    for unit in await rounds.units(at.session, at.organisation.id):
        if draft.units and unit.id not in draft.units:
            continue
        own = [one for one in of.get(unit.id, []) if one.leads or not draft.phase]
        indicators = [one.indicator_id for one in own if one.indicator_id is not None]
        if not draft.phase:
            indicators = [one for one in indicators if one in draft.indicators]
        tasks = [one.task_id for one in own if one.task_id is not None and one.frequency] if draft.phase else []
        share = Share(unit, tuple(dict.fromkeys(indicators)), tuple(dict.fromkeys(tasks)))
        if share.indicators or share.tasks or draft.questions:
            found.append(share)
    return found


async def leading(at: Desk) -> tuple[int, ...]:
    """The units that lead something of the plan."""
    assigned = await rounds.assigned(at.session, at.plan.id)
    return tuple(dict.fromkeys(unit.id for assignment, unit in assigned if assignment.leads))


async def span(at: Desk, draft: Draft) -> periods.Period | None:
    """The stretch a phase report is about; None for any other round."""
    if not draft.phase:
        return None
    frequency, year = periods.frequency_of(draft.phase), int(draft.phase[:4])
    days = await days_off.around(at.session, at.organisation.id, at.now)
    every = (periods.period(at.regime, frequency, year, n + 1, days) for n in range(periods.how_many(frequency, year)))
    return next((one for one in every if one.key == draft.phase), None)


def missing(draft: Draft) -> str:
    """The first part that is not said yet; "" for none."""
    if not draft.title:
        return "title"
    if not draft.units and not draft.indicators:
        return "to"
    if not draft.asks:
        return "ask"
    return "" if draft.due_at else "due"


def phase_title(say: Speaker, lead: str, phase: str) -> str:
    """ "Sơ kết 6 tháng đầu năm 2026", "Tổng kết năm 2026"."""
    name = figures.period(say, phase, periods.frequency_of(phase))
    return f"{lead} {name[:1].lower()}{name[1:]}"


def to_json(draft: Draft) -> dict[str, Any]:
    """A draft as the conversation keeps it."""
    return {
        "title": draft.title,
        "phase": draft.phase,
        "units": list(draft.units),
        "indicators": list(draft.indicators),
        "questions": [[one.text, one.kind, one.unit_of_measure] for one in draft.questions],
        "due_at": draft.due_at.isoformat() if draft.due_at else "",
    }


def from_json(held: dict[str, Any]) -> Draft:
    """The draft a conversation kept."""
    return Draft(
        title=held["title"],
        phase=held["phase"],
        units=tuple(held["units"]),
        indicators=tuple(held["indicators"]),
        questions=tuple(Asked(text, Kind(kind), unit) for text, kind, unit in held["questions"]),
        due_at=datetime.fromisoformat(held["due_at"]) if held["due_at"] else None,
    )


async def _to(at: Desk, draft: Draft, said: str) -> tuple[Draft, list[str]]:
    every = await rounds.units(at.session, at.organisation.id)
    groups = await rounds.groups(at.session, at.organisation.id)
    known: dict[str, tuple[int, ...]] = {word: await leading(at) for word in ALL}
    for group, members in groups:
        known |= dict.fromkeys(map(plain, (group.code, group.name, *group.aliases)), members)
    for unit in every:
        known |= dict.fromkeys(map(plain, (unit.code, unit.name, unit.short_name, *unit.aliases)), (unit.id,))
    names = {plain(one): one for unit in every for one in (unit.name, unit.short_name)}
    names |= {plain(group.name): group.name for group, _ in groups}
    found: list[int] = []
    wrong = []
    for name in _named(said, known):
        if plain(name) in known:
            found += known[plain(name)]
            continue
        near = get_close_matches(plain(name), names, n=1, cutoff=0.5)
        key = "rounds.unknown_unit_near" if near else "rounds.unknown_unit"
        wrong.append(at.say(key, name=name, near=names[near[0]] if near else ""))
    return replace(draft, units=tuple(dict.fromkeys(found))) if found and not wrong else draft, wrong


def _named(said: str, known: dict[str, tuple[int, ...]]) -> list[str]:
    """The names between commas; one that has commas in it ("Các phòng, ban") is one name."""
    names: list[str] = []
    pieces = [piece.strip(" .") for piece in said.split(",") if piece.strip(" .")]
    while pieces:
        size = next((n for n in range(len(pieces), 1, -1) if plain(", ".join(pieces[:n])) in known), 1)
        names.append(", ".join(pieces[:size]))
        pieces = pieces[size:]
    return names


async def _indicators(at: Desk, draft: Draft, said: str) -> tuple[Draft, list[str]]:
    listed = await rounds.indicators(at.session, at.plan.id)
    found, wrong = [], []
    for name in (one.strip(" .") for one in said.split(",")):
        one = _indicator(listed, name)
        if one is not None:
            found.append(one.id)
        elif name:
            near = get_close_matches(plain(name), {plain(row.name): row for row in listed}, n=1, cutoff=0.5)
            row = next((row for row in listed if near and plain(row.name) == near[0]), None)
            key = "rounds.unknown_indicator_near" if row else "rounds.unknown_indicator"
            wrong.append(at.say(key, name=name, near=row.name if row else ""))
    return replace(draft, indicators=tuple(dict.fromkeys(found))) if found and not wrong else draft, wrong


def _indicator(listed: Sequence[tables.Indicator], name: str) -> tables.Indicator | None:
    """By its number in the list, its code or its name; a part of one name is enough where it is of one only."""
    wanted = plain(name)
    exact = [one for one in listed if wanted in (plain(one.code), plain(one.name))]
    if not exact and name.isdecimal() and len(name) < 4 and 0 < int(name) <= len(listed):
        return listed[int(name) - 1]
    within = [one for one in listed if len(wanted) > 3 and wanted in plain(one.name)]
    return exact[0] if exact else within[0] if len(within) == 1 else None


def _questions(at: Desk, draft: Draft, asked: tuple[Asked, ...]) -> tuple[Draft, list[str]]:
    if len(asked) > MOST_QUESTIONS:
        return draft, [at.say("rounds.too_many_questions", most=MOST_QUESTIONS, number=len(asked))]
    if any(len(one.text) > LONGEST_QUESTION for one in asked):
        return draft, [at.say("rounds.question_too_long", most=LONGEST_QUESTION)]
    if any(not any(map(str.isalpha, one.text)) for one in asked):
        return draft, [at.say("rounds.no_question")]
    return replace(draft, questions=asked), []


def _due(at: Desk, draft: Draft, said: str) -> tuple[Draft, list[str]]:
    due_at = read_moment(said, at.now.astimezone(at.zone), at.regime.due_time)
    if due_at is None:
        return draft, [at.say("rounds.due_unclear")]
    if due_at <= at.now:
        return draft, [at.say("rounds.due_past", due=at.say.moment(due_at, at.zone))]
    return replace(draft, due_at=due_at), []
