"""A regime survives its column: to plain JSON and back, whatever its rules; and the five plans' own."""

import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

import plans
from domain.regimes import CutOffBeforeDue, CutOffOn, DueAfterCutOff, DueBefore, DueOn, Frequency, Regime, Shift
from plans.reading import read_plan
from storage import regime_rules
from tests.domain.regimes import regime
from tests.domain.test_periods_properties import some_regime

QUARTERS = DueOn({Frequency.QUARTER: ((4, 5), (7, 5), (10, 5), (1, 10))}, Shift.LATER)


def _through_json(of: Regime) -> Regime:
    return regime_rules.from_json(json.loads(json.dumps(regime_rules.to_json(of))))


@given(some_regime)
def test_any_regime_comes_back_as_it_was(of: Regime) -> None:
    assert _through_json(of) == of


@pytest.mark.parametrize("plan", sorted(plans.shipped()))
def test_the_five_plans_regimes_come_back_as_they_were(plan: str) -> None:
    for one in read_plan(plans.shipped()[plan]).regimes:
        rules = one.rules(ZoneInfo("Asia/Ho_Chi_Minh"))
        assert _through_json(rules) == rules


@pytest.mark.parametrize(
    ("of", "cut_off", "due"),
    [
        (regime(), {"day": 14, "weekday": 7}, {"working_days_after_cut_off": 1}),
        (regime(cut_off=CutOffOn()), {"day": None, "weekday": 7}, {"working_days_after_cut_off": 1}),
        (regime(cut_off=CutOffOn(weekday=5), due=DueAfterCutOff(2)), {"day": None, "weekday": 5}, None),
        (
            regime(cut_off=CutOffBeforeDue(1), due=DueBefore(14, 0, inclusive=False, shift=Shift.EARLIER)),
            {"working_days_before_due": 1},
            {"before_day": 14, "months_later": 0, "inclusive": False, "shift": "earlier"},
        ),
        (
            regime(cut_off=CutOffOn(), frequencies=(Frequency.QUARTER,), due=QUARTERS),
            {"day": None, "weekday": 7},
            {"dates": {"quarter": [[4, 5], [7, 5], [10, 5], [1, 10]]}, "shift": "later"},
        ),
    ],
)
def test_how_cut_off_and_deadline_stand_in_the_column(
    of: Regime, cut_off: dict[str, object], due: dict[str, object] | None
) -> None:
    held = regime_rules.to_json(of)
    assert held["cut_off"] == cut_off
    assert held["due"] == (due or {"working_days_after_cut_off": 2})
    assert _through_json(of) == of
