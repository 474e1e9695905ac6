"""By when a request on personal data is answered, carried out, and who decides reminded."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import data_requests as rules
from domain.data_requests import Kind
from domain.workdays import WorkingDays

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY_OFF = WorkingDays(days_off=frozenset({date(2026, 11, 24)}))  # Tuesday, Ngày Văn hóa
SHOWN = "%d/%m %H:%M"


def _local(text: str) -> datetime:
    return datetime.strptime(f"2026/{text}", f"%Y/{SHOWN}").replace(tzinfo=ZONE).astimezone(UTC)


def _shown(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime(SHOWN)


@pytest.mark.parametrize(
    ("asked", "reply", "erased", "withdrawn"),
    [
        ("09/11 08:00", "11/11 17:00", "27/11 17:00", "23/11 17:00"),  # day 20 is a Sunday; 24/11 is off
        ("20/11 16:00", "25/11 17:00", "10/12 17:00", "04/12 17:00"),  # Friday before a day off
        ("21/11 09:00", "25/11 17:00", "11/12 17:00", "04/12 17:00"),  # asked on a Saturday
    ],
)
def test_due_dates_go_by_working_days(asked: str, reply: str, erased: str, withdrawn: str) -> None:
    at = _local(asked)
    assert _shown(rules.reply_due_at(at, ZONE, DAY_OFF)) == reply
    assert _shown(rules.due_at(Kind.ERASE, at, ZONE, DAY_OFF)) == erased
    assert _shown(rules.due_at(Kind.WITHDRAW, at, ZONE, DAY_OFF)) == withdrawn


def test_it_is_reminded_of_before_each_date_and_then_every_morning() -> None:
    now = _local("09/11 08:00")
    reply, due = rules.reply_due_at(now, ZONE, DAY_OFF), rules.due_at(Kind.ERASE, now, ZONE, DAY_OFF)
    mornings = []
    for _ in range(5):
        now = rules.next_reminder(now, reply, due, ZONE, DAY_OFF)
        mornings.append(_shown(now))
    assert mornings == ["11/11 08:00", "26/11 08:00", "27/11 08:00", "30/11 08:00", "01/12 08:00"]
