"""Weeks of a small commune, drawn at random with everything that goes wrong, beside a model that nothing goes wrong in."""

import asyncio
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from simulator import actions, groups
from simulator.faults import Fault
from simulator.model import Chat, Message, Person
from storage import people
from storage.database import Database
from storage.scratch import open_scratch_database
from tests.stories.telling import ZONE
from tests.faults import agreement, hamlet
from tests.faults.hamlet import QUESTIONS, Prepared
from tests.faults.model import AskedAgain, Doubtful, Dropped, Edited, Given, Model, Said, Sent, Settled, Sheet, Someone
from tests.faults.reborn import Reborn, reborn

_Result = TypeVar("_Result")

ALWAYS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
OPENS = datetime(2026, 11, 9, 8, tzinfo=ZONE)
DUE, DUE_IF_OFF = datetime(2026, 11, 16, 17, tzinfo=ZONE), datetime(2026, 11, 17, 17, tzinfo=ZONE)
LOCKS = datetime(2026, 12, 1, 17, tzinfo=ZONE)
HORIZON = datetime(2026, 12, 3, 12, tzinfo=UTC)  # December opens on the 8th
EDGE = timedelta(minutes=90)  # so near to a moment on which it depends, nobody says anything
LEASES_END = timedelta(seconds=61)
AFTERWARDS = timedelta(minutes=80)  # longer than anything is put off, or a clock was ahead
QUESTION = re.compile(r"(?m)^(\d)/\d · ")

UNIT_OF = {"Mai": "VHXH", "Cúc": "VHXH", "Hùng": "CAP", "Dũng": "CAP", "Kim": "CAP", "Tú": "CAP"}
names = st.sampled_from(list(UNIT_OF))
figures = st.integers(800, 999).map(lambda tenths: Decimal(tenths) / 10)
seams = st.lists(st.integers(1, 24), min_size=1, max_size=3)
pauses = st.sampled_from([timedelta(minutes=m) for m in (2, 50, 6 * 60, 24 * 60, 3 * 24 * 60)])


@dataclass(frozen=True)
class Land:
    """The prepared commune, and how a copy of its database is made and opened."""

    prepared: Prepared
    copied: Callable[[Path], Callable[[], Database]]


