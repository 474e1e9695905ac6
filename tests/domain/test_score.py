"""The score of a year, against sums done by hand; docs/diem.md states the same weights."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.score import WEIGHTS, Facts, Part, Share, score

FINE = Facts(is_handed_in=True, is_on_time=True, is_complete=True, is_returned=False, is_corrected=False)
CORRECTED = Facts(is_handed_in=True, is_on_time=True, is_complete=True, is_returned=False, is_corrected=True)
RETURNED = Facts(is_handed_in=True, is_on_time=True, is_complete=True, is_returned=True, is_corrected=False)
LATE = Facts(is_handed_in=True, is_on_time=False, is_complete=True, is_returned=False, is_corrected=False)
THIN = Facts(is_handed_in=True, is_on_time=True, is_complete=False, is_returned=False, is_corrected=False)
NEVER = Facts(is_handed_in=False, is_on_time=False, is_complete=False, is_returned=False, is_corrected=False)
NO_TARGETS = Share(0, 0)


@pytest.mark.parametrize(
    ("reports", "targets", "points"),
    [
        ([FINE] * 12, Share(3, 3), "100.0"),
        ([FINE] * 12, NO_TARGETS, "100.0"),  # nothing to reach: 75 of 75
        ([FINE] * 12, Share(0, 4), "75.0"),
        # 35 × 11/12 + 25 + 10 + 5 + 25 × 3/4 = 32,083 + 58,75
        ([FINE] * 11 + [LATE], Share(3, 4), "90.8"),
        # corrected twice: 35 + 25 + 10 + 5 × 10/12 + 25
        ([FINE] * 10 + [CORRECTED] * 2, Share(1, 1), "99.2"),
        # returned three times of four: 35 + 25 + 10 × 1/4 + 5 + 25
        ([FINE] + [RETURNED] * 3, Share(1, 1), "92.5"),
        ([FINE, THIN], Share(1, 1), "87.5"),  # 25 × 1/2 less
        # half never sent: 35/2 + 25/2 + 10 + 5 + 25
        ([FINE, NEVER], Share(1, 1), "70.0"),
        # nothing sent at all: only targets can be told besides; (0 + 0 + 25 × 1/2) of 85
        ([NEVER], Share(1, 2), "14.7"),
        ([NEVER], Share(0, 2), "0.0"),
    ],
)
def test_by_hand(reports: list[Facts], targets: Share, points: str) -> None:
    assert score(reports, targets).points == Decimal(points)


def test_without_a_report_there_is_no_score() -> None:
    assert score([], Share(1, 1)).points is None


def test_a_corrected_report_stays_on_time_and_complete() -> None:
    shares = score([CORRECTED], NO_TARGETS).shares
    assert (shares[Part.ON_TIME], shares[Part.COMPLETE]) == (Share(1, 1), Share(1, 1))


@given(st.lists(st.sampled_from([FINE, CORRECTED, RETURNED, LATE, THIN, NEVER]), min_size=1, max_size=60))
def test_between_0_and_100_and_one_more_good_report_never_costs(reports: list[Facts]) -> None:
    before, after = (score(one, NO_TARGETS).points for one in (reports, [*reports, FINE]))
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 100


def test_the_page_states_the_weights() -> None:
    page = (Path(__file__).parents[2] / "docs/diem.md").read_text(encoding="utf-8")
    assert sum(WEIGHTS.values()) == 100
    assert [
        f"| `{part}` | {weight} |" for part, weight in WEIGHTS.items() if f"| `{part}` | {weight} |" not in page
    ] == []
