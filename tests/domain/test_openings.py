"""What opens next, what opens when a plan is loaded, when digests are told, and when the bot is quiet."""

from datetime import UTC, datetime, time, timedelta

import pytest

from domain.regimes import MONTHS, Regime
from domain.timetables import MOMENT, first_opening, next_digest, next_openings, out_of_quiet
from tests.domain.regimes import DAYS, LAYOUTS, at, local, regime

ALL = regime(frequencies=tuple(MONTHS))
CALENDAR = regime(cut_off=LAYOUTS["calendar"])


def _keys(of: Regime, after: str) -> list[str]:
    return [one.key for one, _ in next_openings(of, DAYS, at(after))]


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        ("2026-11-09 07:59", ["2026-11"]),
        ("2026-11-09 08:00", ["2026-12"]),
        ("2026-12-08 08:00", ["2027-01"]),
        ("2026-12-31 23:59", ["2027-01"]),
        ("2027-01-01 00:00", ["2027-01"]),
        ("2026-02-10 08:00", ["2026-03"]),
    ],
)
def test_months_open_one_after_the_other(after: str, keys: list[str]) -> None:
    assert _keys(regime(), after) == keys


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        ("2026-01-20 08:00", {"2026-02"}),
        ("2026-02-20 08:00", {"2026-03", "2026-Q1"}),
        ("2026-05-20 08:00", {"2026-06", "2026-Q2", "2026-H1"}),
        ("2026-08-20 08:00", {"2026-09", "2026-Q3", "2026-9M"}),
        ("2026-11-20 08:00", {"2026-12", "2026-Q4", "2026-H2", "2026"}),
    ],
)
def test_periods_with_one_cut_off_open_together(after: str, keys: set[str]) -> None:
    openings = next_openings(ALL, DAYS, at(after))
    assert {one.key for one, _ in openings} == keys
    assert len({table.opens_at for _, table in openings}) == 1


def test_the_opening_moment_itself_is_found_a_moment_earlier() -> None:
    opens_at = at("2026-11-09 08:00")
    assert [one.key for one, _ in next_openings(regime(), DAYS, opens_at - MOMENT)] == ["2026-11"]


def test_a_calendar_december_opens_at_the_years_end_and_is_due_in_the_new_year() -> None:
    ((december, table),) = next_openings(CALENDAR, DAYS, at("2026-12-20 00:00"))
    assert (december.key, local(table.opens_at), local(table.due_at)) == (
        "2026-12",
        "2026-12-25 08:00",
        "2027-01-04 17:00",
    )


def test_a_period_that_opens_the_year_before_is_not_missed() -> None:
    early = regime(opening_days_before_due=20)
    ((january, table),) = next_openings(early, DAYS, at("2026-12-15 18:00"))
    assert (january.key, local(table.opens_at)[:10]) == ("2027-01", "2026-12-17")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-09 07:00", "2026-11-09 08:00"),  # nothing is under way: the next one
        ("2026-11-12 10:00", "2026-11-09 08:00"),  # in mid-period: the one under way, at once
        ("2026-11-16 16:59", "2026-11-09 08:00"),  # in its last minute still
        ("2026-11-16 17:00", "2026-12-08 08:00"),  # due: too late for it
        ("2026-12-20 10:00", "2027-01-08 08:00"),
        ("2027-01-12 10:00", "2027-01-08 08:00"),
    ],
)
def test_a_regime_that_starts_takes_up_the_period_under_way(now: str, opens: str) -> None:
    assert local(first_opening(regime(), DAYS, at(now))) == opens


def test_a_regime_that_starts_at_new_year_takes_up_decembers_period() -> None:
    assert local(first_opening(CALENDAR, DAYS, at("2027-01-02 10:00"))) == "2026-12-25 08:00"


def test_of_two_periods_under_way_the_earlier_opens_first() -> None:
    long = regime(opening_days_before_due=40)
    first = first_opening(long, DAYS, at("2026-11-16 10:00"))
    assert [one.key for one, _ in next_openings(long, DAYS, first - MOMENT)] == ["2026-11"]
    assert [one.key for one, _ in next_openings(long, DAYS, first)] == ["2026-12"]


@pytest.mark.parametrize(
    ("after", "digest"),
    [
        ("2026-11-16 07:29", "2026-11-16 07:30"),
        ("2026-11-16 07:30", "2026-11-17 07:30"),  # told: not once more
        ("2026-11-20 08:00", "2026-11-23 07:30"),  # Friday: on Monday
        ("2026-11-21 03:00", "2026-11-23 07:30"),
        ("2026-11-23 08:00", "2026-11-25 07:30"),  # over 24 November
        ("2026-02-13 08:00", "2026-02-23 07:30"),  # over Tết
        ("2026-01-09 08:00", "2026-01-10 07:30"),  # a worked Saturday
        ("2026-12-31 08:00", "2027-01-04 07:30"),
    ],
)
def test_the_daily_digest_comes_on_working_days(after: str, digest: str) -> None:
    assert local(next_digest(regime(), DAYS, at(after))) == digest


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-09 19:59", "2026-11-09 19:59"),
        ("2026-11-09 20:00", "2026-11-10 06:30"),
        ("2026-11-09 23:59", "2026-11-10 06:30"),
        ("2026-11-10 00:00", "2026-11-10 06:30"),
        ("2026-11-10 06:29", "2026-11-10 06:30"),
        ("2026-11-10 06:30", "2026-11-10 06:30"),
        ("2026-12-31 22:00", "2027-01-01 06:30"),
    ],
)
def test_quiet_hours_over_midnight(moment: str, allowed: str) -> None:
    assert local(out_of_quiet(regime(), at(moment))) == allowed


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [("11:59", "11:59"), ("12:00", "13:30"), ("13:29", "13:30"), ("13:30", "13:30"), ("23:00", "23:00")],
)
def test_quiet_hours_within_a_day(moment: str, allowed: str) -> None:
    noon = regime(quiet_from_time=time(12), quiet_to_time=time(13, 30))
    assert local(out_of_quiet(noon, at(f"2026-11-09 {moment}"))) == f"2026-11-09 {allowed}"


def test_quiet_hours_of_no_length_hold_nothing_back() -> None:
    awake = regime(quiet_from_time=time(20), quiet_to_time=time(20))
    for hour in range(24):
        moment = datetime(2026, 11, 9, hour, tzinfo=UTC) + timedelta(minutes=1)
        assert out_of_quiet(awake, moment) == moment
