"""The pace of what the units lead: each indicator with its light, under the due days that reviews have set."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain import pace, periods
from domain.indicators import Comparator, Indicator, Kind, Nature
from domain.pace import Aim, Light, Pace, Told
from domain.regimes import Frequency, Regime
from domain.workdays import WorkingDays
from storage import assigned, days_off, decisions, plans
from storage.assigned import Duty
from storage.decisions import Standing
from storage.tables import Decision, Organisation


@dataclass(frozen=True, slots=True)
class Paced:
    """An indicator of a unit and how it stands; `before`: its light one period earlier, None without one."""

    duty: Duty
    aim: Aim
    pace: Pace
    before: Light | None

    @property
    def is_red_twice(self) -> bool:
        """Red for two periods one after the other."""
        return self.pace.light is Light.RED and self.before is Light.RED


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the units lead by a day: the indicators with their pace, the tasks, and what a review has ended."""

    on: date
    indicators: tuple[Paced, ...]
    tasks: tuple[Duty, ...]
    ended: tuple[tuple[Duty, Decision], ...]
    standing: Standing

    def of_light(self, light: Light) -> list[Paced]:
        """The indicators with this light, in the order of the units."""
        return [one for one in self.indicators if one.pace.light is light]


async def overview(
    session: AsyncSession,
    organisation: Organisation,
    now: datetime,
    *,
    unit_ids: Collection[int] | None = None,
    until: date | None = None,
    standing: Standing | None = None,
) -> Overview:
    """How things stand today, or on an earlier day; `standing`: as some of the decisions have left it."""
    today = now.astimezone(ZoneInfo(organisation.zone)).date()
    on = min(today, until or today)
    is_past = on < today  # else what is handed in before its cut-off counts, too
    left = standing or await decisions.standing(session, organisation.id)
    plan = await plans.in_force(session, organisation.id)
    led = await assigned.led(session, plan.id, now, unit_ids) if plan else []
    ended = left.ended()
    going = [duty for duty in led if duty.subject not in ended]
    days = await days_off.around(session, organisation.id, now)
    regimes = {i: await plans.regime(session, i) for i in {one.assignment.regime_id for one in going} if i is not None}
    paced = [
        _paced(duty, regimes[duty.assignment.regime_id], days, left, on, on if is_past else None)
        for duty in going
        if duty.indicator is not None and duty.assignment.regime_id is not None
    ]
    return Overview(
        on,
        tuple(paced),
        tuple(duty for duty in going if duty.task is not None),
        tuple((duty, ended[duty.subject]) for duty in led if duty.subject in ended),
        left,
    )


def indicator_of(duty: Duty) -> Indicator:
    """What is measured, with its target. Raises ValueError for a task."""
    row, target = duty.indicator, duty.target
    if row is None:
        raise ValueError(f"{duty.name} is no indicator")
    return Indicator(
        kind=Kind(row.kind),
        unit_of_measure=row.unit_of_measure,
        comparator=Comparator(target.comparator) if target else Comparator.NONE,
        target=target.number if target else None,
        nature=Nature(row.nature),
    )


def _paced(
    duty: Duty, regime: Regime, days: WorkingDays, left: Standing, on: date, no_later_than: date | None
) -> Paced:
    told = [
        Told(one.first_day, one.cut_off, one.answer)
        for one in duty.told
        if no_later_than is None or one.cut_off <= no_later_than
    ]
    day = told[-1].cut_off if told else on
    aim = _aim(duty, regime, days, left, told, day)
    earlier = [one for one in told if aim.starts_on <= one.cut_off < day]
    before = pace.pace(aim, earlier, earlier[-1].cut_off).light if earlier else None
    return Paced(duty, aim, pace.pace(aim, told, day), before)


def _aim(duty: Duty, regime: Regime, days: WorkingDays, left: Standing, told: Sequence[Told], on: date) -> Aim:
    """The reporting year a day lies in, to the day it is due; a longer aim begins with the year first told of."""
    target = duty.target
    due_on = left.due_on(duty.subject, target.due_on if target else None)
    year = _year_of(regime, on, days)
    if due_on is not None and due_on < year.first_day:
        year = _year_of(regime, due_on, days)
    starts_on = year.first_day
    if due_on is not None and due_on > year.cut_off and told:
        starts_on = _year_of(regime, told[0].cut_off, days).first_day if due_on.year > year.year else starts_on
    return Aim(
        indicator_of(duty),
        starts_on,
        due_on or year.cut_off,
        pace.GREEN_FROM if target is None or target.green_from is None else target.green_from,
        pace.AMBER_FROM if target is None or target.amber_from is None else target.amber_from,
    )


def _year_of(regime: Regime, day: date, days: WorkingDays) -> periods.Period:
    this = periods.period(regime, Frequency.YEAR, day.year, 1, days)
    return this if day <= this.cut_off else periods.period(regime, Frequency.YEAR, day.year + 1, 1, days)
