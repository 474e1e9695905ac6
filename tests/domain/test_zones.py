"""Zones: summer time begins and ends, Kiritimati is fourteen hours ahead, and quiet hours keep the local clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import period
from domain.regimes import CALENDAR, Frequency
from domain.timetables import next_digest, out_of_quiet, timetable
from domain.workdays import WorkingDays
from tests.domain.regimes import regime

NEW_YORK, KIRITIMATI = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")
PLAIN = WorkingDays()


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


# Summer time in New York in 2026: from 8 March 02:00 to 1 November 02:00.
@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-03-07 21:00", "2026-03-08 06:30"),  # a night of nine hours and a half is one hour shorter
        ("2026-03-08 01:59", "2026-03-08 06:30"),
        ("2026-03-08 03:00", "2026-03-08 06:30"),
        ("2026-03-08 06:30", "2026-03-08 06:30"),
        ("2026-10-31 21:00", "2026-11-01 06:30"),
        ("2026-11-01 01:30", "2026-11-01 06:30"),
        ("2026-11-01 12:00", "2026-11-01 12:00"),
    ],
)
def test_quiet_hours_end_at_their_local_time_on_the_night_the_clocks_change(moment: str, allowed: str) -> None:
    of = regime(zone=NEW_YORK)
    assert out_of_quiet(of, _local(moment, NEW_YORK)) == _local(allowed, NEW_YORK)


def test_both_half_past_ones_of_the_night_in_autumn_are_quiet() -> None:
    of = regime(zone=NEW_YORK)
    for moment in (_utc("2026-11-01 05:30"), _utc("2026-11-01 06:30")):
        assert moment.astimezone(NEW_YORK).time() == time(1, 30)
        assert out_of_quiet(of, moment) == _utc("2026-11-01 11:30")


def test_a_quiet_end_inside_the_hour_that_is_left_out_still_comes() -> None:
    of = regime(zone=NEW_YORK, quiet_from_time=time(22), quiet_to_time=time(2, 30))
    allowed = out_of_quiet(of, _local("2026-03-08 00:30", NEW_YORK))
    assert allowed == _utc("2026-03-08 07:30"), "half past two is half past three that night"
    assert out_of_quiet(of, allowed) == allowed


def test_the_digest_comes_at_the_same_local_hour_in_winter_and_summer() -> None:
    of = regime(zone=NEW_YORK)
    assert next_digest(of, PLAIN, _utc("2026-03-06 18:00")) == _utc("2026-03-09 11:30")
    assert next_digest(of, PLAIN, _utc("2026-03-05 18:00")) == _utc("2026-03-06 12:30")


def test_a_deadline_on_the_far_side_of_the_date_line_is_the_local_day() -> None:
    of = regime(zone=KIRITIMATI)
    november = period(of, Frequency.MONTH, 2026, 11, PLAIN)
    assert timetable(of, november, PLAIN).due_at == _utc("2026-11-16 03:00"), "17:00 on Monday the 16th, UTC+14"
    assert timetable(of, november, PLAIN).opens_at == _utc("2026-11-08 18:00"), "Monday there, Sunday in London"


def test_decembers_calendar_period_is_due_in_january_everywhere() -> None:
    for zone, due in ((KIRITIMATI, "2027-01-01 03:00"), (NEW_YORK, "2027-01-01 22:00")):
        of = regime(zone=zone, cut_off=CALENDAR)
        december = period(of, Frequency.MONTH, 2026, 12, PLAIN)
        assert (december.key, december.cut_off.isoformat()) == ("2026-12", "2026-12-31")
        assert timetable(of, december, PLAIN).due_at == _utc(due)


ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"])
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=1095)).map(
    lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed
)


@given(ZONES, st.times(), st.times(), MOMENTS)
def test_a_message_is_held_less_than_a_day_and_an_hour_and_then_allowed(
    zone: str, start: time, end: time, moment: datetime
) -> None:
    of = regime(zone=ZoneInfo(zone), quiet_from_time=start, quiet_to_time=end)
    allowed = out_of_quiet(of, moment)
    assert timedelta(0) <= allowed - moment < timedelta(hours=25)
    assert out_of_quiet(of, allowed) == allowed
