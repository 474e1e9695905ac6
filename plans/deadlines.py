"""Checks of cut-offs and deadlines: one rule each, complete, and due after the cut-off in every period."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain import periods
from domain.periods import Period
from domain.regimes import Frequency
from domain.workdays import WorkingDays
from plans.faults import Finding, Place
from plans.timing import Due, PlanRegime, RuleName


def wrong_deadlines(place: Place, regime: PlanRegime, year: int) -> Iterator[Finding]:
    """What is wrong with a regime's cut-off, deadline and second stage; periods of the plan's year are tried."""
    found = [*_wrong_cut_off(place, regime)]
    dues: list[tuple[Place, Due]] = [((*place, "due"), regime.due)]
    if regime.upward:
        dues.append(((*place, "upward", "due"), regime.upward.due))
    for at, due in dues:
        found += _wrong_due(at, due, regime)
    yield from found
    if not found:
        yield from _too_early(place, regime, year)


def _wrong_cut_off(place: Place, regime: PlanRegime) -> Iterator[Finding]:
    own, place = regime.cut_off, (*place, "cut_off")
    if (own is not None) != (regime.rule is RuleName.OWN):
        yield Finding(place, "plan.cut_off_needs_own", {"rule": regime.rule.value})
        return
    if own is None:
        return
    given = [one for one in (own.day, own.weekday, own.working_days_before_due) if one is not None]
    if len(given) != 1:
        yield Finding(place, "plan.one_cut_off")
    elif own.working_days_before_due is not None and regime.due.before_day is None:
        yield Finding(place, "plan.cut_off_before_what")
    elif (own.weekday is not None) != (regime.frequencies == (Frequency.WEEK,)):
        yield Finding(place, "plan.weekday_is_for_weeks")


def _wrong_due(place: Place, due: Due, regime: PlanRegime) -> Iterator[Finding]:
    after, dates = due.working_days_after_cut_off, due.dates
    given = [one for one in (after, due.before_day, dates) if one is not None]
    if len(given) != 1:
        yield Finding(place, "plan.one_due")
        return
    if after is not None and after < 1:
        yield Finding((*place, "working_days_after_cut_off"), "plan.due_before_cut_off", {"given": str(after)})
    if (after is None) != (due.shift is not None):
        yield Finding(place, "plan.due_shift")
    if due.before_day is None and (due.months_later or due.inclusive):
        yield Finding(place, "plan.only_for_before_day")
    if due.before_day is not None and Frequency.WEEK in regime.frequencies:
        yield Finding((*place, "before_day"), "plan.weeks_have_no_month")
    if dates is not None:
        yield from _wrong_dates((*place, "dates"), dates, regime)


def _wrong_dates(
    place: Place, dates: dict[Frequency, tuple[tuple[int, int], ...]], regime: PlanRegime
) -> Iterator[Finding]:
    """Every frequency has its dates, and as many as a year has periods (a leap week goes without)."""
    if set(dates) != set(regime.frequencies):
        yield Finding(place, "plan.dates_of_frequencies", {"frequencies": ", ".join(regime.frequencies)})
        return
    for frequency, given in dates.items():
        if frequency is Frequency.WEEK:
            yield Finding((*place, frequency.value), "plan.weeks_have_no_month")
            continue
        wanted = periods.how_many(frequency, 2026)
        if len(given) != wanted:
            params = {"frequency": frequency.value, "wanted": str(wanted), "given": str(len(given))}
            yield Finding((*place, frequency.value), "plan.number_of_dates", params)


def _too_early(place: Place, regime: PlanRegime, year: int) -> Iterator[Finding]:
    """The first period that is due on its cut-off or before, or whose second stage is due before the first."""
    rules, days = regime.rules(ZoneInfo("UTC")), WorkingDays()
    for one in periods.periods_of(rules, year, days):
        due = periods.rule_day(rules.due, one, days)
        if due <= one.cut_off:
            params = _dates(one) | {"due": f"{due:%d/%m/%Y}"}
            yield Finding((*place, "due"), "plan.due_not_after_cut_off", params)
            return
        if rules.upward and periods.rule_day(rules.upward.due, one, days) < due:
            params = _dates(one) | {"due": f"{due:%d/%m/%Y}"}
            yield Finding((*place, "upward", "due"), "plan.upward_before_units", params)
            return


def _dates(one: Period) -> dict[str, str]:
    return {"period": one.key, "cut_off": f"{one.cut_off:%d/%m/%Y}"}
