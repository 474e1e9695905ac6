"""Translates Telegram's updates into what was heard; pure, with aiogram's types."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from channels.telegram_aiogram import CallbackQuery, Chat, ChatType, ContentType, Message, User
from channels.words import clean
from domain.chat import Heard, Inbound

OTHER_CONTENT = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.DICE,
    ContentType.GAME,
    ContentType.INVOICE,
    ContentType.LIVE_PHOTO,
    ContentType.PAID_MEDIA,
    ContentType.POLL,
    ContentType.RICH_MESSAGE,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.VENUE,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
"""What a person may send that we cannot read. Every other kind is the messenger speaking of itself."""

COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?=\s|$)")


class Standing(BaseModel):
    """Somebody's place in a chat. aiogram's own type wants every right of the latest Bot API spelled out."""

    status: str
    is_member: bool = True  # told of the restricted only

    @property
    def is_gone(self) -> bool:
        return self.status in {"left", "kicked"} or not self.is_member


class MembershipChange(BaseModel):
    """What `my_chat_member` tells of the bot itself."""

    chat: Chat
    from_user: User = Field(alias="from")
    date: AwareDatetime
    old_chat_member: Standing
    new_chat_member: Standing


@dataclass(frozen=True, slots=True)
class Reader:
    """Knows who the bot is, to see when it is spoken to. `username` is "" until the messenger told it."""

    channel: str
    bot: int
    username: str
    now: datetime  # for events that Telegram gives no time of

    def read(self, raw: str) -> Inbound:
        """Raises ValueError on what is not an update; kinds we do not know are IGNORED."""
        update = json.loads(raw)
        if not isinstance(update, dict) or not is_id(update.get("update_id")):
            raise ValueError("not a Telegram update")
        base = Inbound(
            channel=self.channel,
            event_key=str(update["update_id"]),
            chat=chat_of(update),
            heard=Heard.IGNORED,
            sent_at=self.now,
        )
        kind = next((kind for kind in READINGS if kind in update), "")
        if not kind:
            return base
        model, reading = READINGS[kind]
        return reading(self, base, model.model_validate(update[kind]))

    def message(self, base: Inbound, message: Message) -> Inbound:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            return migrated(base, message)
        said = self._said(self._about(base, message, message.text or message.caption or ""))
        if said.heard is Heard.IGNORED:
            return said
        return content(said, message)

    def edited(self, base: Inbound, message: Message) -> Inbound:
        text = message.text or message.caption or ""
        said = self._said(self._about(base, message, text))
        if message.edit_date:
            said = replace(said, sent_at=datetime.fromtimestamp(message.edit_date, UTC))
        if not text:  # a live location moves
            return replace(said, heard=Heard.IGNORED)
        return replace(said, heard=Heard.EDIT) if said.heard is Heard.TEXT else said

    def tap(self, base: Inbound, tap: CallbackQuery) -> Inbound:
        """The time of a tap is not told; taps reach us within 150 seconds, so now will do."""
        if tap.message is None or tap.data is None:
            return base
        return replace(
            _from_person(_in_chat(base, tap.message.chat), tap.from_user),
            heard=Heard.BUTTON,
            text=clean(tap.data),
            message=str(tap.message.message_id),
        )

    def membership(self, base: Inbound, change: MembershipChange) -> Inbound:
        said = _from_person(_in_chat(base, change.chat), change.from_user)
        was_gone, is_gone = change.old_chat_member.is_gone, change.new_chat_member.is_gone
        if was_gone == is_gone or change.chat.type == ChatType.CHANNEL:
            return replace(said, sent_at=change.date)
        if said.is_group:
            heard = Heard.LEFT if is_gone else Heard.JOINED
        else:
            heard = Heard.BLOCKED if is_gone else Heard.UNBLOCKED
        return replace(said, sent_at=change.date, heard=heard)

    def _about(self, base: Inbound, message: Message, text: str) -> Inbound:
        """Who, where, when, and the words as they stand."""
        quoted = message.reply_to_message
        if quoted is not None and quoted.forum_topic_created is not None:
            quoted = None  # every message of a topic "replies" to the topic's beginning
        said = _in_chat(base, message.chat)
        if message.sender_chat is not None:  # a channel or an anonymous administrator: no person to name
            said = replace(said, sender_name=clean(message.sender_chat.title or ""))
        elif message.from_user is not None:
            said = _from_person(said, message.from_user)
        to_bot = quoted is not None and quoted.from_user is not None and quoted.from_user.id == self.bot
        return replace(
            said,
            heard=Heard.TEXT,
            sent_at=message.date,
            text=clean(text),
            message=str(message.message_id),
            reply_to=str(quoted.message_id) if quoted else "",
            quoted=clean(quoted.text or quoted.caption or "") if quoted and to_bot else "",
            album=message.media_group_id or "",
            mentions_bot=said.is_group and to_bot,
        )

    def _said(self, said: Inbound) -> Inbound:
        """Take the bot's own name out of the words; a command for another bot is none of ours."""
        if command := COMMAND.match(said.text):
            name, to = command.groups()
            if to and self.username and to.lower() != self.username.lower():
                return replace(said, heard=Heard.IGNORED)
            said = replace(said, text=f"/{name}{said.text[command.end() :]}", mentions_bot=said.is_group)
        if not said.is_group or not self.username:
            return said
        mention = re.compile(rf"(?<![\w@.])@{re.escape(self.username)}\b[,:]?[ \t]*", re.IGNORECASE)
        text, mentions = mention.subn("", said.text)
        return replace(said, text=text.strip(), mentions_bot=True) if mentions else said


