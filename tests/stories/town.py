"""Phường Hồng Bàng with its people at their phones: where the stories happen."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

import plans
from bot.demo.accounts import ACCOUNTS, held_by
from bot.demo.phone import Phone
from bot.demo.stage import Stage, set_up
from simulator import zalo_ids
from simulator.model import Bot, Chat, Person
from simulator.updates import FIRST_ID, UpdateQueue
from tests.soundness import assert_sound
from tests.stories import folders, telling
from tests.stories.doings import DOINGS
from tests.stories.tapping import only_to_tap, without_added
from tests.stories.telling import Does, Hears, Passes
from tests.stories.venues import TAPPED, Venue

BEFORE: Final = datetime(2026, 11, 6, 1, 0, tzinfo=UTC)  # Friday: everybody joins
OPENING: Final = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)  # Monday 08:00: November opens

# Who joins before the stories begin, in this order; phòng Kinh tế, Hạ tầng và Đô thị (KTHTDT) has nobody yet.
PEOPLE = (
    ("An", "Nguyễn Văn An", "VPHDND", "officer"),  # five questions: two percents, two milestones, one in words
    ("Mai", "Trần Thị Mai", "TTPVHCC", "officer"),  # eleven questions, mostly percents
    ("Lan", "Lê Thị Lan", "VHXH", "officer"),  # nineteen questions of every kind
    ("Hùng", "Vũ Mạnh Hùng", "CAP", "officer"),
    ("Dũng", "Phạm Tiến Dũng", "VPHDND", "head"),
    ("Hạnh", "Đỗ Thị Hạnh", "VHXH", "aggregator"),
    ("Bình", "Lê Văn Bình", "UBND", "leader"),
    ("Quân", "Hoàng Minh Quân", "UBND", "administrator"),
)
GROUP = "Nhóm"
CHART = "Biểu đồ · "
IN_GROUP = " trong nhóm"
GROUP_TITLE = "Lãnh đạo phường"


@dataclass(slots=True)
class Town:
    """A stage with its cast. `tell` plays a story; `rows` looks into the database where a chat cannot show it."""

    stage: Stage
    venue: Venue = TAPPED
    phones: dict[str, Phone] = field(default_factory=dict)
    group: int = 0
    given_up: int = 0  # updates that the story breaks beyond reading
    is_made_up: bool = False  # months that nobody lived were put into the database
    _heard: dict[str, int] = field(default_factory=dict)
    _taps: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def bot(self) -> Bot:
        """Our bot, as the messenger knows it."""
        return self.stage.messenger.bots[ACCOUNTS[self.venue.channel].id]

    async def tell(self, story: str, about: str = "An") -> None:
        """Play a story; whatever the bot says to the people in it must be told. Its "Telegram" is where it is told."""
        told = telling.steps(story.replace("Telegram", self.venue.name), about)
        listening = sorted({self._chat(step.who) for step in told if not isinstance(step, Passes)})
        for name in listening:
            self._heard.setdefault(name, 0)
        try:
            for step in told:
                if isinstance(step, Hears):
                    await self._hears(step)
                    continue
                await self._nothing_untold(listening)
                await (self._does(step) if isinstance(step, Does) else self._passes(step))
            await self._nothing_untold(listening)
        except AssertionError as wrong:
            chats = "\n\n".join([await self.transcript(name) for name in listening])
            raise AssertionError(f"{wrong}\n\n{chats}") from None

    async def tell_since_now(self, story: str, about: str = "An") -> None:
        """As `tell`; what the people in the story heard before goes without saying."""
        for step in telling.steps(story, about):
            if not isinstance(step, Passes):
                await self.skip(self._chat(step.who))
        await self.tell(story, about)

    async def skip(self, *names: str) -> None:
        """What these people heard up to now needs no telling."""
        for name in names:
            self._heard[name] = len(await self.said_to(name))

    async def answer_all(self, name: str = "An") -> None:
        """An answers the five questions of VPHDND and sends them; how that goes is told elsewhere."""
        for line in ("90", "90", "xong", "chưa xong", "đang làm", "gửi"):
            await self.phones[name].send(line)
            await self.stage.settle()
        await self.skip(name)

    async def ask_for_approval(self, *, head: bool, aggregator: bool) -> None:
        """The plan is loaded anew, and now asks for these two to say yes to what is handed in."""
        plan = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
        approval = f"  approval: {{ head: {str(head).lower()}, aggregator: {str(aggregator).lower()} }}\n  plan:\n"
        await self.stage.load_plan(plan.replace("  plan:\n", approval, 1), "hong_bang.yaml")

    async def jump(self, when: str) -> None:
        """To "16/11 14:00" at once: far quicker than through every reminder."""
        await self.stage.leap_to(telling.moment(f"— {when} —"))

    async def newcomer(self, name: str, full_name: str) -> Phone:
        """Somebody with a phone whom the bot does not know."""
        self.phones[name] = self.stage.phone(full_name)
        return self.phones[name]

    async def enrol(self, name: str, full_name: str, unit: str, role: str = "officer") -> None:
        """Somebody more joins; how joining goes is told elsewhere."""
        phone = await self.newcomer(name, full_name)
        await self.stage.enrol(phone, unit, role)
        await self.skip(name)

    async def said_to(self, name: str) -> list[dict[str, Any]]:
        """Every message of the bot in a chat, oldest first; what goes by itself beside its words is not counted."""
        bot = self.phones["Bình"].bot
        return [one for one in await self._messages(name) if one["from"]["id"] == bot and _is_said(one)]

    async def last(self, name: str) -> str:
        """The bot's newest message to somebody."""
        said: str = (await self.said_to(name))[-1]["text"]
        return said

    async def rows(self, question: str, **words: object) -> list[Any]:
        """What the database holds, as SQLite shows it: rows of one SQL question."""
        async with self.stage.database.sessions() as session:
            found = (await session.execute(text(question), words)).all()
        return [tuple(folders.shown(value) for value in row) for row in found]

    async def change(self, statement: str, **words: object) -> None:
        """Change rows past the bot: what would take too long to come about, or must never."""
        async with self.stage.database.sessions.begin() as session:
            await session.execute(text(statement), words)

    async def transcript(self, name: str) -> str:
        """A chat as it really went, with the buttons that were tapped."""
        lines = [f"--- {name} ---"]
        messages = await self._messages(name)
        for number, one in enumerate([*messages, None]):
            lines += [f"            › {label}" for at, label in self._taps.get(name, []) if at == number]
            if one is None:
                break
            mark = "‹" if one["from"]["is_bot"] else f"{one['from']['name']} ›"
            buttons = "".join(f" [{button['text']}]" for row in one["buttons"] for button in row)
            said = one["text"].replace("\n", "\n      ") or f"({one['kind']})"
            lines.append(f"{telling.local(one['at'])} {mark} {said}{buttons}")
        return "\n".join(lines)

    async def in_group(self, what: str, **more: object) -> Any:
        """Something is done with the group itself: `members`, `migrate`."""
        body = {"chat": self.group, "by": self.phones["Bình"].person, **more}
        async with self.stage.http.post(f"/phone/{what}", json=body) as answer:
            answer.raise_for_status()
            said = await answer.json()
        await self.stage.settle()
        return said

    async def say(self, name: str, text: str) -> None:
        """Somebody's text exactly as it stands, be it one that no phone would send."""
        messenger, person = self.stage.messenger, self.stage.messenger.people[self.phones[name].person]
        messenger.post(messenger.private_chat(self.bot, person), person, "text", {"text": text}, said=text)
        await self.stage.settle()

    async def new_group(self, title: str, *names: str) -> None:
        """From now on the group of the story is another one, made for Bình, that nobody has bound."""
        self.group = await self.stage.new_group(self.phones["Bình"], title, [self.phones[name] for name in names])
        await self.stage.settle()

    def address(self, name: str) -> str:
        """Somebody's address, as the messenger tells it to the bot."""
        person = self.phones[name].person
        if self.venue.channel == "telegram":
            return str(person)
        return (
            zalo_ids.person(person) if self.venue.channel == "zalo_bot" else zalo_ids.person_of_oa(self.bot.id, person)
        )

    async def code_told_to(self, name: str) -> str:
        """The code in the bot's newest message to somebody."""
        found = re.search(r"LK ([A-Z0-9]+)", await self.last(name))
        assert found, await self.last(name)
        return found[1]

    async def inject(self, update: dict[str, Any]) -> None:
        """Let the messenger send an update exactly as it stands."""
        bot = self.phones["Bình"].bot
        async with self.stage.http.post(f"/bots/{bot}/updates", json=update) as answer:
            answer.raise_for_status()
        await self.stage.settle()

    def _chat(self, who: str) -> str:
        return GROUP if who.endswith(IN_GROUP) else who

    async def _messages(self, name: str) -> list[dict[str, Any]]:
        if name == GROUP:
            return await self.phones["Bình"].messages(chat=self.group)
        return await self.phones[name].messages()

    async def _hears(self, step: Hears) -> None:
        name = self._chat(step.who)
        waiting = (await self.said_to(name))[self._heard[name] :]
        if step.text == telling.SILENCE:
            assert not waiting, f"{name} should hear nothing, but hears:\n{waiting[0]['text']}"
            return
        assert waiting, f"{name} hears nothing; the story tells:\n{step.text}"
        self._heard[name] += 1
        said = waiting[0]
        told = self.venue.words(step.text, in_group=name == GROUP)
        as_written = said["text"] if self.venue.has_buttons else without_added(said["text"])
        assert telling.fits(told, said["text"]) or telling.fits(told, as_written), (
            f"{name} hears:\n{said['text']}\nThe story tells:\n{told}"
        )
        if step.buttons is not None:
            shown = [button["text"] for row in said["buttons"] for button in row]
            offered = self.venue.shows(step.buttons, in_group=name == GROUP)
            assert shown == offered, f"{name} sees the buttons {shown}, the story tells {offered}"

    async def _nothing_untold(self, listening: list[str]) -> None:
        for name in listening:
            untold = (await self.said_to(name))[self._heard[name] :]
            assert not untold, f"{name} hears more than the story tells:\n{untold[0]['text']}"

    async def _passes(self, step: Passes) -> None:
        if step.down:
            await self.stage.away_until(step.until)
        else:
            await self.stage.go_to(step.until)

    async def _can_tap(self, who: str, label: str) -> bool:
        """Whether the button is there, or ought to be; an Official Account shows no more than five, and not to all."""
        if self.venue.channel != "zalo_oa":
            return self.venue.has_buttons
        messages = await self._messages(self._chat(who))
        return any(button["text"] == label for one in messages for row in one["buttons"] for button in row)

    async def _does(self, step: Does) -> None:
        chat = self.group if step.who.endswith(IN_GROUP) else None
        phone = self.phones[step.who.removesuffix(IN_GROUP)]
        doing = step.text.strip("()").partition(": ")
        is_tap = step.text.startswith("[") and step.text.endswith("]")
        if is_tap and not await self._can_tap(step.who, step.text[1:-1]):
            await phone.send(telling.typed_for(step.text[1:-1]), chat=chat)
        elif is_tap:
            name = self._chat(step.who)
            self._taps.setdefault(name, []).append((len(await self._messages(name)), step.text))
            await phone.tap(step.text[1:-1], chat=chat)
        elif step.text.startswith("(") and doing[0] in DOINGS:
            await DOINGS[doing[0]](phone, doing[2])
        else:
            await phone.send(self.called(step.text), chat=chat)
        await self.stage.settle()

    def called(self, text: str) -> str:
        """What a story says to @dunghan_bot is said to the bot by the name it has here."""
        name, mention = ACCOUNTS["telegram"].mention, ACCOUNTS[self.venue.channel].mention
        return text if name == mention or name not in text else f"{mention} {text.replace(name, '').strip()}"


