"""The moments of a period under its regime: local times of day in, UTC out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.periods import Period, due_day, periods_of
from domain.regimes import Regime, Stage
from domain.workdays import ONE_DAY, WorkingDays

# The smallest step of our clocks: "later than x - MOMENT" means "at x or later".
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of one period under one regime, all UTC. `stages` are in the order of time.

    `upward_due_at`: when the aggregating unit must have reported on; None in a regime of one stage.
    """

    opens_at: datetime
    due_at: datetime
    closing_at: datetime
    locks_at: datetime
    stages: tuple[tuple[Stage, datetime], ...]
    upward_due_at: datetime | None


def timetable(regime: Regime, of: Period, days: WorkingDays) -> Timetable:
    """When a period opens, is due, is summed up and locks."""
    day = due_day(regime.due, of, days)
    due_at = _utc(day, regime.due_time, regime.zone)
    opening_day = days.shift(day, -regime.opening_days_before_due)
    upward = regime.upward
    return Timetable(
        opens_at=_utc(opening_day, regime.opening_time, regime.zone),
        due_at=due_at,
        closing_at=due_at + regime.closing_delay,
        locks_at=locks_at(regime, due_at, days),
        stages=stages(regime, due_at, days),
        upward_due_at=_utc(due_day(upward.due, of, days), upward.due_time, regime.zone) if upward else None,
    )


def next_openings(regime: Regime, days: WorkingDays, after: datetime) -> list[tuple[Period, Timetable]]:
    """The periods that open next, later than `after`: several when a month and a quarter open together."""
    coming = [(of, table) for of, table in _around(regime, days, after) if table.opens_at > after]
    first_at = min(table.opens_at for _, table in coming)
    return [(of, table) for of, table in coming if table.opens_at == first_at]


def first_opening(regime: Regime, days: WorkingDays, now: datetime, opened: Collection[str] = ()) -> datetime:
    """When a regime opens the first period that is not yet due, which may be under way; `opened`: keys to pass over."""
    around = ((of, table) for of, table in _around(regime, days, now) if of.key not in opened)
    return min(table.opens_at for _, table in around if now < table.due_at)


def openings(regime: Regime, days: WorkingDays, planned_at: datetime, now: datetime) -> list[tuple[Period, Timetable]]:
    """What opens when the planned moment has come.

    Working days may have changed since it was planned: a period that has moved nearer and is still to be answered is
    not passed over, and one that has moved away is not opened before its time.
    """
    come = [(of, table) for of, table in _around(regime, days, planned_at) if table.opens_at <= now]
    return [(of, table) for of, table in come if _opens_now(table, planned_at, now)]


def moved(
    regime: Regime, before: WorkingDays, after: WorkingDays, changed: Collection[date]
) -> list[tuple[Period, datetime, datetime]]:
    """The deadlines around the changed days that are others now: the period, when it was due, when it is."""
    years = sorted({day.year + n for day in changed for n in (-1, 0, 1)})
    new = {of.key: timetable(regime, of, after).due_at for y in years for of in periods_of(regime, y, after)}
    old = [(of, timetable(regime, of, before).due_at) for y in years for of in periods_of(regime, y, before)]
    return [(of, old_at, new[of.key]) for of, old_at in old if new[of.key] != old_at]


def due_on_a_working_day(regime: Regime, before: WorkingDays, after: WorkingDays, due_at: datetime) -> datetime:
    """A deadline that was told: on the next working day where nobody works on its own any more."""
    local = due_at.astimezone(regime.zone)
    if after.is_working(local.date()) or not before.is_working(local.date()):
        return due_at
    return _utc(after.shift(local.date(), 1), local.time(), regime.zone)


def locks_at(regime: Regime, due_at: datetime, days: WorkingDays) -> datetime:
    """Until when figures can still be entered after a deadline."""
    day = due_at.astimezone(regime.zone).date()
    return _utc(days.shift(day, regime.grace_days) if regime.grace_days else day, regime.due_time, regime.zone)


def stages(regime: Regime, due_at: datetime, days: WorkingDays) -> tuple[tuple[Stage, datetime], ...]:
    """The ladder around a deadline, in the order of time."""
    day = due_at.astimezone(regime.zone).date()
    rungs = [(stage, _stage_at(stage, day, regime, days)) for stage in regime.ladder]
    return tuple(sorted(rungs, key=lambda rung: rung[1]))


def next_digest(regime: Regime, days: WorkingDays, after: datetime) -> datetime:
    """The next daily digest: at the digest time of the first working day later than `after`."""
    day = after.astimezone(regime.zone).date()
    if not days.is_working(day) or _utc(day, regime.digest_time, regime.zone) <= after:
        day = days.shift(day, 1)
    return _utc(day, regime.digest_time, regime.zone)


def out_of_quiet(regime: Regime, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls in."""
    local = moment.astimezone(regime.zone)
    start, end, at_time = regime.quiet_from_time, regime.quiet_to_time, local.time()
    if start <= end:
        return _utc(local.date(), end, regime.zone) if start <= at_time < end else moment
    if at_time >= start:
        return _utc(local.date() + ONE_DAY, end, regime.zone)
    return _utc(local.date(), end, regime.zone) if at_time < end else moment


def awake_at(regime: Regime, days: WorkingDays, moment: datetime, due_on: date | None = None) -> datetime:
    """The first moment from this one on at which people may be written to unasked.

    Not in quiet hours, nor on days nobody works unless the regime says otherwise. `due_on`: a deadline's own day, on
    which one is reminded of it though nobody works.
    """
    awake = out_of_quiet(regime, moment)
    day = first = awake.astimezone(regime.zone).date()
    while not (regime.on_days_off or days.is_working(day) or day == due_on):
        day += ONE_DAY
    return awake if day == first else out_of_quiet(regime, _utc(day, time(), regime.zone))


def next_morning(regime: Regime, days: WorkingDays, moment: datetime) -> datetime:
    """When the next day's messages go out: at the time of openings, on a day on which people are written to."""
    day = moment.astimezone(regime.zone).date() + ONE_DAY
    while not (regime.on_days_off or days.is_working(day)):
        day += ONE_DAY
    return out_of_quiet(regime, _utc(day, regime.opening_time, regime.zone))


def _opens_now(table: Timetable, planned_at: datetime, now: datetime) -> bool:
    return table.opens_at == planned_at or (table.opens_at < planned_at and now < table.due_at)


def _around(regime: Regime, days: WorkingDays, moment: datetime) -> list[tuple[Period, Timetable]]:
    """The periods of the year a moment lies in and of those beside it, by cut-off."""
    year = moment.astimezone(regime.zone).year
    every = (of for y in (year - 1, year, year + 1) for of in periods_of(regime, y, days))
    return [(of, timetable(regime, of, days)) for of in every]


def _stage_at(stage: Stage, day: date, regime: Regime, days: WorkingDays) -> datetime:
    day = days.shift(day, stage.working_days) if stage.working_days else day
    return _utc(day, stage.at_time, regime.zone)


def _utc(day: date, at_time: time, zone: ZoneInfo) -> datetime:
    # Local in, UTC out: arithmetic on local moments goes wrong where a zone has summer time.
    return datetime.combine(day, at_time, zone).astimezone(UTC)