READINGS: Mapping[str, tuple[type[BaseModel], Callable[[Reader, Inbound, Any], Inbound]]] = {
    "message": (Message, Reader.message),
    "edited_message": (Message, Reader.edited),
    "callback_query": (CallbackQuery, Reader.tap),
    "my_chat_member": (MembershipChange, Reader.membership),
}
"""The kinds of update we ask Telegram for, and how each is read."""


def content(said: Inbound, message: Message) -> Inbound:
    """What a message is made of. A location's text is "latitude,longitude"; a contact's phone is not read."""
    kind = message.content_type
    if kind == ContentType.TEXT:
        return replace(said, heard=Heard.TEXT)
    if kind == ContentType.PHOTO and message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return replace(said, heard=Heard.PHOTO, files=(largest.file_id,), file_size=largest.file_size or 0)
    if kind == ContentType.DOCUMENT and message.document:
        document = message.document
        name, size = clean(document.file_name or ""), document.file_size or 0
        return replace(said, heard=Heard.DOCUMENT, files=(document.file_id,), file_name=name, file_size=size)
    if kind == ContentType.CONTACT:
        return replace(said, heard=Heard.CONTACT, text="")
    if kind == ContentType.LOCATION and message.location:
        place = message.location
        is_live = place.live_period is not None
        return replace(said, heard=Heard.LOCATION, text=f"{place.latitude},{place.longitude}", is_live=is_live)
    return replace(said, heard=Heard.OTHER_CONTENT if kind in OTHER_CONTENT else Heard.IGNORED)


def migrated(base: Inbound, message: Message) -> Inbound:
    """Both ends of a move tell of it: the old chat where to, the new one where from."""
    here = str(message.chat.id)
    said = replace(_in_chat(base, message.chat), heard=Heard.MIGRATED, sent_at=message.date)
    if message.migrate_to_chat_id:
        return replace(said, chat=here, moved_to=str(message.migrate_to_chat_id))
    return replace(said, chat=str(message.migrate_from_chat_id), moved_to=here)


def chat_of(update: Mapping[str, Any]) -> str:
    """The chat an update of any kind belongs to, "" where it names none. Trusts nothing about its shape."""
    for event in update.values():
        if not isinstance(event, dict):
            continue
        for holder in (event, event.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and is_id(chat.get("id")):
                return str(chat["id"])
    return ""


def is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _in_chat(said: Inbound, chat: Chat) -> Inbound:
    is_group = chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
    return replace(said, chat=str(chat.id), is_group=is_group, chat_title=clean(chat.title or ""))


def _from_person(said: Inbound, person: User) -> Inbound:
    return replace(
        said,
        sender=str(person.id),
        sender_name=clean(person.full_name),
        sender_is_bot=person.is_bot,
        language=person.language_code or "",
    )
