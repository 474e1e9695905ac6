"""The messenger itself: people, bots, chats and messages in memory; every change is told to listeners."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from simulator import phone_view, telegram_telling, zalo_bot_telling, zalo_oa_telling
from simulator.controls import Controls
from simulator.errors import RefusalError, bad_request
from simulator.faults import Faults
from simulator.files import Files, StoredFile
from simulator.limits import Limits
from simulator.model import Bot, BotKind, Button, Change, Chat, Json, Message, Network, Person, Tap
from simulator.telling import Telling, Told
from simulator.updates import UpdateQueue

FIRST_PERSON = 1001
FIRST_GROUP = -2001
FIRST_SUPERGROUP = -1_000_000_002_001

TELLINGS: Mapping[BotKind, Telling] = {
    "telegram": telegram_telling,
    "zalo_bot": zalo_bot_telling,
    "zalo_oa": zalo_oa_telling,
}

Listener = Callable[[str, Json], None]


class Messenger:
    """Ids are counted, never drawn, so that the same actions give the same ids.

    `now` answers aware UTC moments. With `limited=False` nothing is ever too fast, which a clock
    that stands still between jumps needs.
    """

    def __init__(self, now: Callable[[], datetime], *, limited: bool = True) -> None:
        self.now = now
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.files = Files()
        self.faults = Faults()
        self.controls = Controls()
        self.webhooks_changed = asyncio.Event()
        self._limits = Limits() if limited else None
        self._listeners: list[Listener] = []

    @property
    def is_limited(self) -> bool:
        """Whether anything can be too fast."""
        return self._limits is not None

    # Who is there

    def add_bot(
        self, token: str, name: str, username: str, *, reads_groups: bool = False, kind: BotKind = "telegram"
    ) -> Bot:
        """A bot account; its id is the number before the colon of its token."""
        number = token.partition(":")[0]
        if kind == "zalo_bot" and not name.startswith("Bot"):
            raise ValueError("Zalo wants a bot's name to begin with Bot")
        if not number.isdecimal() or int(number) in self.people or int(number) in self.bots:
            raise ValueError(f"a token begins with a number nobody else has, then a colon: {token}")
        bot = Bot(token, int(number), name, username, reads_groups, kind=kind)
        bot.updates = UpdateQueue(numbered=kind == "telegram")
        self.bots[bot.id] = bot
        return bot

    def add_person(
        self, name: str, label: str = "", username: str = "", language: str = "vi", network: Network = "telegram"
    ) -> Person:
        """Somebody with a phone of this network."""
        person = Person(FIRST_PERSON + len(self.people), name, label, username, language, network)
        if person.id in self.bots:
            raise ValueError(f"a bot already has the id {person.id}")
        self.people[person.id] = person
        self.emit("chat", people=[person.id])
        return person

    def bot_of(self, token: str) -> Bot | None:
        """The bot with this token."""
        return next((bot for bot in self.bots.values() if bot.token == token), None)

    def somebody(self, member: int) -> Person | Bot:
        """A person or a bot by id."""
        found = self.people.get(member) or self.bots.get(member)
        if found is None:
            raise bad_request("user not found")
        return found

    def pending_updates(self, token: str) -> int:
        """How many updates the bot has not confirmed yet."""
        bot = self.bot_of(token)
        return bot.updates.pending(self.now()) if bot else 0

    # What is said

    def post(
        self,
        chat: Chat,
        sender: Person | Bot,
        kind: str,
        content: Json,
        *,
        said: str = "",
        buttons: Sequence[list[Button]] = (),
        reply_to: Message | None = None,
        file: StoredFile | None = None,
        album: str = "",
    ) -> Message:
        """Put a message into a chat and tell the phones and the bots that may see it."""
        message = Message(chat.next_message_id, chat, self.now(), sender, kind, content, said, list(buttons), reply_to)
        message.album = album
        if file:
            message.file_id, message.file_name = file.id, file.name
        chat.next_message_id += 1
        chat.messages[message.id] = message
        person = self.person_of(chat)
        for bot in self.bots_in(chat):
            self._queue(bot, TELLINGS[bot.kind].said(bot, message, person, self.files), chat)
        self.tell_phones("message", message)
        return message

    def tell_edited(self, message: Message) -> None:
        """A person changed their message: tell the bots and the phones that may see it."""
        for bot in self.bots_in(message.chat):
            told = TELLINGS[bot.kind].edited(bot, message, self.person_of(message.chat))
            self._queue(bot, told, message.chat)
        self.tell_phones("edited", message)

    def tell_tapped(self, tap: Tap, data: str) -> None:
        """A button was pressed: tell its bot."""
        chat = tap.message.chat
        self._queue(tap.bot, TELLINGS[tap.bot.kind].tapped(tap, data, self.person_of(chat)), chat)

    def tell_changed(self, chat: Chat, by: Person | Bot, whom: Person | Bot, before: str, after: str) -> None:
        """Somebody's place in a chat changed: tell the bot it is about, and the others that may know."""
        change, person = Change(chat, by, whom, self.now(), before, after), self.person_of(chat)
        first = [whom] if isinstance(whom, Bot) else []
        for bot in first + [bot for bot in self.bots_in(chat) if bot is not whom]:
            self._queue(bot, TELLINGS[bot.kind].changed(bot, change, person), chat)

    def _queue(self, bot: Bot, told: Told, chat: Chat) -> None:
        """Queue one update for a bot, twice when a duplicate is armed."""
        if told is not None:
            bot.updates.add(*told, self.now(), self.faults.copies_of_update(chat.id))

    def tell_phones(self, event: str, message: Message) -> None:
        """Tell listeners of a new or changed message."""
        shown = phone_view.message(message)
        self.emit(event, chat=shown["chat"], people=self.people_in(message.chat), message=shown)

    def delete(self, message: Message) -> None:
        """Take a message away from every phone."""
        message.deleted = True
        where, people = phone_view.chat_id(message.chat), self.people_in(message.chat)
        self.emit("deleted", chat=where, people=people, message_id=message.id)

    def spend(self, bot: Bot, chat: Chat) -> None:
        """Count one message of a bot against the limits; too fast is a 429."""
        wait = self._limits.spend(bot.id, chat.id, self.now()) if self._limits else 0
        if wait:
            raise RefusalError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})

    # Who is where

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """The private chat of a person with a bot, made when first asked for."""
        key = (bot.id, person.id)
        if key not in self.private:
            self.private[key] = Chat("private", person.id, "", {bot.id: "member"}, bot, network=bot.network)
        return self.private[key]

    def person_of(self, chat: Chat) -> Person | None:
        """The person of a private chat."""
        return self.people[chat.id] if chat.bot else None

    def people_in(self, chat: Chat) -> list[int]:
        """Whose phones show the chat; somebody who blocked the bot still has the chat."""
        return [chat.id] if chat.bot else [one for one in chat.members if one in self.people and chat.has(one)]

    def bots_in(self, chat: Chat) -> Iterable[Bot]:
        """The bots that are in the chat now."""
        return [self.bots[one] for one in chat.members if one in self.bots and chat.has(one)]

    def chats_of(self, person: Person) -> list[Chat]:
        """A person's chats: opened private ones and groups they are in, a migrated group only once."""
        private = [chat for (_, who), chat in self.private.items() if who == person.id and chat.messages]
        groups = [one for one in self.groups.values() if one.has(person.id) and one.moved_to is None]
        return [*private, *groups]

    # Who listens

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(event, data)` on every change; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, event: str, **data: Any) -> None:
        """Tell every listener."""
        for listener in [*self._listeners]:
            listener(event, data)

    def show_clock(self) -> None:
        """Tell the phones what time it is and whether a control is running."""
        self.emit("clock", now=self.now().isoformat(), busy=self.controls.busy)
