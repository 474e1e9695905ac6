"""A clock that jumps or stands wrong holds back what is done unasked, until the clocks agree."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import HeldClock, RealClock
from bot.clock_guard import ClockGuard, Witness, WrongClockError
from bot.guards import Guards, tell_of_clock
from bot.links import NO_LINKS
from channels.channel import Channel
from channels.told_time import told_time
from domain.roles import Role
from simulator.messenger import Messenger as LocalMessenger
from simulator.server import serve
from storage import outbox, people, server_time
from storage.database import Database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.tables import Outbox
from tests.bot.conftest import Messenger
from tests.conftest import POSTGRESQL, SQLITE
from tests.rows import NOW, Town, build

HOUR = 3600.0


@dataclass
class Hands:
    """A machine's two clocks, which need not agree; `others` is what the others' clocks say."""

    wall: datetime = NOW
    seconds: float = 0.0
    others: datetime | None = NOW
    asked: int = 0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)

    def go_on(self, seconds: float, *, jump: float = 0.0, suspended: float = 0.0) -> None:
        """Time passes; the wall clock jumps by the way; the machine slept, which only the wall clock knows."""
        self.wall += timedelta(seconds=seconds + jump + suspended)
        self.seconds += seconds
        if self.others is not None:
            self.others += timedelta(seconds=seconds + suspended)

    async def witness(self) -> datetime | None:
        self.asked += 1
        return self.others


@dataclass
class Told:
    """What the administrators would hear."""

    offsets: list[timedelta] = field(default_factory=list)

    async def __call__(self, offset: timedelta) -> None:
        self.offsets.append(offset)


def _guard(hands: Hands, told: Told | None = None, *more: Witness) -> ClockGuard:
    return ClockGuard(hands, [hands.witness, *more], told or Told())


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What goes wrong on purpose is not printed."""


# What happens to the clock, and whether it is trusted then: the others can be asked, and cannot.
HAPPENINGS: dict[str, tuple[dict[str, float], bool, bool]] = {
    "nothing": ({"seconds": 20}, True, True),
    "an hour is set right": ({"seconds": 20, "jump": 1 * HOUR}, True, True),
    "five hours forward": ({"seconds": 20, "jump": 5 * HOUR}, True, True),
    "three days forward": ({"seconds": 20, "jump": 72 * HOUR}, False, False),
    "half an hour back": ({"seconds": 20, "jump": -0.5 * HOUR}, True, True),
    "two hours back": ({"seconds": 20, "jump": -2 * HOUR}, False, False),
    "to 1970": ({"seconds": 20, "jump": -56 * 8766 * HOUR}, False, False),
    "a night's sleep": ({"seconds": 20, "suspended": 10 * HOUR}, True, False),
    "stopped for ten minutes": ({"seconds": 600}, True, True),
    "a tick of seven hours": ({"seconds": 7 * HOUR}, True, True),
}


@pytest.mark.parametrize("what", HAPPENINGS)
@pytest.mark.parametrize("can_ask", [True, False], ids=["with others", "alone"])
async def test_what_a_clock_does(what: str, can_ask: bool) -> None:
    happens, trusted, trusted_alone = HAPPENINGS[what]
    hands = Hands(others=NOW if can_ask else None)
    guard = _guard(hands)
    assert await guard.look()
    hands.go_on(**happens)
    assert await guard.look() is (trusted if can_ask else trusted_alone)
    assert guard.holds() is not (trusted if can_ask else trusted_alone)


async def test_it_is_told_once_and_goes_on_by_itself() -> None:
    hands, told = Hands(), Told()
    guard = _guard(hands, told)
    await guard.look()
    hands.go_on(20, jump=72 * HOUR)
    for _ in range(5):
        assert not await guard.look()
        hands.go_on(20)
    hands.go_on(20, jump=-72 * HOUR)
    assert await guard.look()
    assert told.offsets == [timedelta(hours=72)]


async def test_others_are_asked_once_an_hour() -> None:
    hands = Hands()
    guard = _guard(hands)
    for _ in range(3 * 180):
        await guard.look()
        hands.go_on(20)
    assert hands.asked == 3


