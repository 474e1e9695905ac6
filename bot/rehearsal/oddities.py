"""Anything odd in a rehearsal, by looking at what was sent, at the plans, and at the periods that opened."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rehearsal.cast import Cast
from bot.rehearsal.record import Body, Message, Odd, Recipient, Rehearsed
from domain import timetables
from domain.regimes import Regime
from plans.format import PlanFile
from storage import regime_rules, tables
from storage.database import Database
from storage.tables import Figure, Indicator, Organisation, Period, Report, Task, Unit

# Every kind of oddity, in the order they are told; `rehearse.odd.<code>` says it.
CODES = (
    "failed",
    "not_handed_in",
    "budget",
    "day_off",
    "quiet",
    "said_twice",
    "deadline_day_off",
    "nothing_asked",
    "asked_twice",
    "no_period",
    "empty_group",
    "empty_group_idle",
    "no_officer",
)


async def found(database: Database, rehearsed: Rehearsed, plans: Sequence[PlanFile], cast: Cast) -> list[Odd]:
    """Everything odd, organisation by organisation, the gravest kinds first."""
    odd: list[Odd] = []
    async with database.sessions() as session:
        for plan in plans:
            body = rehearsed.bodies[plan.organisation.code]
            own = [one for one in rehearsed.messages if one.to.organisation == body.code and one.is_unasked]
            regimes = await _regimes(session, body)
            odd += of_messages(own, body, regimes)
            odd += [one async for one in _periods(session, body, rehearsed)]
            odd += [one async for one in _asked_twice(session, body)]
            odd += [*_plan(plan), *_nobody(cast, body)]
    return sorted(odd, key=lambda one: (one.organisation, CODES.index(one.code)))


def of_messages(messages: Sequence[Message], body: Body, regimes: Sequence[Regime]) -> list[Odd]:
    """What is odd about the messages that one organisation's bot began."""
    return [*_budget(messages, body), *_said_twice(messages, body), *_when(messages, body, regimes)]


def _budget(messages: Sequence[Message], body: Body) -> Iterator[Odd]:
    """More in a day than one person is to get; a group is no person."""
    counts = Counter((one.to, body.day(one.at)) for one in messages if one.to.unit_code)
    for (to, day), number in counts.items():
        if number > body.daily_budget:
            words = _person(to) | {"day": day.isoformat(), "count": number, "budget": body.daily_budget}
            yield Odd("budget", body.code, words)


def _said_twice(messages: Sequence[Message], body: Body) -> Iterator[Odd]:
    """One rung of one report, to the same person in two messages."""
    counts = Counter((one.to, why) for one in messages for why in set(one.whys))
    for (to, why), number in counts.items():
        if number > 1:
            words = _person(to) | {"stage": why.stage, "unit": why.unit, "period": why.period, "count": number}
            yield Odd("said_twice", body.code, words)


def _when(messages: Sequence[Message], body: Body, regimes: Sequence[Regime]) -> Iterator[Odd]:
    """On a day nobody works, or in quiet hours, though no regime of the plan wants that."""
    off, quiet = Counter[date](), Counter[tuple[date, str]]()
    for one in messages:
        if not body.days.is_working(body.day(one.at)) and not any(regime.on_days_off for regime in regimes):
            off[body.day(one.at)] += 1
        if regimes and all(timetables.out_of_quiet(regime, one.at) != one.at for regime in regimes):
            quiet[body.day(one.at), f"{one.at.astimezone(body.zone):%H:%M}"] += 1
    for day, number in off.items():
        yield Odd("day_off", body.code, {"day": day.isoformat(), "count": number})
    for (day, at), number in quiet.items():
        yield Odd("quiet", body.code, {"day": day.isoformat(), "time": at, "count": number})


async def _periods(session: AsyncSession, body: Body, rehearsed: Rehearsed) -> AsyncIterator[Odd]:
    """Deadlines on a day nobody works, and months in which nothing opens."""
    periods = select(Period).join(Organisation, Organisation.id == Period.organisation_id)
    rows = (await session.execute(periods.where(Organisation.code == body.code).order_by(Period.id))).scalars().all()
    for row in rows:
        day = body.day(row.due_at)
        if not body.days.is_working(day):
            words: dict[str, str | int] = {"period": row.key, "day": day.isoformat()}
            yield Odd("deadline_day_off", body.code, words)
    asked = {(day.year, day.month) for day in (body.day(row.opened_at) for row in rows)}
    for year, month in _whole_months(rehearsed.first, rehearsed.last):
        if (year, month) not in asked:
            yield Odd("nothing_asked", body.code, {"month": month, "year": year})


async def _asked_twice(session: AsyncSession, body: Body) -> AsyncIterator[Odd]:
    """The same asked of one unit in two regimes, or twice in one report, by what it measures or by its name."""
    what = func.coalesce(Indicator.measure, Indicator.name, Task.name)
    times = select(
        Unit.short_name,
        what,
        func.count(Period.regime_id.distinct()).label("regimes"),
        (func.count() - func.count(Report.id.distinct())).label("again"),
    )
    of = (
        times.select_from(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .join(Organisation, Organisation.id == Report.organisation_id)
        .outerjoin(Indicator, Indicator.id == Figure.indicator_id)
        .outerjoin(Task, Task.id == Figure.task_id)
        .where(Organisation.code == body.code, or_(Figure.indicator_id.is_not(None), Figure.task_id.is_not(None)))
        .group_by(Unit.id, Unit.short_name, what)
        .order_by(Unit.id, what)
    )
    for unit, name, regimes, again in await session.execute(of):
        if regimes > 1 or again:
            yield Odd("asked_twice", body.code, {"unit": unit, "what": name})


def _plan(plan: PlanFile) -> Iterator[Odd]:
    """Groups that nobody has filled, and what is led by somebody but belongs to no period."""
    code = plan.organisation.code
    led = Counter(entry.lead for _, entry in plan.assigned())
    for group in plan.groups:
        if not group.members:
            kind = "empty_group" if led[group.code] else "empty_group_idle"
            yield Odd(kind, code, {"group": group.name, "code": group.code, "led": led[group.code]})
    measured = {one.task for one in plan.indicators}
    left_out = [task.code for task in plan.tasks if task.lead and not task.regime and task.code not in measured]
    if left_out:
        yield Odd("no_period", code, {"count": len(left_out), "codes": ", ".join(left_out)})


def _nobody(cast: Cast, body: Body) -> Iterator[Odd]:
    for crew in cast.crews.values():
        if cast.organisations[crew.unit.organisation_id] == body.code and crew.officer is None:
            yield Odd("no_officer", body.code, {"unit": crew.unit.name, "code": crew.unit.code})


def _person(to: Recipient) -> dict[str, str | int]:
    return {"role": to.role, "who": to.unit}


async def _regimes(session: AsyncSession, body: Body) -> list[Regime]:
    of = select(tables.Regime.rules).join(Organisation, Organisation.id == tables.Regime.organisation_id)
    return [
        regime_rules.from_json(rules)
        for rules in (await session.execute(of.where(Organisation.code == body.code))).scalars()
    ]


def _whole_months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """The months that lie wholly between two days."""
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    while True:
        year, index = divmod(month, 12)
        following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        if (following - date(year, index + 1, 1)).days + date(year, index + 1, 1).toordinal() - 1 > last.toordinal():
            return
        yield year, index + 1
        month += 1
