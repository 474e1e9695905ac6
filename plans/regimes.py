"""Checks of a regime: due after cut-off, the ladder in order, nobody woken, nobody asked out of turn."""

from collections.abc import Iterator
from datetime import time
from itertools import pairwise
from re import fullmatch

from domain.workdays import WorkingDays
from plans import deadlines
from plans.faults import Finding, Place
from plans.format import PlanFile
from plans.timing import LadderStage, PlanRegime, QuietHours


def wrong_regimes(plan: PlanFile) -> Iterator[Finding]:
    """Everything wrong inside the regimes, in the order of the file."""
    for number, regime in enumerate(plan.regimes):
        place: Place = ("regimes", number)
        yield from _wrong_moments(place, regime)
        yield from deadlines.wrong_deadlines(place, regime, plan.organisation.plan.year)
        yield from _wrong_ladder((*place, "ladder"), regime)


def wrong_swapped_days(plan: PlanFile) -> Iterator[Finding]:
    """Swaps that name no day, and days worked that were worked anyway."""
    for number, swap in enumerate(plan.swapped_days):
        if swap.off is None and swap.worked is None:
            yield Finding(("swapped_days", number), "plan.swap_without_day")
        if swap.worked is not None and WorkingDays().is_working(swap.worked):
            params = {"day": f"{swap.worked:%d/%m/%Y}"}
            yield Finding(("swapped_days", number, "worked"), "plan.worked_is_no_weekend", params)


def wrong_frequencies(plan: PlanFile) -> Iterator[Finding]:
    """Indicators and tasks asked at a frequency their regime does not have."""
    known = {regime.code: [f.value for f in regime.frequencies] for regime in plan.regimes}
    for place, entry in plan.assigned():
        regime = entry.regime or ""
        has = known.get(regime)
        if has and entry.frequency and entry.frequency not in has:
            params = {"given": entry.frequency.value, "regime": regime, "nearest": ", ".join(has)}
            yield Finding((*place, "frequency"), "plan.frequency_not_in_regime", params)


def _wrong_moments(place: Place, regime: PlanRegime) -> Iterator[Finding]:
    if _is_quiet(regime.digest.daily_time, regime.quiet_hours):
        params = _quiet_params(regime.digest.daily_time, regime.quiet_hours)
        yield Finding((*place, "digest", "daily_time"), "plan.in_quiet_hours", params)


def _wrong_ladder(place: Place, regime: PlanRegime) -> Iterator[Finding]:
    opening, first = regime.opening, regime.ladder[0]
    if (first.working_days, first.time) != (-opening.working_days_before_due, opening.time):
        params = {"working_days": str(-opening.working_days_before_due), "time": f"{opening.time:%H:%M}"}
        yield Finding((*place, 0), "plan.ladder_without_opening", params)
    for number, (before, after) in enumerate(pairwise(regime.ladder), start=1):
        if (after.working_days, after.time) <= (before.working_days, before.time):
            params = {"stage": after.stage, "before": before.stage}
            yield Finding((*place, number), "plan.ladder_order", params)
    for number, stage in enumerate(regime.ladder):
        yield from _wrong_stage((*place, number), stage, regime)


def _wrong_stage(place: Place, stage: LadderStage, regime: PlanRegime) -> Iterator[Finding]:
    named = fullmatch(r"(?:T-|\+)(\d+)", stage.stage)
    said = int(named[1]) * (1 if stage.stage.startswith("+") else -1) if named else stage.working_days
    if said != stage.working_days:
        params = {"stage": stage.stage, "working_days": str(said)}
        yield Finding((*place, "working_days"), "plan.stage_says_otherwise", params)
    if stage.working_days > regime.grace.working_days:
        params = {"stage": stage.stage, "limit": str(regime.grace.working_days)}
        yield Finding((*place, "working_days"), "plan.stage_after_lock", params)
    if _is_quiet(stage.time, regime.quiet_hours):
        yield Finding((*place, "time"), "plan.in_quiet_hours", _quiet_params(stage.time, regime.quiet_hours))


def _is_quiet(moment: time, quiet: QuietHours) -> bool:
    if quiet.from_time <= quiet.to_time:
        return quiet.from_time <= moment < quiet.to_time
    return moment >= quiet.from_time or moment < quiet.to_time


def _quiet_params(moment: time, quiet: QuietHours) -> dict[str, str]:
    times = {"given": moment, "quiet_from": quiet.from_time, "quiet_to": quiet.to_time}
    return {name: f"{at:%H:%M}" for name, at in times.items()}