async def prepare(folder: Path, at: datetime = BEFORE, frequencies: str = "month", *, venue: Venue = TAPPED) -> None:
    """Make the database all stories start from: the plan loaded, everybody enrolled, the group bound."""
    async with at_venue(folder, at, venue) as stage:
        await stage.load_plan(reporting(frequencies), "hong_bang.yaml")
        for _, full_name, unit, role in PEOPLE:
            await stage.enrol(stage.phone(full_name), unit, role)
        boss = stage.phone(_full_name("Bình"))
        await stage.bind_group(boss, GROUP_TITLE, [boss, stage.phone(_full_name("Hạnh"))], "UBND")


@dataclass(frozen=True, slots=True)
class Opened:
    """November just opened, as most stories find it: the folder of the database, and what the phones show."""

    folder: Path
    people: dict[int, Person]
    bot: Bot
    groups: dict[int, Chat]
    private: dict[tuple[int, int], Chat]
    group: int


async def open_november(prepared: Path, folder: Path, *, venue: Venue) -> Opened:
    """Let November open once, for all the stories that begin there."""
    async with open_town(folders.copy(prepared, folder), venue=venue) as town:
        said, bot = town.stage.messenger, town.bot
    bot.updates = UpdateQueue()  # whoever waited for its updates is gone
    return Opened(folder, said.people, bot, said.groups, said.private, town.group)


