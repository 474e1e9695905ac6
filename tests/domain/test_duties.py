"""Duties: which questions of a report count as up to date, and the share of them that a plan's threshold speaks of."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duties import Duty, Gap, Share, share, together

ANSWERED = datetime(2026, 11, 16, tzinfo=UTC)

# answered, has a figure, has its evidence: what is wrong with it
GAPS = [
    (True, True, True, None),
    (True, False, True, Gap.NO_FIGURE),
    (True, True, False, Gap.NO_EVIDENCE),
    (True, False, False, Gap.NO_FIGURE),
    (False, True, True, Gap.NOT_UPDATED),
    (False, False, True, Gap.NOT_UPDATED),  # "chưa có số liệu", sent back
]


@pytest.mark.parametrize(("answered", "figure", "evidence", "gap"), GAPS)
def test_what_is_wrong_with_a_duty(answered: bool, figure: bool, evidence: bool, gap: Gap | None) -> None:
    assert Duty(1, None, answered, figure, evidence, ANSWERED).gap is gap


def test_only_indicators_and_tasks_of_the_plan_are_counted() -> None:
    of_a_round = Duty(None, None, is_answered=False)
    asked = [Duty(1, None, is_answered=True), Duty(None, 2, is_answered=False), of_a_round]
    assert share(asked) == Share(updated=1, asked=2)


@pytest.mark.parametrize(
    ("updated", "asked", "rate"),
    [(57, 60, "95.0"), (59, 60, "98.3"), (1999, 2000, "99.9"), (9999, 10000, "99.9"), (60, 60, "100.0"), (0, 3, "0")],
)
def test_a_rate_never_claims_more_than_is_there(updated: int, asked: int, rate: str) -> None:
    assert Share(updated, asked).rate == Decimal(rate)


def test_where_nothing_is_asked_there_is_no_rate() -> None:
    assert together([]).rate is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda two: Share(min(two), max(two)))))
def test_reports_together_count_each_duty_once(shares: list[Share]) -> None:
    whole = together(shares)
    assert whole == Share(sum(one.updated for one in shares), sum(one.asked for one in shares))
    assert whole.rate is None or 0 <= whole.rate <= 100
    assert (whole.rate == 100) == (whole.updated == whole.asked and whole.asked > 0)
