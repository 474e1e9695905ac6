"""The rate limits, on a clock moved by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.limits import Limits

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
PRIVATE, GROUP = 1001, -2001


@pytest.mark.parametrize(
    ("chat", "gap", "messages", "wait"),
    [
        (PRIVATE, 0.0, 3, 0),
        (PRIVATE, 0.0, 4, 3),
        (PRIVATE, 0.5, 4, 2),
        (PRIVATE, 1.0, 500, 0),
        (GROUP, 0.0, 20, 0),
        (GROUP, 0.0, 21, 60),
        (GROUP, 1.0, 21, 40),
        (GROUP, 2.0, 21, 20),
        (GROUP, 3.0, 500, 0),
    ],
)
def test_the_last_of_some_messages_waits(chat: int, gap: float, messages: int, wait: int) -> None:
    limits = Limits()
    waits = [limits.spend(7, chat, START + timedelta(seconds=gap * n)) for n in range(messages)]
    assert waits == [0] * (messages - 1) + [wait]


def test_a_bot_says_thirty_things_a_second_whoever_it_speaks_to() -> None:
    limits = Limits()
    assert [limits.spend(7, person, START) for person in range(1001, 1032)] == [0] * 30 + [1]
    assert limits.spend(8, 1031, START) == 0
    assert limits.spend(7, 1031, START + timedelta(seconds=1)) == 0


def test_what_was_refused_does_not_count() -> None:
    limits = Limits()
    for _ in range(30):
        limits.spend(7, PRIVATE, START)
    assert limits.spend(7, PRIVATE, START + timedelta(seconds=3)) == 0
