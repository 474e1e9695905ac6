"""Phường Hồng Bàng with a bot that may die at any moment: its people, its messenger, its clock, its lives."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

import plans
from bot.clock import ShiftedClock
from bot.demo import accounts
from bot.demo.stage import make_code
from domain.roles import Role
from files.team_list import Team
from handlers import join, load_plan, registering
from simulator import actions
from simulator.messenger import FIRST_PERSON, FIRST_SUPERGROUP, Messenger
from simulator.model import Bot, Chat, Message, Person
from simulator.server import serve
from storage import groups, outbox, people, timetable
from storage.database import Database
from storage.tables import Group, Inbox, Outbox
from tests import files
from tests.faults.killed.lives import Cradle, Life

FRIDAY: Final = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)  # before anything opens
OPENING: Final = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)  # Monday 08:00: November opens
AN, SON, BINH, MAI = "Nguyễn Văn An", "Lê Văn Sơn", "Lê Văn Bình", "Trần Thị Mai"
MEMBERS = ((AN, "VPHDND", Role.OFFICER), (SON, "TO12", Role.HEAD), (BINH, "UBND", Role.LEADER))
NEWCOMER = MAI  # has a phone, and the first code
TEAM = Team(2, "TO12", "Tổ CNSCĐ tổ 12", ["tổ 12", "ngõ 45"], [])
GROUP = FIRST_SUPERGROUP
TICK_SECONDS = 0.1
LOOK_SECONDS = 0.03
PATIENCE_SECONDS = 20
QUIET_SECONDS = 0.5  # in which a bot that still has something to do comes to some moment


async def settle(database: Database) -> None:
    """The rows all plays start from: a plan, a team, people, their group; the code that the newcomer has."""
    async with database.sessions.begin() as session:
        text = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
        organisation = (await load_plan.load(session, text, "hong_bang.yaml", FRIDAY)).organisation
        await registering.register(session, organisation, [TEAM], FRIDAY)
        of = organisation.id
        for number, (name, code, role) in enumerate(MEMBERS):
            address = str(FIRST_PERSON + number)
            account = await people.add_account(session, of, "telegram", address, name, "vi", join.CONSENT, FRIDAY)
            unit = await people.unit_by_name(session, of, code)
            assert unit is not None
            await people.join(session, account, unit.id, role, FRIDAY)
        session.add(
            Group(
                organisation_id=of,
                channel="telegram",
                address=str(GROUP),
                title="Lãnh đạo phường",
                purpose=groups.LEADERSHIP,
                bound_at=FRIDAY,
                next_digest_at=OPENING + timedelta(days=1, minutes=-30),
            )
        )
        await make_code(session, of, "VPHDND", Role.OFFICER, 1, OPENING)


def messenger(clock: ShiftedClock) -> Messenger:
    """The far side, with the same people and their group."""
    side = Messenger(clock.now, limited=False)
    bot = accounts.add(side, "telegram")
    for name in (*[name for name, *_ in MEMBERS], NEWCOMER):
        side.private_chat(bot, side.add_person(name)).members[FIRST_PERSON + len(side.people) - 1] = "member"
    chat = Chat("supergroup", GROUP, "Lãnh đạo phường", {bot.id: "member", FIRST_PERSON + 2: "creator"})
    side.groups[GROUP] = chat
    return side


def settings_of(folder: Path, address: str, url: str, tick_seconds: float) -> dict[str, Any]:
    """What an operator would set: a folder, a database, Telegram at a messenger, a clock that can be moved."""
    return {
        "data": str(folder),
        "database_url": address,
        "clock_file": str(folder / "clock"),
        "tick_seconds": tick_seconds,
        "telegram": {"token": accounts.ACCOUNTS["telegram"].token, "base_url": url},
    }


def address_of(database: Database) -> str:
    """The address with what it takes to get in."""
    return database.engine.url.render_as_string(hide_password=False)


@dataclass(slots=True)
class Ward:
    """A play in it: what people do, and the lives that the bot has meanwhile."""

    folder: Path
    address: str  # of the database
    url: str  # of the messenger
    messenger: Messenger
    clock: ShiftedClock
    database: Database
    cradle: Cradle
    fates: list[tuple[str, int]]
    lived: list[Life] = field(default_factory=list)
    failed: str = ""
    unmet: list[str] = field(default_factory=list)

    # What people do

    async def say(self, name: str, *lines: str, to: int | None = None) -> None:
        """Type lines in one go, the first in reply to a message; then the bot has time to answer."""
        for number, line in enumerate(lines):
            actions.send(self.messenger, self._person(name), self.bot.id, line, None if number else to)
        await self.settled()

    async def show(self, name: str, *colours: str) -> None:
        """Send an album of photos."""
        for colour in colours:
            photo = files.photo(colour)
            actions.upload(
                self.messenger, self._person(name), self.bot.id, "photo", photo, "anh.png", album="one album"
            )
        await self.settled()

    async def pin(self, name: str) -> None:
        """Send a place."""
        actions.location(self.messenger, self._person(name), self.bot.id, 20.86, 106.68)
        await self.settled()

    async def tap(self, name: str, message: Message, label: str) -> None:
        """Press a button under a message."""
        data = next(one["callback_data"] for row in message.buttons for one in row if one["text"] == label)
        actions.tap(self.messenger, self._person(name), self.bot.id, message.id, data)
        await self.settled()

    def heard(self, name: str) -> list[Message]:
        """What the bot said to somebody and is still to be seen."""
        return self._said(self.messenger.private_chat(self.bot, self._person(name)))

    def in_group(self) -> list[Message]:
        """What the bot said in the leadership group and is still to be seen."""
        return self._said(self.messenger.groups[GROUP])

    def said_to(self, chat: str) -> list[Message]:
        """The same by the address that the bot has for a chat."""
        return self.in_group() if int(chat) == GROUP else self._said(self.messenger.private[self.bot.id, int(chat)])

    def stored_photos(self) -> set[str]:
        """The names of all files in the folder of evidence."""
        return {one.name for one in (self.folder / "evidence").rglob("*") if one.is_file()}

    # Time

    async def go_to(self, moment: datetime) -> None:
        """Let time pass, stopping wherever something is due."""
        while (due := await self._next_action()) is not None and due < moment:
            await self._stop_at(due)
        await self._stop_at(moment)

    async def settled(self) -> None:
        """Wait until the bot has taken in, handled and sent everything, and nothing is due."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not await self._is_settled():  # noqa: ASYNC110 - another process is waited for
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise AssertionError(f"it does not come to rest\n{self.log()}") from None

    async def ended(self) -> None:
        """The play is over, and the last life stops as it is asked to.

        Messages go side by side, so two moments may come in another order than in the play the fates were taken from:
        then the last fates wait for a moment that is past. `unmet` says which.
        """
        before = -1
        while len(self.lived) <= len(self.fates) and before != self._moments():
            await self.settled()
            before = self._moments()
            await asyncio.sleep(QUIET_SECONDS)
        await self.settled()
        self.unmet = [seam for seam, _ in self.fates[len(self.lived) - 1 :]]
        await self.lived[-1].stop()

    def _moments(self) -> int:
        return len(self.lived) + sum(len(one.passed) for one in self.lived)

    # Lives

    async def keep(self) -> None:
        """One life after another, each to its end; the last has no fate."""
        settings = settings_of(self.folder, self.address, self.url, TICK_SECONDS)
        for seam, nth in [*self.fates, ("", 0)]:
            life = await self.cradle.bear(settings, self.folder / "log", seam=seam, nth=nth)
            self.lived.append(life)
            await life.last()
            if self.unmet:
                return
            if not life.is_well if not seam else life.passed.count(seam) != nth:
                self.failed = f"a life ended that was to end {seam or 'when asked'}"
                return
            await self._outlast_leases()

    def log(self) -> str:
        """What the bot wrote down, for whoever wants to know why."""
        lives = "\n".join(f"{one.pid}: {one.passed[-1:]} {dict(Counter(one.passed))}" for one in self.lived)
        return f"{self.failed}\n{lives}\n{(self.folder / 'log').read_text()[-6000:]}"

    @property
    def bot(self) -> Bot:
        """Our account at the messenger."""
        return self.messenger.bots[accounts.ACCOUNTS["telegram"].id]

    def _person(self, name: str) -> Person:
        return next(one for one in self.messenger.people.values() if one.name == name)

    def _said(self, chat: Chat) -> list[Message]:
        return [one for one in chat.messages.values() if one.sender is self.bot and not one.deleted]

    async def _stop_at(self, moment: datetime) -> None:
        self.clock.move_to(max(moment, self.clock.now()) + timedelta(seconds=1))
        await self.settled()

    async def _next_action(self) -> datetime | None:
        async with self.database.sessions() as session:
            return await timetable.next_action_at(session)

    async def _unhandled(self, session: AsyncSession) -> int:
        found = select(func.count()).select_from(Inbox).where(Inbox.state == "new")
        return (await session.execute(found)).scalar_one()

    async def _outlast_leases(self) -> None:
        """What the dead had in hand is free only when its time is over, where others may live beside them."""
        if not self.database.is_shared:
            return
        held = [
            select(func.max(table.lease_until_at)).where(table.state.in_(("new", "due"))) for table in (Inbox, Outbox)
        ]
        async with self.database.sessions() as session:
            ends = [(await session.execute(one)).scalar_one() for one in held]
        if until := max((end for end in ends if end), default=None):
            self.clock.move_to(max(until, self.clock.now()) + timedelta(seconds=1))

    async def _is_settled(self) -> bool:
        if self.failed:
            raise AssertionError(self.log())
        if self.bot.updates.pending(self.clock.now()):
            return False
        async with self.database.sessions() as session:
            await session.connection()  # no row that is seen is newer than `now`
            now = self.clock.now()
            if await self._unhandled(session) or await outbox.waiting(session, now):
                return False
            due = await timetable.next_action_at(session)
        return due is None or due > now


@dataclass(frozen=True, slots=True)
class Play:
    """`start`: when it begins. `revisions`, `visits`, `photos`: how many there are in the end."""

    start: datetime
    act: Callable[[Ward], Awaitable[None]]
    revisions: int = 0
    visits: int = 0
    photos: int = 0


@asynccontextmanager
async def played(
    play: Play, database: Database, folder: Path, cradle: Cradle, fates: Sequence[tuple[str, int]] = ()
) -> AsyncIterator[Ward]:
    """A play that has been played to its end, its rows and chats to be looked at."""
    clock = ShiftedClock(folder / "clock")
    clock.move_to(play.start)
    side = messenger(clock)
    failure: Exception | None = None
    async with serve(side) as url, asyncio.TaskGroup() as group:
        ward = Ward(folder, address_of(database), url, side, clock, database, cradle, list(fates))
        keeping = group.create_task(ward.keep())
        try:
            await play.act(ward)
            await ward.ended()
            yield ward
        except Exception as error:
            failure = error  # raised outside the group, which would wrap it
        finally:
            keeping.cancel()
            for life in ward.lived:
                life.kill()
    if failure:
        raise failure