@asynccontextmanager
async def at_venue(folder: Path, at: datetime, venue: Venue) -> AsyncIterator[Stage]:
    """A stage on the messenger of this venue.

    Who may be written to only for a week after their last word is taken to have just spoken: nobody's silence is
    what these stories are about.
    """
    database = await folders.on_server(folder, venue.server) if venue.server else None
    async with set_up(folder, at, venue.channel, database=database) as stage:
        stage.channel.can = replace(stage.channel.can, buttons=venue.has_buttons, window=None, free_window=None)
        for bot in stage.messenger.bots.values():
            bot.oa.window = None
        yield stage


@asynccontextmanager
async def open_town(
    folder: Path,
    at: datetime = OPENING,
    updates_from: int = 1_000_000,
    *,
    venue: Venue = TAPPED,
    opened: Opened | None = None,
) -> AsyncIterator[Town]:
    """The town on a database, with nothing in anybody's chat yet, or with what November's opening left there.

    Messengers never use the id of an update or a message again.
    """
    async with at_venue(folder, at, venue) as stage:
        stage.organisation, stage.codes = "hong_bang", updates_from
        town = Town(stage, venue)
        if opened:
            _remember(town, opened)
        else:
            await _gather(town, updates_from)
        yield town
        assert len(await town.rows("select error from inbox where state != 'done'")) == town.given_up
        assert await town.rows("select error from outbox where state in ('refused', 'ambiguous')") == []
        if not town.is_made_up:
            await assert_sound(stage.database, stage.clock.now())
        said = await town.rows("select text, cast(buttons as text) from outbox where buttons is not null")
        assert only_to_tap(said) == []


