"""Oddities of messages, each provoked once by a message made for it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rehearsal import oddities
from bot.rehearsal.record import Body, Message, Odd, Recipient, Why
from domain.workdays import WorkingDays
from storage.outbox import Kind
from tests.domain.regimes import MONTHLY

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BODY = Body("town", "Town", "Town", ZONE, daily_budget=2, days=WorkingDays())
OFFICER = Recipient("1", "town", "officer", "VHXH", "VH-XH")
GROUP = Recipient("2", "town", "leadership_group", "", "")
LATE = Why(7, "+1", "2026-11", "month", "VH-XH")


def sent(at: str, to: Recipient = OFFICER, *whys: Why) -> Message:
    return Message(datetime.strptime(at, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE), Kind.REMINDER, to, "…", whys)


def found(*messages: Message) -> list[Odd]:
    return oddities.of_messages(messages, BODY, [MONTHLY])


def test_messages_on_working_days_within_the_budget_are_not_odd() -> None:
    assert found(sent("16/11/2026 08:00", OFFICER, LATE), sent("16/11/2026 14:00")) == []


def test_one_more_than_the_budget_is_named_with_person_and_day() -> None:
    (odd,) = found(*(sent(f"16/11/2026 {hour}:00") for hour in ("08", "10", "14")))
    assert odd.code == "budget"
    assert odd.words == {"role": "officer", "who": "VH-XH", "day": "2026-11-16", "count": 3, "budget": 2}


def test_a_group_has_no_budget() -> None:
    assert found(*(sent(f"16/11/2026 {hour}:00", GROUP) for hour in ("08", "10", "14"))) == []


@pytest.mark.parametrize(("at", "code"), [("15/11/2026 08:00", "day_off"), ("16/11/2026 23:30", "quiet")])
def test_a_message_on_a_sunday_or_at_night_is_named(at: str, code: str) -> None:
    assert [odd.code for odd in found(sent(at))] == [code]


def test_a_stage_said_in_two_messages_is_named() -> None:
    (odd,) = found(sent("16/11/2026 08:00", OFFICER, LATE), sent("17/11/2026 08:00", OFFICER, LATE))
    assert (odd.code, odd.words["stage"], odd.words["count"]) == ("said_twice", "+1", 2)


def test_every_oddity_is_said_in_order() -> None:
    assert len(set(oddities.CODES)) == len(oddities.CODES)