async def test_a_clock_that_drifts_away_is_noticed_without_a_jump() -> None:
    hands, told = Hands(), Told()
    guard = _guard(hands, told)
    for _ in range(40):
        await guard.look()
        hands.go_on(HOUR, jump=0.25 * HOUR)
    assert not await guard.look()
    assert len(told.offsets) == 1


async def test_whoever_differs_most_is_believed() -> None:
    hands = Hands()

    async def database() -> datetime | None:
        return NOW - timedelta(days=3)

    with pytest.raises(WrongClockError) as wrong:
        await _guard(hands, None, database).at_start()
    assert wrong.value.offset == timedelta(days=3)


@pytest.mark.parametrize("offset", [5.9, -5.9, None])
async def test_a_start_by_a_clock_that_will_do(offset: float | None) -> None:
    await _guard(Hands(others=None if offset is None else NOW - timedelta(hours=offset))).at_start()


async def test_the_messenger_says_what_time_it_is_without_a_token() -> None:
    messenger = LocalMessenger(lambda: NOW + timedelta(days=3, milliseconds=5))
    async with serve(messenger) as url:
        assert await told_time(url) == NOW + timedelta(days=3)
    assert await told_time(url) is None, "it is gone"
    assert await told_time("http://127.0.0.1:1") is None
    assert await told_time("no address") is None


@pytest.fixture
async def town(database: Database) -> Town:
    """With an administrator, who is also the officer."""
    async with database.sessions.begin() as session:
        town = await build(session, "hong_bang")
        await people.join(session, town.officer, town.unit.id, Role.ADMINISTRATOR, NOW)
    return town


async def test_while_the_clock_is_wrong_only_answers_go_and_the_alarm(
    database: Database, town: Town, messenger: Messenger, tmp_path: Path
) -> None:
    hands = Hands()

    async def tell(offset: timedelta) -> None:
        await tell_of_clock(database, hands.now(), offset)

    guards = Guards(ClockGuard(hands, [hands.witness], tell))
    channels: dict[str, Channel] = {"telegram": messenger}
    app = App(database, channels, hands, EvidenceFiles(tmp_path), NO_LINKS, guards=guards)
    here = To("telegram", town.officer.address, town.organisation.id)
    async with database.sessions.begin() as session:
        await outbox.add(session, "tomorrow", Kind.REMINDER, here, "Còn 1 ngày", NOW, due_at=NOW + timedelta(days=1))
    await app.tick()
    hands.go_on(20, jump=72 * HOUR)
    async with database.sessions.begin() as session:
        await outbox.add(session, "reply", Kind.REPLY, here, "Đã ghi", hands.now())
    await app.send_all()
    await app.tick()
    await app.send_all()
    said = [one.text.partition("\n")[0] for one in messenger.delivered if one.text]
    assert said == ["Đã ghi", *(["Đồng hồ máy chạy bot nhanh 72 giờ."] * 2)], "the alarm's placeholder, then the alarm"
    hands.go_on(20, jump=-72 * HOUR)
    await app.tick()
    await app.send_all()
    assert len(messenger.delivered) == 3, "the reminder is for tomorrow"
    hands.go_on(24 * HOUR)
    await app.tick()
    await app.send_all()
    assert messenger.delivered[-1].text == "Còn 1 ngày"
    async with database.sessions() as session:
        assert (await session.execute(select(Outbox.state).where(Outbox.key == "tomorrow"))).scalar_one() == "sent"


async def test_a_clock_held_by_hand_never_jumps() -> None:
    clock = HeldClock(NOW)
    guard = ClockGuard(clock, [], Told())
    clock.move_to(NOW + timedelta(days=100))
    assert await guard.look()


@pytest.mark.parametrize(("copied", "has_a_clock"), [(SQLITE, False), (POSTGRESQL, True)], indirect=["copied"])
async def test_a_database_server_says_what_time_it_is(database: Database, has_a_clock: bool) -> None:
    told = await server_time.told(database)
    assert (told is not None) is has_a_clock
    if told is not None:
        assert abs(told - RealClock().now()) < timedelta(minutes=5), "both on this machine"
