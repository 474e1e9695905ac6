"""Telegram's limits are kept in every window, and a 429 pauses one chat only."""

from collections import Counter, deque
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from channels import telegram_limits
from channels.telegram_limits import MARGIN, Limiter, Pace
from channels.telegram_phrases import too_many

PERSON, OTHER, GROUP = "7", "8", "-100"


def sent(pace: Pace, chat: str, at: float, took: float = 0.0) -> None:
    pace.begin(chat, at)
    pace.end(chat, at + took)


@pytest.mark.parametrize(
    ("chat", "earlier", "now", "expected"),
    [
        pytest.param(PERSON, [], 0.0, 0.0, id="a first message leaves at once"),
        pytest.param(PERSON, [(PERSON, 0.0)], 0.25, 0.75 + MARGIN, id="a second one waits out the second"),
        pytest.param(PERSON, [(PERSON, 0.0)], 1.0 + MARGIN, 0.0, id="and leaves after it"),
        pytest.param(OTHER, [(PERSON, 0.0)], 0.0, 0.0, id="another chat does not wait"),
        pytest.param(
            OTHER,
            [(str(n), n / 100) for n in range(100, 130)],
            1.5,
            0.5 + MARGIN,
            id="the 31st of a second waits",
        ),
        pytest.param(
            GROUP,
            [(GROUP, n * 2.0) for n in range(20)],
            40.0,
            20.0 + MARGIN,
            id="the 21st in a group's minute waits",
        ),
        pytest.param(
            PERSON,
            [(PERSON, n * 2.0) for n in range(20)],
            40.0,
            0.0,
            id="a person may have more than 20 a minute",
        ),
        pytest.param(
            "@baocao", [("@baocao", n * 2.0) for n in range(20)], 40.0, 20.0 + MARGIN, id="a public group too"
        ),
    ],
)
def test_how_long_a_message_waits(chat: str, earlier: Sequence[tuple[str, float]], now: float, expected: float) -> None:
    pace = Pace()
    for to, at in earlier:
        sent(pace, to, at)
    assert pace.wait(chat, now) == pytest.approx(expected)


def test_the_second_counts_from_the_answer_not_from_the_request() -> None:
    pace = Pace()
    sent(pace, PERSON, at=0.0, took=0.5)
    assert pace.wait(PERSON, 1.2) == pytest.approx(0.3 + MARGIN)


def test_a_message_in_flight_holds_its_place() -> None:
    pace = Pace()
    pace.begin(PERSON, 0.0)
    assert pace.wait(PERSON, 30.0) == pytest.approx(1.0 + MARGIN)


def test_what_left_before_is_counted_in_every_window() -> None:
    pace = Pace()
    sent(pace, GROUP, at=50.0)
    for ago in (3.0, 9.0):  # in whatever order they are told
        pace.recall(GROUP, 50.0 - ago, 50.0)
    assert pace.wait(GROUP, 50.5) == pytest.approx(0.5 + MARGIN)
    for number in range(17):
        pace.recall(GROUP, 40.0 + number / 100, 50.5)
    assert pace.wait(GROUP, 60.0) == pytest.approx(40.0 + 60.0 + MARGIN - 60.0)


def test_each_of_those_who_leave_before_takes_the_next_place() -> None:
    pace = Pace()
    for number in range(29):
        sent(pace, str(100 + number), at=number / 100)
    assert pace.wait(PERSON, 0.5) == 0.0
    assert [pace.wait(PERSON, 0.5, after) for after in (1, 2, 29)] == pytest.approx(
        [0.5 + MARGIN, 0.51 + MARGIN, 0.78 + MARGIN]
    )
    assert pace.wait(PERSON, 0.5, 30) == pytest.approx(1.0 + MARGIN), "behind one that has not left yet"


def test_a_pause_holds_one_chat_and_no_other() -> None:
    pace = Pace()
    pace.pause(PERSON, now=0.0, seconds=30)
    assert pace.wait(PERSON, 10.0) == pytest.approx(20 + MARGIN)
    assert pace.wait(OTHER, 10.0) == 0.0


def test_a_shorter_pause_never_ends_a_longer_one() -> None:
    pace = Pace()
    pace.pause(PERSON, now=0.0, seconds=30)
    pace.pause(PERSON, now=1.0, seconds=2)
    assert pace.wait(PERSON, 10.0) == pytest.approx(20 + MARGIN)


def test_idle_chats_are_forgotten_but_pauses_are_kept() -> None:
    pace = Pace()
    pace.pause(PERSON, now=0.0, seconds=1e6)
    for n in range(5_000):
        sent(pace, str(1_000 + n), at=float(n))
    assert len(pace.chats) <= telegram_limits.CHATS_KEPT
    assert pace.wait(PERSON, 5_000.0) > 0


class Hand:
    """A clock moved by hand: sleeping moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def busiest(moments: Sequence[float], seconds: float) -> int:
    """The most moments that any half-open window of so many seconds holds."""
    window: deque[float] = deque()
    most = 0
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


chats = st.sampled_from([PERSON, OTHER, "9", GROUP, "-200"])
crowd = st.integers(min_value=1, max_value=80).map(str)
steps = st.tuples(chats | crowd, st.floats(0, 0.2), st.floats(0, 0.5), st.booleans())


@given(st.lists(steps, max_size=120))
async def test_no_window_ever_holds_more_than_allowed(plan: list[tuple[str, float, float, bool]]) -> None:
    """Whatever is sent when, and whether the far side counts a message when it arrives or when it answers."""
    hand = Hand()
    limiter = Limiter(hand.monotonic, hand.sleep)
    counted: list[tuple[str, float]] = []

    for chat, latency, pause, counts_late in plan:
        async with limiter.turn(chat):
            arrived = hand.now
            hand.now += latency
            counted.append((chat, hand.now if counts_late else arrived))
        hand.now += pause

    moments = sorted(moment for _, moment in counted)
    assert busiest(moments, 1.0) <= 30
    for chat in Counter(chat for chat, _ in counted):
        in_chat = sorted(moment for to, moment in counted if to == chat)
        assert busiest(in_chat, 1.0) <= 1
        assert busiest(in_chat, 60.0) <= 20 or chat.isdecimal()
    assert len(counted) == len(plan)


async def test_a_429_pauses_its_chat_and_reaches_the_caller() -> None:
    hand = Hand()
    limiter = Limiter(hand.monotonic, hand.sleep)
    with pytest.raises(RetryAfter):
        async with limiter.turn(PERSON):
            raise too_many(b'{"parameters": {"retry_after": 30}}')
    assert limiter.wait_for(PERSON) == pytest.approx(30 + MARGIN)
    assert limiter.wait_for(OTHER) == 0.0
