"""When people may be written to: not in quiet hours, not on days off, but on the due day itself."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.regimes import Regime
from domain.timetables import awake_at, next_morning
from tests.domain.regimes import DAYS, VIETNAM, at, local, regime

SATURDAY, SUNDAY = date(2026, 11, 14), date(2026, 11, 15)


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2026-11-16 08:00", "2026-11-16 08:00"),
        ("2026-11-16 20:00", "2026-11-17 06:30"),
        ("2026-11-17 06:29", "2026-11-17 06:30"),
        ("2026-11-13 19:59", "2026-11-13 19:59"),
        ("2026-11-13 20:00", "2026-11-16 06:30"),  # Friday night: Monday
        ("2026-11-14 10:00", "2026-11-16 06:30"),
        ("2026-11-15 23:00", "2026-11-16 06:30"),
        ("2026-02-13 21:00", "2026-02-23 06:30"),  # Tết Bính Ngọ: until the Monday after
        ("2026-02-17 08:00", "2026-02-23 06:30"),
        ("2026-04-30 08:00", "2026-05-04 06:30"),
        ("2026-08-22 08:00", "2026-08-22 08:00"),  # a Saturday that is worked
        ("2026-12-31 21:00", "2027-01-04 06:30"),
    ],
)
def test_held_until_people_are_at_work(moment: str, awake: str) -> None:
    assert local(awake_at(regime(), DAYS, at(moment))) == awake


def test_a_regime_may_write_on_days_off_but_never_in_quiet_hours() -> None:
    always = regime(on_days_off=True)
    assert local(awake_at(always, DAYS, at("2026-11-14 10:00"))) == "2026-11-14 10:00"
    assert local(awake_at(always, DAYS, at("2026-11-14 21:00"))) == "2026-11-15 06:30"


def test_the_due_day_itself_is_written_on_though_nobody_works() -> None:
    assert local(awake_at(regime(), DAYS, at("2026-11-15 08:00"), SUNDAY)) == "2026-11-15 08:00"
    assert local(awake_at(regime(), DAYS, at("2026-11-14 08:00"), SUNDAY)) == "2026-11-15 06:30"
    assert local(awake_at(regime(), DAYS, at("2026-11-15 21:00"), SUNDAY)) == "2026-11-16 06:30"


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ("2026-11-16 14:00", "2026-11-17 08:00"),
        ("2026-11-13 14:00", "2026-11-16 08:00"),
        ("2026-02-13 08:00", "2026-02-23 08:00"),
    ],
)
def test_what_did_not_fit_into_the_day_goes_with_the_next_days_messages(moment: str, morning: str) -> None:
    assert local(next_morning(regime(), DAYS, at(moment))) == morning


MOMENTS = st.builds(
    lambda day, hour: datetime.combine(day, hour, VIETNAM), st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.times()
)
REGIMES = st.builds(
    lambda start, end, days_off: regime(quiet_from_time=start, quiet_to_time=end, on_days_off=days_off),
    st.times(max_value=time(23, 59)),
    st.times(max_value=time(23, 59)),
    st.booleans(),
)


def _is_quiet(of: Regime, moment: datetime) -> bool:
    start, end, now = of.quiet_from_time, of.quiet_to_time, moment.astimezone(VIETNAM).time()
    return start <= now < end if start <= end else now >= start or now < end


@given(REGIMES, MOMENTS)
def test_nobody_is_written_to_when_they_rest(of: Regime, moment: datetime) -> None:
    awake = awake_at(of, DAYS, moment)
    assert awake >= moment
    assert not _is_quiet(of, awake)
    assert of.on_days_off or DAYS.is_working(awake.astimezone(VIETNAM).date())


@given(REGIMES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_no_moment_between_would_have_done(of: Regime, moment: datetime, step: timedelta) -> None:
    awake = awake_at(of, DAYS, moment)
    between = moment + step
    if between < awake:
        assert _is_quiet(of, between) or not (of.on_days_off or DAYS.is_working(between.astimezone(VIETNAM).date()))
    assert awake_at(of, DAYS, awake) == awake
    assert awake_at(of, DAYS, between) >= awake or between < moment