class Weeks(RuleBasedStateMachine):
    """The far side lives on whatever happens to the bot. What is said while it is down waits."""

    land: Land
    happened: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.model = Model(people={name: Someone(unit, []) for name, unit in UNIT_OF.items()})
        for name in ("Mai", "Cúc", "Hùng", "Dũng"):
            self.model.people[name].spans.append(ALWAYS)
        self.waiting: list[tuple[str, Said, int, datetime]] = []
        self.read: dict[str, int] = {}
        self.blocked: set[str] = set()
        self.due_at, self.edges = DUE, [OPENS, LOCKS]
        self.one: Reborn = self.run(self._begin())

    def run(self, what: Coroutine[Any, Any, _Result]) -> _Result:
        """Let it happen."""
        return self.runner.run(what)

    async def _begin(self) -> Reborn:
        one = await self.stack.enter_async_context(
            reborn(self.folder, hamlet.START, self.land.copied(self.folder))
        )
        self.phones = hamlet.take_up(one, self.land.prepared)
        await one.be_born()
        return one

    def teardown(self) -> None:
        """Whatever happened, in the end all is well."""
        try:
            self.run(self._calm())
        finally:
            self.happened.update(f"died where {death}" for death in self.one.deaths)
            self.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    # What people do

    @rule(name=names, value=figures)
    def answers(self, name: str, value: Decimal) -> None:
        """A figure for the question in hand; who has none in hand asks for it first."""
        who = self.model.people[name]
        sheet = self.model.sheets.get(who.unit)
        asks = who.hand == "nothing" and sheet is not None and not sheet.handed_in
        self.run(self._say(name, AskedAgain(0) if asks else Given(value)))

    @rule(name=names, value=figures, at=st.integers(1, 2))
    def corrects(self, name: str, value: Decimal, at: int) -> None:
        """ "sửa 2: 89"."""
        self.run(self._say(name, Given(value, at)))

    @rule(name=names, at=st.integers(0, 2))
    def turns_to(self, name: str, at: int) -> None:
        """ "sửa 2", or "việc"."""
        self.run(self._say(name, AskedAgain(at)))

    @rule(name=names)
    def sends(self, name: str) -> None:
        """ "gửi"."""
        self.run(self._say(name, Sent()))

    @rule(name=st.sampled_from(["Mai", "Hùng"]), values=st.lists(figures, min_size=3, max_size=3), sends=st.booleans())
    def answers_all(self, name: str, values: list[Decimal], *, sends: bool) -> None:
        """The whole report in one go."""
        for value in values:
            self.answers(name, value)
        if sends:
            self.sends(name)

    @rule(name=names, percent=st.integers(81, 99), yes=st.sampled_from(["hundredth", "whole", "no", "later"]))
    def doubts(self, name: str, percent: int, yes: str) -> None:
        """ "0,95": is it 95% or 0,95%? Asked back, then told, dropped or left."""
        self.run(self._say(name, Doubtful(), f"0,{percent}"))
        if self.model.people[name].hand != "doubt" or yes == "later":
            return
        reading = Decimal(percent) / (100 if yes == "hundredth" else 1)
        self.run(self._say(name, Dropped() if yes == "no" else Settled(reading)))

    @rule(name=names, value=figures, which=st.integers(0, 5))
    def edits(self, name: str, value: Decimal, which: int) -> None:
        """One of the newest messages that gave or may have given a figure."""
        own = [one for one in self._chat(name).history() if one.sender is self._person(name) and _gives(one.said)]
        if not own or name in self.blocked:
            return
        message = own[-1 - which % len(own)]
        lead, colon, _ = message.said.partition(": ")
        self.run(self._say(name, Edited(message.id, value), f"{lead}: {_typed(value)}" if colon else _typed(value)))

    # What becomes of people

    @rule(name=names)
    def blocks(self, name: str) -> None:
        """The bot is blocked, or let speak again."""
        person = self._person(name)
        if person is None:
            return
        do = actions.unblock if name in self.blocked else actions.block
        do(self.one.messenger, person, self._bot)
        self.blocked ^= {name}
        self.run(self._happens())

    @precondition(lambda self: self.one.life and "Tú" not in self.phones)
    @rule()
    def somebody_joins(self) -> None:
        """Tú joins CAP with a code."""
        self.run(self._join())

    @precondition(lambda self: self.one.life and "Tú" in self.phones)
    @rule()
    def somebody_leaves(self) -> None:
        """Tú is no officer any more."""
        self.run(self._leave())

    @precondition(lambda self: self.one.life and not self.model.people["Kim"].spans and "Hùng" not in self.blocked)
    @rule(starts=st.integers(0, 2), lasts=st.integers(1, 4))
    def goes_away(self, starts: int, lasts: int) -> None:
        """Hùng will be away; Kim stands in."""
        self.run(self._go_away(starts, lasts))

    @precondition(lambda self: self.one.life and self.due_at == DUE and self._today() < date(2026, 11, 16))
    @rule()
    def the_due_day_is_swapped(self) -> None:
        """Monday 16 November is off, Saturday 21 is worked instead."""
        self.run(self._swap())

    @precondition(lambda self: len(self.one.messenger.groups) == 1)
    @rule()
    def the_group_moves(self) -> None:
        """It becomes a supergroup and goes on under another address."""
        groups.migrate(self.one.messenger, self._group())
        self.run(self._happens())

    # What goes wrong

    @rule(pause=pauses)
    def time_passes(self, pause: timedelta) -> None:
        """With the bot, or without it."""
        self.run(self._pass(pause))

    @precondition(lambda self: self.one.life)
    @rule(clean=st.booleans())
    def stops(self, *, clean: bool) -> None:
        """The bot is not there any more."""
        self.run(self.one.stop() if clean else self.one.kill())

    @precondition(lambda self: not self.one.life)
    @rule(deaths=st.lists(st.integers(1, 30), max_size=2))
    def starts(self, deaths: list[int]) -> None:
        """A bot is there again, maybe not for long."""
        self.run(self._start(deaths))

    @precondition(lambda self: self.one.life)
    @rule(deaths=seams, name=names, value=figures)
    def dies_while_answering(self, deaths: list[int], name: str, value: Decimal) -> None:
        """Somebody answers, and the bot dies of it."""
        who = self.model.people[name]
        self.run(self._say(name, Given(value) if who.hand == "question" else AskedAgain(0), deaths=deaths))

    @precondition(lambda self: self.one.life)
    @rule(deaths=seams, name=st.sampled_from(["Mai", "Hùng"]))
    def dies_while_taking_a_report(self, deaths: list[int], name: str) -> None:
        """Somebody hands in, and the bot dies of it."""
        self.run(self._say(name, Sent(), deaths=deaths))

    @precondition(lambda self: self.one.life)
    @rule(deaths=seams)
    def dies_at_what_is_due(self, deaths: list[int]) -> None:
        """What comes next in the calendar kills it."""
        self.run(self._due(deaths))

    @rule(
        kind=st.sampled_from(["too_many", "server_error", "drop_reply", "refuse_connection", "truncate"]),
        times=st.integers(1, 4),
        after=st.sampled_from([1, 30, 600]),
        sending=st.booleans(),
    )
    def the_messenger_fails(self, kind: str, times: int, after: int, *, sending: bool) -> None:
        """Its next calls, or those that send."""
        method = "sendMessage" if sending else ""
        self.one.calls.arm(Fault(kind, times, method=method, retry_after=after))

    @rule(which=st.integers(0, 10_000))
    def comes_twice(self, which: int) -> None:
        """An update of the past comes again as it was."""
        updates = self.one.updates
        if updates.past:
            updates.inject(updates.past[which % len(updates.past)], self.one.clock.true_time())
            self.run(self._happens())

    @precondition(lambda self: not self.one.life)
    @rule(which=st.integers(0, 100))
    def comes_in_another_order(self, which: int) -> None:
        """Two updates of different chats change places."""
        waiting = self.one.updates.waiting
        at = [n for n in range(1, len(waiting)) if _of_chat(waiting[n].update) != _of_chat(waiting[n - 1].update)]
        if at:
            first, second = waiting[at[which % len(at)] - 1], waiting[at[which % len(at)]]
            ids = first.update["update_id"], second.update["update_id"]
            first.update, second.update = second.update, first.update
            first.update["update_id"], second.update["update_id"] = ids

    @rule(minutes=st.sampled_from([-60, -20, 0, 20, 60]))
    def the_clock_is_wrong(self, minutes: int) -> None:
        """By less than an hour."""
        self.one.clock.off_by = timedelta(minutes=minutes)
        self.run(self._happens())

    @rule()
    def calm(self) -> None:
        """Nothing goes wrong for a while."""
        self.run(self._calm())

    @invariant()
    def figures_are_right(self) -> None:
        """Whenever the bot is there."""
        if self.one.life and not self.waiting:
            self.run(agreement.figures_agree(self.one, self.model))

    # How it happens

    @property
    def _bot(self) -> int:
        return self.land.prepared.bot.id

    def _person(self, name: str) -> Person | None:
        return self.one.messenger.people[self.phones[name].person] if name in self.phones else None

    def _chat(self, name: str) -> Chat:
        person = self._person(name)
        return self.one.messenger.private[(self._bot, person.id)] if person else Chat("private", 0, "")

    def _group(self) -> Chat:
        return self.one.messenger.groups[self.land.prepared.group]

    def _today(self) -> date:
        return self.one.clock.now().astimezone(ZONE).date()

    def _is_on_edge(self) -> bool:
        return any(abs(edge - self.one.clock.now()) < EDGE for edge in self.edges)

    async def _say(self, name: str, said: Said, typed: str = "", deaths: list[int] | None = None) -> None:
        """Unless it would depend on a race: with a colleague while the bot is down, or with the clock."""
        colleague = any(one != name and UNIT_OF[one] == UNIT_OF[name] for one, *_ in self.waiting)
        person = self._person(name)
        if person is None or name in self.blocked or colleague or self._is_on_edge():
            return
        text = typed or _words(said)
        if isinstance(said, Edited):
            if self._chat(name).messages[said.message].said == text:
                return
            message = actions.edit(self.one.messenger, person, self._bot, said.message, text)
        else:
            message = actions.send(self.one.messenger, person, self._bot, text)
        self.waiting.append((name, said, message.id, self.one.clock.now()))
        self.happened[type(said).__name__] += 1
        await self._happens(deaths or [])

    async def _happens(self, deaths: list[int] | None = None) -> None:
        """If the bot is there, it does what is to be done; dying and being born anew if it must."""
        if not self.one.life:
            return
        for seam in deaths or []:
            if not await self.one.settle(seam):
                await self._again()
        while not await self.one.settle():
            await self._again()
        self._was_done()

    async def _again(self) -> None:
        self.one.clock.move_to(self.one.clock.now() + LEASES_END)
        await self.one.be_born()

    def _was_done(self) -> None:
        """All that waited has been handled; then what was due was done; then people look at their phones."""
        now = self.one.clock.now()
        for name, said, message, sent_at in self.waiting:
            self.model.hear(name, said, message, min(sent_at, now), now)
        self.waiting.clear()
        if now >= OPENS and not self.model.sheets:
            for unit, number in QUESTIONS.items():
                self.model.sheets[unit] = Sheet(number, self.due_at, LOCKS)
        for name in UNIT_OF:
            self._look(name)

    def _look(self, name: str) -> None:
        """Who has nothing in hand takes up the question that the bot's newest messages show."""
        shown = [one for one in self._chat(name).history() if one.sender is not self._person(name)]
        new, self.read[name] = shown[self.read.get(name, 0) :], len(shown)
        who = self.model.people[name]
        for message in new:
            if who.hand == "nothing" and (asked := QUESTION.search(message.said)):
                self.model.prompted(name, int(asked[1]))

    async def _pass(self, pause: timedelta) -> None:
        until = min(self.one.clock.now() + pause, max(HORIZON, self.one.clock.now()))
        if self.one.life:
            await self.one.go_to(until)
            self._was_done()
        else:
            self.one.clock.move_to(min(until, self.one.clock.now() + timedelta(hours=8)))

    async def _start(self, deaths: list[int]) -> None:
        if self._is_on_edge():
            self.one.clock.move_to(self.one.clock.now() + 2 * EDGE)
        self.one.clock.move_to(self.one.clock.now() + LEASES_END)
        await self.one.be_born()
        await self._happens(deaths)

    async def _due(self, deaths: list[int]) -> None:
        due = await self.one.stage.next_action_at()
        if due is not None and due < HORIZON:
            self.one.clock.move_to(due)
            await self._happens(deaths)

    async def _join(self) -> None:
        phone = self.phones["Tú"] = self.one.stage.phone("Phạm Văn Tú")
        person = self.one.messenger.people[phone.person]
        code = await self.one.stage.code("CAP", "officer")
        for line in (f"/start {code}", "Phạm Văn Tú", "đồng ý"):
            actions.send(self.one.messenger, person, self._bot, line)
            await self._happens()
        self.model.people["Tú"].spans.append((self.one.clock.now() - EDGE, ALWAYS[1]))

    async def _leave(self) -> None:
        now, database = self.one.clock.now(), self.one.stage.database
        found = "select m.person_id, m.unit_id from memberships m join people p on p.id = m.person_id where p.name = :who"
        person, unit = (await agreement.rows(self.one, found, who="Phạm Văn Tú"))[0]
        await database.transaction(lambda session: people.leave(session, person, unit, ["officer"], now))
        self.model.people["Tú"].spans = []

    async def _go_away(self, starts: int, lasts: int) -> None:
        first = self._today() + timedelta(days=starts)
        last = first + timedelta(days=lasts - 1)
        said = f"vắng từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} thay bằng Lê Thị Kim"
        actions.send(self.one.messenger, _sure(self._person("Hùng")), self._bot, said)
        await self._happens()
        span = (_morning(first), _morning(last + timedelta(days=1)))
        self.model.people["Kim"].spans.append(span)
        self.edges += span

    async def _swap(self) -> None:
        for line in ("ngày nghỉ 16/11/2026 thay 21/11/2026: công văn 7/UBND", "ghi"):
            actions.send(self.one.messenger, _sure(self._person("Hạnh")), self._bot, line)
            await self._happens()
        self.due_at = DUE_IF_OFF
        for sheet in self.model.sheets.values():
            sheet.due_at = sheet.due_at if sheet.handed_in else DUE_IF_OFF

    async def _calm(self) -> None:
        one = self.one
        for fault in one.calls.all:
            fault.times = fault.fired or -1  # never again
        one.clock.off_by = timedelta(0)
        if not one.life:
            await self._start([])
        await self._happens()
        await self._pass(AFTERWARDS)
        await agreement.figures_agree(one, self.model)
        await agreement.reports_agree(one, self.model)
        await agreement.nothing_waits(one)
        await agreement.phones_agree(one)
        await agreement.unreachable_are(one, {self.phones[name].name for name in self.blocked})


