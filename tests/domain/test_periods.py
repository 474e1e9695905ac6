"""Periods: Nghị định 09/2019/NĐ-CP, Điều 12, and calendar months, written out by hand."""

from datetime import date

import pytest

from domain.periods import Period, period
from domain.regimes import Frequency
from tests.domain.regimes import DAYS, LAYOUTS, regime

MONTH, QUARTER, HALF_YEAR = Frequency.MONTH, Frequency.QUARTER, Frequency.HALF_YEAR
NINE_MONTHS, YEAR = Frequency.NINE_MONTHS, Frequency.YEAR

# rule, frequency, year, number: key, first day, last day
BY_HAND = """
nd09 month 2026 1        2026-01  2025-12-15 2026-01-14
nd09 month 2026 2        2026-02  2026-01-15 2026-02-14
nd09 month 2026 3        2026-03  2026-02-15 2026-03-14
nd09 month 2026 11       2026-11  2026-10-15 2026-11-14
nd09 month 2026 12       2026-12  2026-11-15 2026-12-14
nd09 month 2027 1        2027-01  2026-12-15 2027-01-14
nd09 month 2027 3        2027-03  2027-02-15 2027-03-14
nd09 quarter 2026 1      2026-Q1  2025-12-15 2026-03-14
nd09 quarter 2026 2      2026-Q2  2026-03-15 2026-06-14
nd09 quarter 2026 3      2026-Q3  2026-06-15 2026-09-14
nd09 quarter 2026 4      2026-Q4  2026-09-15 2026-12-14
nd09 quarter 2027 1      2027-Q1  2026-12-15 2027-03-14
nd09 half_year 2026 1    2026-H1  2025-12-15 2026-06-14
nd09 half_year 2026 2    2026-H2  2026-06-15 2026-12-14
nd09 half_year 2027 1    2027-H1  2026-12-15 2027-06-14
nd09 nine_months 2026 1  2026-9M  2025-12-15 2026-09-14
nd09 nine_months 2027 1  2027-9M  2026-12-15 2027-09-14
nd09 year 2026 1         2026     2025-12-15 2026-12-14
nd09 year 2027 1         2027     2026-12-15 2027-12-14
calendar month 2026 1    2026-01  2026-01-01 2026-01-31
calendar month 2026 2    2026-02  2026-02-01 2026-02-28
calendar month 2028 2    2028-02  2028-02-01 2028-02-29
calendar month 2026 4    2026-04  2026-04-01 2026-04-30
calendar month 2026 12   2026-12  2026-12-01 2026-12-31
calendar month 2027 1    2027-01  2027-01-01 2027-01-31
calendar quarter 2026 1  2026-Q1  2026-01-01 2026-03-31
calendar quarter 2026 2  2026-Q2  2026-04-01 2026-06-30
calendar quarter 2026 3  2026-Q3  2026-07-01 2026-09-30
calendar quarter 2026 4  2026-Q4  2026-10-01 2026-12-31
calendar half_year 2026 1    2026-H1  2026-01-01 2026-06-30
calendar half_year 2026 2    2026-H2  2026-07-01 2026-12-31
calendar nine_months 2026 1  2026-9M  2026-01-01 2026-09-30
calendar year 2027 1         2027     2027-01-01 2027-12-31
"""
ROWS = [row.split() for row in BY_HAND.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:4]))
def test_a_period_is_what_the_article_says(row: list[str]) -> None:
    rule, frequency, year, number, key, first_day, cut_off = row
    made = period(regime(cut_off=LAYOUTS[rule]), Frequency(frequency), int(year), int(number), DAYS)
    assert made == Period(
        key,
        Frequency(frequency),
        int(year),
        int(number),
        date.fromisoformat(first_day),
        date.fromisoformat(cut_off),
    )


@pytest.mark.parametrize("rule", LAYOUTS)
@pytest.mark.parametrize(
    ("frequency", "last"), [(MONTH, 12), (QUARTER, 4), (HALF_YEAR, 2), (NINE_MONTHS, 1), (YEAR, 1)]
)
def test_a_year_has_its_last_period_and_none_behind_it(rule: str, frequency: Frequency, last: int) -> None:
    of = regime(cut_off=LAYOUTS[rule])
    assert period(of, frequency, 2026, last, DAYS).number == last
    for number in (0, -1, last + 1):
        with pytest.raises(ValueError, match=str(number)):
            period(of, frequency, 2026, number, DAYS)


def test_no_two_periods_of_a_regime_share_a_key() -> None:
    made = [
        period(regime(), frequency, year, number, DAYS)
        for frequency, last in ((MONTH, 12), (QUARTER, 4), (HALF_YEAR, 2), (NINE_MONTHS, 1), (YEAR, 1))
        for year in (2026, 2027)
        for number in range(1, last + 1)
    ]
    assert len({one.key for one in made}) == len(made) == 40