def reporting(frequencies: str) -> str:
    """The plan, with reports as often as "month, quarter" says: what is asked monthly goes into every longer one."""
    text = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
    return text.replace("frequencies: [month]", f"frequencies: [{frequencies}]", 1)


async def _gather(town: Town, updates_from: int) -> None:
    """Everybody takes a phone that shows nothing yet, and what is due happens."""
    stage, bot = town.stage, town.bot
    bot.updates.next_id = FIRST_ID + updates_from
    for name, full_name, unit, _ in PEOPLE:
        phone = town.phones[name] = stage.phone(full_name, unit)
        person = stage.messenger.people[phone.person]
        chat = stage.messenger.private_chat(bot, person)
        chat.members[person.id], chat.next_message_id = "member", updates_from
    town.group = await stage.new_group(town.phones["Bình"], GROUP_TITLE, [town.phones["Hạnh"]])
    stage.messenger.groups[town.group].next_message_id += updates_from
    await stage.settle()


def _remember(town: Town, opened: Opened) -> None:
    """The phones show what the opening left there, in a copy that is this story's own."""
    stage, said, bot = town.stage, town.stage.messenger, town.bot
    bot.updates.next_id = FIRST_ID + 2_000_000
    bot.commands = opened.bot.commands
    same = {id(opened.bot): bot}  # the bot of this stage takes the place of the one that was there then
    said.people, said.groups, said.private = deepcopy((opened.people, opened.groups, opened.private), same)
    town.group = opened.group
    for (name, full_name, _, _), person in zip(PEOPLE, said.people.values(), strict=True):
        town.phones[name] = stage.phones[full_name] = held_by(person, town.venue.channel, stage.http)


def _is_said(message: dict[str, Any]) -> bool:
    """Not the chart beside a digest, which repeats it, and not on every messenger: tests/stories/test_charts.py."""
    if message["kind"] == "photo" and message["text"].startswith(CHART):
        return False
    return bool(message["text"]) or not message["file"]


def _full_name(name: str) -> str:
    return next(full for one, full, _, _ in PEOPLE if one == name)