def _gives(said: str) -> bool:
    return re.fullmatch(r"(?:sửa \d: )?\d+,\d+", said) is not None


def _typed(value: Decimal) -> str:
    return str(value).replace(".", ",")


def _words(said: Said) -> str:
    match said:
        case Given(value, 0):
            return _typed(value)
        case Given(value, at):
            return f"sửa {at}: {_typed(value)}"
        case Settled(value):
            return f"đúng {_typed(value)}"
        case Dropped():
            return "hủy"
        case AskedAgain(0):
            return "việc"
        case AskedAgain(at):
            return f"sửa {at}"
    return "gửi"


def _of_chat(update: dict[str, Any]) -> object:
    inner = next(held for name, held in update.items() if name != "update_id")
    return inner.get("chat", {}).get("id")


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _sure(person: Person | None) -> Person:
    assert person
    return person


@pytest.fixture(scope="module")
def on_sqlite(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Land:
    """On SQLite."""
    home = tmp_path_factory.mktemp("hamlet")
    file = Path(shutil.copy(template, home / "dunghan.db"))
    prepared = asyncio.run(_prepare(home, lambda: open_scratch_database(file)))

    def copied(folder: Path) -> Callable[[], Database]:
        own = Path(shutil.copy(file, folder / "dunghan.db"))
        return lambda: open_scratch_database(own)

    return Land(prepared, copied)


async def _prepare(folder: Path, open_database: Callable[[], Database]) -> Prepared:
    async with reborn(folder, hamlet.BEFORE, open_database) as one:
        return await hamlet.prepare(one)


def play(land: Land, examples: int, steps: int) -> Counter[str]:
    """So many stretches of so many steps; what happened in them."""
    machine = type("Played", (Weeks,), {"land": land, "happened": Counter()})
    few = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)
    happened: Counter[str] = machine.happened
    return happened


def test_whatever_goes_wrong_every_figure_is_what_people_said(on_sqlite: Land, request: pytest.FixtureRequest) -> None:
    examples, steps = (400, 50) if request.config.getoption("--everywhere") else (6, 25)
    happened = play(on_sqlite, examples, steps)
    assert sum(number for what, number in happened.items() if what.startswith("died")) > examples / 2
