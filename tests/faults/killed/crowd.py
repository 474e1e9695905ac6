"""Many people of many wards, typing at once while the bot dies again and again; who remembers what they typed."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Final

import plans
from bot.demo import accounts
from domain.roles import Role
from files.team_list import Team
from handlers import join, load_plan, registering
from simulator import actions
from simulator.faults import Fault, Faults
from simulator.messenger import FIRST_PERSON, FIRST_SUPERGROUP, Messenger
from simulator.model import Bot, Chat, Message, Person
from storage import groups, people
from storage.database import Database
from storage.tables import Group
from tests.faults.killed.ward import FRIDAY, OPENING

OFFICERS: Final = ("VPHDND", "TTPVHCC", "KTHTDT")  # their first question is a percentage
TEAM_CODE: Final = "TO12"
PLACES: Final = ("tổ 12", "ngõ 45")
ACTIVITIES: Final = ("vneid", "cài app", "dvctt", "ssk", "chữ ký số", "thanh toán số")
IN_A_WARD: Final = len(OFFICERS) + 1
CORRECTS: Final = 0.2  # of what an officer does


async def settle(database: Database, wards: int) -> None:
    """The wards with their plans, teams, people and leadership groups."""
    plan = plans.shipped()["hong_bang"].read_text(encoding="utf-8")
    for ward in range(wards):
        async with database.sessions.begin() as session:
            text = plan.replace("  code: hong_bang", f"  code: ward_{ward}", 1)
            organisation = (await load_plan.load(session, text, "ward.yaml", FRIDAY)).organisation
            team = Team(2, TEAM_CODE, "Tổ CNSCĐ tổ 12", list(PLACES), [])
            await registering.register(session, organisation, [team], FRIDAY)
            for nth, code in enumerate((*OFFICERS, TEAM_CODE)):
                address = str(FIRST_PERSON + ward * IN_A_WARD + nth)
                of = organisation.id
                who = of, "telegram", address, f"Cán bộ {address}", "vi", join.CONSENT
                account = await people.add_account(session, *who, FRIDAY)
                unit = await people.unit_by_name(session, of, code)
                assert unit is not None
                await people.join(session, account, unit.id, Role.HEAD if code == TEAM_CODE else Role.OFFICER, FRIDAY)
            session.add(
                Group(
                    organisation_id=organisation.id,
                    channel="telegram",
                    address=str(FIRST_SUPERGROUP - ward),
                    title="Lãnh đạo phường",
                    purpose=groups.LEADERSHIP,
                    bound_at=FRIDAY,
                    next_digest_at=OPENING + timedelta(days=1, minutes=-30),
                )
            )


class BadLuck(Faults):
    """Of the bot's calls so many in a hundred go wrong, and of the updates so many come twice. The dice are seeded."""

    TOO_MANY, SERVER_ERROR, DROPPED, TWICE = 0.05, 0.03, 0.05, 0.05

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice

    def on_call(self, method: str, chat: int | None) -> Fault | None:
        """One of them, or none."""
        drawn = self._dice.random()
        if chat is not None and (drawn := drawn - self.TOO_MANY) < 0:
            return Fault("too_many", retry_after=1)
        if (drawn := drawn - self.SERVER_ERROR) < 0:
            return Fault("server_error")
        if (drawn := drawn - self.DROPPED) < 0:
            return Fault("drop_reply")
        return None

    def copies_of_update(self, chat: int) -> int:
        """Two, or one."""
        return 2 if self._dice.random() < self.TWICE else 1


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and wants stored: an answer, or a visit."""

    person: int
    message: int
    text: str


@dataclass(slots=True)
class Crowd:
    """Everybody with their phones. `answers` and `visits` are what must be stored in the end, once each."""

    messenger: Messenger
    dice: random.Random
    answers: list[Typed] = field(default_factory=list)
    visits: list[Typed] = field(default_factory=list)
    is_awake: bool = True
    _prompts: dict[int, int] = field(default_factory=dict)  # whose newest prompt is which message
    _own: dict[int, Message] = field(default_factory=dict)  # whose newest answer, that may be corrected
    _since: dict[int, int] = field(default_factory=dict)  # from which message on the period's prompt is looked for
    _waiting: set[int] = field(default_factory=set)  # for an answer of the bot
    _numbers: Iterator[int] = field(default_factory=count)
    _logged: Counter[int] = field(default_factory=Counter)  # visits by person

    def gather(self, wards: int) -> None:
        """They take their phones; each opens the bot's chat. The leaders' groups are there already."""
        bot = accounts.add(self.messenger, "telegram")
        self.messenger.listen(self.heard)
        for _ in range(wards * IN_A_WARD):
            person = self.messenger.add_person("Cán bộ")
            self.messenger.private_chat(bot, person).members[person.id] = "member"
        for ward in range(wards):
            where = FIRST_SUPERGROUP - ward
            self.messenger.groups[where] = Chat("supergroup", where, "Lãnh đạo phường", {bot.id: "member"})

    @property
    def bot(self) -> Bot:
        """Our account at the messenger."""
        return self.messenger.bots[accounts.ACCOUNTS["telegram"].id]

    def prompted(self) -> int:
        """How many officers have the question of the period in front of them."""
        for person in self.officers():
            if person.id not in self._prompts:
                chat = self.messenger.private_chat(self.bot, person)
                newest = (chat.messages[one] for one in range(self._since.get(person.id, 1), chat.next_message_id))
                if prompt := next((one for one in newest if "đã mở" in one.said), None):
                    self._prompts[person.id] = prompt.id
        return len(self._prompts)

    def sleep(self) -> None:
        """Nobody types; the next period opens meanwhile, and its prompts are still to come."""
        self.is_awake = False
        self._prompts.clear()
        self._own.clear()
        for person in self.officers():
            self._since[person.id] = self.messenger.private_chat(self.bot, person).next_message_id

    def act(self) -> None:
        """Somebody who does not wait for the bot does something; an officer only once they were asked."""
        free = [one for one in self.messenger.people.values() if one.id not in self._waiting and self._may_act(one)]
        if not free:
            return
        person = self.dice.choice(free)
        self._waiting.add(person.id)
        if self._is_officer(person):
            self._answer(person)
        else:
            self._log(person)

    def heard(self, event: str, about: Any) -> None:
        """A listener of the messenger: whoever hears from the bot goes on."""
        if event == "message" and about["message"]["from"]["is_bot"]:
            self._waiting.difference_update(about["people"])

    def _may_act(self, person: Person) -> bool:
        return person.id in self._prompts or not self._is_officer(person)

    def _answer(self, person: Person) -> None:
        """A figure, as an answer to the question, or in place of what was just answered.

        None that would be asked about beside those of the months before.
        """
        number = next(self._numbers)
        text = f"{90 + number % 10},{number // 10 % 100:02}"
        own = self._own.get(person.id)
        if own is not None and self.dice.random() < CORRECTS:
            actions.edit(self.messenger, person, self.bot.id, own.id, text)
        else:
            own = actions.send(self.messenger, person, self.bot.id, text, self._prompts[person.id])
        self._own[person.id] = own
        self.answers.append(Typed(person.id, own.id, text))

    def _log(self, person: Person) -> None:
        number = self._logged[
            person.id
        ]  # none like another of the day; households, for many people in a day are asked about
        self._logged[person.id] += 1
        activity = ACTIVITIES[number % len(ACTIVITIES)]
        text = f"{activity} {20 + number // 6 % 20} hộ {PLACES[number // 120 % 2]}"
        sent = actions.send(self.messenger, person, self.bot.id, text)
        self.visits.append(Typed(person.id, sent.id, text))

    def officers(self) -> list[Person]:
        """Who is asked for figures."""
        return [one for one in self.messenger.people.values() if self._is_officer(one)]

    @staticmethod
    def _is_officer(person: Person) -> bool:
        return (person.id - FIRST_PERSON) % IN_A_WARD < len(OFFICERS)
