"""A regime as the plain data of its column, and back."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.regimes import (
    Audience,
    CutOff,
    CutOffBeforeDue,
    CutOffOn,
    Due,
    DueAfterCutOff,
    DueBefore,
    DueOn,
    Frequency,
    Regime,
    Shift,
    Stage,
    Upward,
)


def to_json(regime: Regime) -> dict[str, Any]:
    """A regime as plain data."""
    upward = regime.upward
    return {
        "cut_off": _cut_off_to_json(regime.cut_off),
        "frequencies": list(regime.frequencies),
        "zone": regime.zone.key,
        "opening_days_before_due": regime.opening_days_before_due,
        "opening_time": regime.opening_time.isoformat(),
        "due": _due_to_json(regime.due),
        "due_time": regime.due_time.isoformat(),
        "grace_days": regime.grace_days,
        "ladder": [[s.name, s.working_days, s.at_time.isoformat(), list(s.audience)] for s in regime.ladder],
        "digest_time": regime.digest_time.isoformat(),
        "closing_delay_seconds": int(regime.closing_delay.total_seconds()),
        "quiet_from_time": regime.quiet_from_time.isoformat(),
        "quiet_to_time": regime.quiet_to_time.isoformat(),
        "on_days_off": regime.on_days_off,
        "upward": upward
        and {
            "unit": upward.unit,
            "to": upward.to,
            "due": _due_to_json(upward.due),
            "due_time": upward.due_time.isoformat(),
        },
    }


def from_json(rules: dict[str, Any]) -> Regime:
    """The regime behind its column."""
    upward = rules["upward"]
    return Regime(
        cut_off=_cut_off_from_json(rules["cut_off"]),
        frequencies=tuple(Frequency(f) for f in rules["frequencies"]),
        zone=ZoneInfo(rules["zone"]),
        opening_days_before_due=rules["opening_days_before_due"],
        opening_time=time.fromisoformat(rules["opening_time"]),
        due=_due_from_json(rules["due"]),
        due_time=time.fromisoformat(rules["due_time"]),
        grace_days=rules["grace_days"],
        ladder=tuple(
            Stage(name, days, time.fromisoformat(at), tuple(Audience(a) for a in audience))
            for name, days, at, audience in rules["ladder"]
        ),
        digest_time=time.fromisoformat(rules["digest_time"]),
        closing_delay=timedelta(seconds=rules["closing_delay_seconds"]),
        quiet_from_time=time.fromisoformat(rules["quiet_from_time"]),
        quiet_to_time=time.fromisoformat(rules["quiet_to_time"]),
        on_days_off=rules["on_days_off"],
        upward=upward
        and Upward(upward["unit"], upward["to"], _due_from_json(upward["due"]), time.fromisoformat(upward["due_time"])),
    )


def _cut_off_to_json(cut_off: CutOff) -> dict[str, Any]:
    if isinstance(cut_off, CutOffBeforeDue):
        return {"working_days_before_due": cut_off.working_days}
    return {"day": cut_off.day, "weekday": cut_off.weekday}


def _cut_off_from_json(held: dict[str, Any]) -> CutOff:
    if "working_days_before_due" in held:
        return CutOffBeforeDue(held["working_days_before_due"])
    return CutOffOn(held["day"], held["weekday"])


def _due_to_json(due: Due) -> dict[str, Any]:
    match due:
        case DueAfterCutOff():
            return {"working_days_after_cut_off": due.working_days}
        case DueBefore():
            return {
                "before_day": due.day,
                "months_later": due.months_later,
                "inclusive": due.inclusive,
                "shift": due.shift,
            }
        case DueOn():
            return {
                "dates": {frequency: [list(one) for one in dates] for frequency, dates in due.dates.items()},
                "shift": due.shift,
            }


def _due_from_json(held: dict[str, Any]) -> Due:
    if "working_days_after_cut_off" in held:
        return DueAfterCutOff(held["working_days_after_cut_off"])
    shift = Shift(held["shift"])
    if "before_day" in held:
        return DueBefore(held["before_day"], held["months_later"], held["inclusive"], shift)
    dates = {
        Frequency(frequency): tuple((month, day) for month, day in dates) for frequency, dates in held["dates"].items()
    }
    return DueOn(dates, shift)
