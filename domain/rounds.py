"""Rounds out of turn (đột xuất, sơ kết, tổng kết): their keys, the stretch a phase report is about, their ladder."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain import timetables
from domain.folding import plain
from domain.ladder import Rungs
from domain.regimes import Frequency, Regime
from domain.workdays import WorkingDays

ROUND = "round"  # the frequency of a period that is asked for out of turn
SHORT = timedelta(hours=1)  # nobody is reminded sooner after being asked; a deadline nearer than this is warned about

_ADHOC, _PHASE = "DX", "SK"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_STRETCH = re.compile(
    r"(?:(?P<half>6|sau) thang(?P<late> cuoi nam)?(?: dau nam)?|(?P<nine>9|chin) thang(?: dau nam)?"
    r"|quy (?P<quarter>iv|i{1,3}|[1-4])|thang (?P<month>\d{1,2})|(?P<year>(?:ca )?nam))"
    r"(?:(?: nam)?[ /](?P<of>20\d\d))?"
)


def key(number: int, year: int, phase: str = "") -> str:
    """ "2026-DX3", or of a phase report "2026-H1-SK3": the third round of its regime and year."""
    return f"{phase}-{_PHASE}{number}" if phase else f"{year}-{_ADHOC}{number}"


def phase_of(period_key: str) -> str:
    """The key of the period a phase report is about; "" for any other round."""
    head, _, mark = period_key.rpartition("-")
    return head if mark.startswith(_PHASE) else ""


def read_stretch(text: str, today: date) -> tuple[Frequency, int, int] | None:
    """What "6 tháng đầu năm 2026", "quý III", "9 tháng", "năm" is: frequency, year and number. None: no stretch."""
    found = _STRETCH.fullmatch(plain(text))
    if found is None:
        return None
    year = int(found["of"] or today.year)
    if found["half"]:
        return Frequency.HALF_YEAR, year, 2 if found["late"] else 1
    if found["quarter"]:
        return Frequency.QUARTER, year, _QUARTERS[found["quarter"]]
    if found["month"]:
        return (Frequency.MONTH, year, int(found["month"])) if 1 <= int(found["month"]) <= 12 else None
    return (Frequency.NINE_MONTHS if found["nine"] else Frequency.YEAR), year, 1


def rungs(regime: Regime, opened_at: datetime, due_at: datetime, days: WorkingDays) -> Rungs:
    """The regime's ladder around a round's deadline: before it only the rungs that fit into the time there is.

    Each is named with the deadline, so that a deadline that was moved has a ladder of its own.
    """
    mark = due_at.strftime("%Y%m%dT%H%M")
    return [
        (replace(stage, name=f"{stage.name}@{mark}"), at)
        for stage, at in timetables.stages(regime, due_at, days)
        if (opened_at + SHORT <= at < due_at if stage.working_days <= 0 else at > due_at)
    ]


def locks_at(regime: Regime, due_at: datetime, days: WorkingDays) -> datetime:
    """When a round locks: the regime's grace after its deadline, at the same time of day."""
    local = due_at.astimezone(regime.zone)
    day = days.shift(local.date(), regime.grace_days) if regime.grace_days else local.date()
    return datetime.combine(day, local.time(), regime.zone).astimezone(UTC)
