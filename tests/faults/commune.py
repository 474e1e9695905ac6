"""November in the hamlet: what people do is done to the real bot and told to the model, whatever becomes of the bot."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bot.demo.phone import Phone
from simulator import actions, groups
from simulator.model import Chat, Person
from storage import people
from tests.faults import agreement
from tests.faults.hamlet import QUESTIONS, Prepared
from tests.faults.model import AskedAgain, Doubtful, Dropped, Edited, Given, Model, Said, Sent, Settled, Sheet, Someone
from tests.faults.reborn import Reborn
from tests.stories.telling import ZONE

ALWAYS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
OPENS = datetime(2026, 11, 9, 8, tzinfo=ZONE)
DUE, DUE_IF_OFF = datetime(2026, 11, 16, 17, tzinfo=ZONE), datetime(2026, 11, 17, 17, tzinfo=ZONE)
LOCKS = datetime(2026, 12, 1, 17, tzinfo=ZONE)
HORIZON = datetime(2026, 12, 3, 12, tzinfo=UTC)  # December opens on the 8th
EDGE = timedelta(minutes=90)  # so near to a moment on which it depends, nobody says anything
LEASES_END = timedelta(seconds=61)
LONGEST_STOP = timedelta(hours=8)  # messengers keep what is said for a day
AFTERWARDS = timedelta(minutes=80)  # longer than anything is put off, or a clock was ahead

ANSWERING = ("Mai", "Cúc", "Hùng", "Dũng")
UNIT_OF = {"Mai": "VHXH", "Cúc": "VHXH", "Hùng": "CAP", "Dũng": "CAP", "Kim": "CAP", "Tú": "CAP"}
SAYINGS: dict[str, Callable[[Decimal, int], Said]] = {
    "figure": lambda value, at: Given(value),
    "sửa n: figure": Given,
    "sửa n": lambda value, at: AskedAgain(at),
    "việc": lambda value, at: AskedAgain(0),
    "gửi": lambda value, at: Sent(),
    "doubt": lambda value, at: Doubtful(max(int(value), 81)),
}
UPSETS = ("block", "join", "leave", "absence", "day off", "group")

_QUESTION = re.compile(r"(?m)^(\d)/\d · ")
_TO_SEND = "chỉ còn bước gửi"
_ASKED = "select id, chat, text from outbox where kind in ('prompt', 'reminder') and id > :since order by id"
_MEMBER = "select m.person_id, m.unit_id from memberships m join people p on p.id = m.person_id where p.name = :name"
_FIGURE = re.compile(r"\d+,\d+")
_NEWCOMER = "Phạm Văn Tú"


@dataclass
class Commune:
    """`waiting`: what was said and is not surely handled yet. What is said while the bot is down waits for it."""

    one: Reborn
    prepared: Prepared
    phones: dict[str, Phone]
    model: Model = field(default_factory=lambda: Model(people={name: Someone(of, []) for name, of in UNIT_OF.items()}))
    waiting: list[tuple[str, Said, int, datetime]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    due_at: datetime = DUE
    edges: list[datetime] = field(default_factory=lambda: [OPENS, LOCKS])
    said: Counter[str] = field(default_factory=Counter)
    asked_up_to: int = 0

    def __post_init__(self) -> None:
        for name in ANSWERING:
            self.model.people[name].spans.append(ALWAYS)

    # What people say

    async def message(self, name: str, what: str, value: Decimal, at: int, deaths: Sequence[int] = ()) -> None:
        """One message, or an edited one. Who has no question in hand asks for it first."""
        who = self.model.people[name]
        sheet = self.model.sheets.get(who.unit)
        if name not in self.phones or name in self.blocked:
            return
        if what == "edit":
            await self._edit(name, value, deaths)
        elif what in ("yes", "no"):
            if who.hand == "doubt" and not self.waiting:
                reading = Decimal(who.percent) / (100 if at == 1 else 1)
                await self._say(name, Settled(reading) if what == "yes" else Dropped(), deaths)
        elif what == "figure" and who.hand == "nothing" and sheet is not None and not sheet.handed_in:
            await self._say(name, AskedAgain(0), deaths)
        else:
            await self._say(name, SAYINGS[what](value, at), deaths)

    async def _edit(self, name: str, value: Decimal, deaths: Sequence[int]) -> None:
        """One of the newest messages that gave a figure, or may have."""
        own = [one for one in self._chat(name).history() if one.sender is self._person(name) and _gives(one.said)]
        if own:
            message = own[-1 - int(value) % min(3, len(own))]
            await self._say(name, Edited(message.id, value), deaths)

    async def _say(self, name: str, said: Said, deaths: Sequence[int]) -> None:
        """Unless it would depend on a race: with a colleague while the bot is down, or with the clock."""
        colleague = any(one != name and UNIT_OF[one] == UNIT_OF[name] for one, *_ in self.waiting)
        if colleague or self._is_on_edge():
            return
        if isinstance(said, Edited):
            before = self._chat(name).messages[said.message].said
            text = _FIGURE.sub(_typed(said.value), before)
            if text == before:
                return
            message = actions.edit(self.one.messenger, self._person(name), self._bot, said.message, text)
        else:
            message = actions.send(self.one.messenger, self._person(name), self._bot, _words(said))
        self.waiting.append((name, said, message.id, self.one.clock.now()))
        self.said[type(said).__name__] += 1
        await self.happens(deaths)

    # What the bot does of it

    async def happens(self, deaths: Sequence[int] = ()) -> None:
        """If the bot is there, it does what is to be done; dying at these seams, and being born anew."""
        if not self.one.life:
            return
        for seam in deaths:
            if not await self.one.settle(seam):
                await self._again()
        while not await self.one.settle():
            await self._again()
        await self._was_done()

    async def due(self, deaths: Sequence[int] = ()) -> None:
        """What comes next in the calendar."""
        due = await self.one.stage.next_action_at() if self.one.life else None
        if due is not None and due < HORIZON:
            self.one.clock.move_to(due)
            await self.happens(deaths)

    async def goes_by(self, pause: timedelta) -> None:
        """Time, with the bot or without it."""
        now = self.one.clock.now()
        until = min(now + pause, max(HORIZON, now))
        if self.one.life:
            await self.one.go_to(until)
            await self._was_done()
        else:
            self.one.clock.move_to(min(until, now + LONGEST_STOP))

    async def start(self, deaths: Sequence[int] = ()) -> None:
        """A bot is there again."""
        now = self.one.clock.now()
        self.one.clock.move_to(now + (2 * EDGE if self._is_on_edge() else LEASES_END))
        await self.one.be_born()
        await self.happens(deaths)

    async def calm(self) -> None:
        """Nothing goes wrong for a while: then all is as the model says, and nothing waits."""
        for fault in self.one.calls.all:
            fault.times = fault.fired or -1  # never again
        self.one.clock.off_by = timedelta(0)
        if not self.one.life:
            await self.start()
        await self.happens()
        await self.goes_by(AFTERWARDS)
        await agreement.reports_agree(self.one, self.model)
        await agreement.nothing_waits(self.one)
        await agreement.phones_agree(self.one)
        await agreement.unreachable_are(self.one, {self.phones[name].name for name in self.blocked})

    async def _again(self) -> None:
        self.one.clock.move_to(self.one.clock.now() + LEASES_END)
        await self.one.be_born()

    async def _was_done(self) -> None:
        """All that waited has been handled; after that, what was due was done."""
        now = self.one.clock.now()
        for name, said, message, sent_at in self.waiting:
            self.model.hear(name, said, message, min(sent_at, now), now)
        self.waiting.clear()
        if now >= OPENS and not self.model.sheets:
            for unit, number in QUESTIONS.items():
                self.model.sheets[unit] = Sheet(number, self.due_at, LOCKS)
        await self._note_what_was_asked()
        await agreement.figures_agree(self.one, self.model)

    async def _note_what_was_asked(self) -> None:
        """The answer to a prompt or a reminder is for the question it shows."""
        for number, chat, text in await agreement.rows(self.one, _ASKED, since=self.asked_up_to):
            self.asked_up_to = number
            name = next((name for name in UNIT_OF if name in self.phones and self._person(name).id == int(chat)), "")
            if name and (asked := _QUESTION.search(text)):
                self.model.asked(name, int(asked[1]))
            elif name and _TO_SEND in text:
                self.model.asked(name, 0)

    # What becomes of people

    async def upset(self, what: str, name: str) -> None:
        """What is done once only, or cannot be done now, is left."""
        if what == "block" and name in self.phones:
            do = actions.unblock if name in self.blocked else actions.block
            do(self.one.messenger, self._person(name), self._bot)
            self.blocked ^= {name}
            await self.happens()
        elif what == "group" and len(self.one.messenger.groups) == 1:
            groups.migrate(self.one.messenger, self.one.messenger.groups[self.prepared.group])
            await self.happens()
        once = {"join": self._join, "leave": self._leave, "absence": self._go_away, "day off": self._swap}
        if self.one.life and what in once:
            await once[what]()

    async def _join(self) -> None:
        """Tú joins CAP."""
        if "Tú" in self.phones:
            return
        self.phones["Tú"] = self.one.stage.phone(_NEWCOMER)
        await self._type("Tú", f"/start {await self.one.stage.code('CAP', 'officer')}", _NEWCOMER, "đồng ý")
        self.model.people["Tú"].spans.append((self.one.clock.now() - EDGE, ALWAYS[1]))

    async def _leave(self) -> None:
        """Tú is no officer any more."""
        if "Tú" not in self.phones:
            return
        now, database = self.one.clock.now(), self.one.stage.database
        person, unit = (await agreement.rows(self.one, _MEMBER, name=_NEWCOMER))[0]
        await database.transaction(lambda session: people.leave(session, person, unit, ["officer"], now))
        self.model.people["Tú"].spans.clear()

    async def _go_away(self) -> None:
        """Hùng is away from tomorrow for three days; Kim stands in."""
        kim, today = self.model.people["Kim"], self._today()
        if kim.spans or "Hùng" in self.blocked:
            return
        first, after = today + timedelta(days=1), today + timedelta(days=4)
        last = after - timedelta(days=1)
        await self._type("Hùng", f"vắng từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} thay bằng Lê Thị Kim")
        kim.spans.append((_morning(first), _morning(after)))
        self.edges += kim.spans[0]

    async def _swap(self) -> None:
        """Monday 16 November, on which the reports are due, is off; Saturday 21 is worked instead."""
        if self.due_at != DUE or self._today() >= date(2026, 11, 16):
            return
        await self._type("Hạnh", "ngày nghỉ 16/11/2026 thay 21/11/2026: công văn 7/UBND", "ghi")
        self.due_at = DUE_IF_OFF
        for sheet in self.model.sheets.values():
            sheet.due_at = sheet.due_at if sheet.handed_in else DUE_IF_OFF

    async def _type(self, name: str, *lines: str) -> None:
        """What is no business of the model's."""
        for line in lines:
            actions.send(self.one.messenger, self._person(name), self._bot, line)
            await self.happens()

    @property
    def _bot(self) -> int:
        return self.prepared.bot.id

    def _person(self, name: str) -> Person:
        return self.one.messenger.people[self.phones[name].person]

    def _chat(self, name: str) -> Chat:
        return self.one.messenger.private_chat(self.prepared.bot, self._person(name))

    def _today(self) -> date:
        return self.one.clock.now().astimezone(ZONE).date()

    def _is_on_edge(self) -> bool:
        return any(abs(edge - self.one.clock.now()) < EDGE for edge in self.edges)


def _gives(said: str) -> bool:
    return re.fullmatch(r"(?:sửa \d: )?\d+,\d+", said) is not None


def _typed(value: Decimal) -> str:
    return str(value).replace(".", ",")


def _words(said: Said) -> str:
    match said:
        case Doubtful(percent):
            return f"0,{percent}"
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


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
