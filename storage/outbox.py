"""Messages to send: written in the transaction that decides them, sent afterwards under a lease."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.chat import Button
from domain.texts import composed, in_parts, numbered
from storage import once, picking, wakes
from storage.tables import DUE, Outbox, rows_of
from storage.types import UtcDateTime
from storage.worded import Worded

# Zalo's limit, the smallest of all messengers: a text that fits it fits everywhere.
MAX_TEXT = 2000
# With a picture or a file: Telegram's captions hold 1,024, and a link in the file's stead needs room.
MAX_CAPTION = 1000
TYPED_ROOM = 120  # where there are no buttons, or groups hear only what calls the bot by name, words are added
ONE_MESSAGE = MAX_TEXT - TYPED_ROOM  # the most that surely goes as one
SLASHED = '"/'  # how a sentence names a command that is typed in a group
LEASE = timedelta(seconds=60)
HELD_BY_QUOTA = "quota"
HELD_BY_RESTORE = "restored"  # written before the database was restored: goes when an operator says so
CLOCK_ALARM = "clock:"  # how its keys begin
_EARLIER = aliased(Outbox)  # made once: making one costs more than the question it is in
IS_FREE = Outbox.held_by.is_distinct_from(HELD_BY_RESTORE)


class Kind(StrEnum):
    """What a message is, which says what happens when a send is ambiguous.

    Digests, their charts and warnings are posted at most once: a titled placeholder, then an edit. All others are sent
    again.
    """

    REPLY = "reply"
    PROMPT = "prompt"
    REMINDER = "reminder"
    DIGEST = "digest"
    WARNING = "warning"
    CHART = "chart"


UNASKED = frozenset({Kind.PROMPT, Kind.REMINDER})
MISSED = frozenset({Kind.DIGEST, Kind.WARNING})  # a person is told where one is lost
AT_MOST_ONCE = MISSED | {Kind.CHART}


@dataclass(frozen=True, slots=True)
class To:
    """Where a message goes: a chat on a channel, and whose business it is."""

    channel: str
    chat: str
    organisation_id: int | None = None


async def add(
    session: AsyncSession,
    key: str,
    kind: Kind,
    to: To,
    text: str,
    now: datetime,
    *,
    due_at: datetime | None = None,
    valid_until_at: datetime | None = None,
    title: str = "",
    buttons: Sequence[Sequence[Button]] = (),
    photo: bytes | None = None,
    document: bytes | None = None,
    file_name: str = "",
    chart: dict[str, Any] | None = None,
    figure_id: int | None = None,
) -> None:
    """Queue one message under its key; the same key twice is once. Long texts go as several, numbered, in order."""
    most = MAX_TEXT if photo is None and document is None and chart is None else MAX_CAPTION
    parts = in_parts(text, most - TYPED_ROOM if buttons or SLASHED in text else most)
    titles = numbered([composed(title)] * len(parts))
    for number, (part, of_part) in enumerate(zip(parts, titles, strict=True), start=1):
        last = number == len(parts)
        await once.insert(
            session,
            Outbox,
            organisation_id=to.organisation_id,
            key=key if number == 1 else f"{key}/{number}",
            kind=kind,
            channel=to.channel,
            chat=to.chat,
            text=part,
            title=of_part if title else "",
            buttons=_buttons(buttons) if last else None,
            photo=photo if number == 1 else None,
            document=document if number == 1 else None,
            file_name=file_name,
            chart=chart if number == 1 else None,
            figure_id=figure_id,
            created_at=now,
            due_at=due_at or now,
            valid_until_at=valid_until_at,
            state="due",
            attempts=0,
        )
    await wakes.call(session, wakes.OUTBOX)


async def is_any_there(session: AsyncSession, keys: Collection[str]) -> bool:
    """Whether a message was queued under one of these keys."""
    return bool((await session.execute(select(exists().where(Outbox.key.in_(keys))))).scalar_one())


async def is_there(session: AsyncSession, beginning: str) -> bool:
    """Whether a message was queued whose key begins so."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    found = select(exists().where(Outbox.key >= beginning, Outbox.key < after))
    return bool((await session.execute(found)).scalar_one())


async def add_again(session: AsyncSession, row: Outbox, key: str, channel: str, chat: str, now: datetime) -> None:
    """Queue a message once more, for another chat."""
    same = ("organisation_id", "kind", "text", "title", "buttons", "photo", "document", "file_name", "figure_id")
    await once.insert(
        session,
        Outbox,
        **{name: getattr(row, name) for name in same},
        key=key,
        channel=channel,
        chat=chat,
        created_at=now,
        due_at=now,
        valid_until_at=row.valid_until_at,
        state="due",
        attempts=0,
    )
    await wakes.call(session, wakes.OUTBOX)


async def lease(
    session: AsyncSession, ids: Collection[int], now: datetime, leads: ColumnElement[bool] | None = None
) -> dict[int, int]:
    """Take messages for sending: by id the number of the attempt; without those that another sender got first.

    The number is the token with which what came of it is written down. `leads`: what must be true of the sender.
    """
    if not ids:
        return {}
    take = _LEASE if leads is None else _LEASE.where(leads)
    took = await session.execute(take, {"now": now, "until": now + LEASE, "ids": list(ids)})
    return dict(took.all())


async def is_in_hand(session: AsyncSession, row_id: int, attempt: int) -> bool:
    """Whether nobody took the message over since this attempt began; nobody does until this transaction is over."""
    return await _IN_HAND.one(session, {"row": row_id, "attempt": attempt}) is not None


async def settle(
    session: AsyncSession,
    row_id: int,
    state: str,
    now: datetime,
    *,
    message: str | None = None,
    error: str = "",
    is_billed: bool = False,
) -> None:
    """Close a message: `sent`, `refused`, `unreachable`, `expired` or `ambiguous`."""
    values = {"new": state, "at": now, "why": error or None, "billed": is_billed, "known_as": message}
    await _SETTLE.rows(session, {"row": row_id, **values})


async def outdate(session: AsyncSession, key: str, now: datetime) -> None:
    """A message that a newer one says better is not sent any more, unless it is just being sent."""
    waits = or_(Outbox.key == key, Outbox.key.startswith(f"{key}/", autoescape=True))
    old = update(Outbox).where(waits, Outbox.state == DUE, or_(*past(Outbox.lease_until_at, now)))
    await session.execute(old.values(state="expired", sent_at=now))


async def remember_placeholder(session: AsyncSession, row_id: int, message: str | None) -> None:
    """Note under which message id a digest's placeholder stands; None when it is gone."""
    await session.execute(update(Outbox).where(Outbox.id == row_id).values(message=message, lease_until_at=None))


async def release(session: AsyncSession, row_id: int, error: str) -> None:
    """Give a leased message back, to be sent again."""
    await session.execute(update(Outbox).where(Outbox.id == row_id).values(lease_until_at=None, error=error))


async def release_all(session: AsyncSession) -> None:
    """Give back what a process that died was sending; only for who holds the one-process lock."""
    await session.execute(update(Outbox).where(Outbox.state == DUE).values(lease_until_at=None))


def shown_as(channel: str, chat: str, message: str, words: str) -> Select[Outbox]:
    """The message of ours that has this id in a chat; then, the newest first, those that read the same.

    When the answer to a send is lost it goes again, and of the first copy nobody told us the id. To people it is the
    same message.
    """
    is_it = Outbox.message == message
    found = select(Outbox).where(Outbox.channel == channel, Outbox.chat == chat)
    found = found.where(or_(is_it, Outbox.text == words) if words else is_it)
    return found.order_by(case((is_it, 0), else_=1), Outbox.id.desc())


async def put_off(session: AsyncSession, channel: str, chat: str | None, until: datetime) -> None:
    """Hold back everything for a chat, or for the whole channel.

    When a message was due stays written: what is due later does not overtake it. A longer hold stays, too.
    """
    held = update(Outbox).where(Outbox.channel == channel, Outbox.state == DUE, Outbox.due_at < until)
    held = held.where(or_(Outbox.held_until_at.is_(None), Outbox.held_until_at < until))
    if chat is not None:
        held = held.where(Outbox.chat == chat)
    await session.execute(held.values(held_until_at=until))


async def redirect(session: AsyncSession, row_id: int, key: str, channel: str, chat: str) -> None:
    """Have a message go to another address of the same person; what came of it elsewhere does not count here."""
    moved = update(Outbox).where(Outbox.id == row_id)
    await session.execute(moved.values(key=key, channel=channel, chat=chat, message=None, held_until_at=None))


async def hold(session: AsyncSession, row: Outbox, until: datetime, keeps_until: datetime | None) -> None:
    """Have one message wait for a new month; unlike `put_off`, later ones to the same chat may overtake it.

    `keeps_until`: after which it would be wrong, where it has no such end by itself.
    """
    values = {"due_at": until, "held_by": HELD_BY_QUOTA, "valid_until_at": row.valid_until_at or keeps_until}
    await session.execute(update(Outbox).where(Outbox.id == row.id).values(**values))


async def move(session: AsyncSession, channel: str, old: str, new: str) -> None:
    """A chat goes on under another address, where messages are numbered anew: no placeholder of before is there."""
    moved = update(Outbox).where(Outbox.channel == channel, Outbox.chat == old, Outbox.state == DUE)
    await session.execute(moved.values(chat=new, lease_until_at=None, message=None))


async def waiting(session: AsyncSession, now: datetime) -> int:
    """How many chats have a message that could be sent now, or is in somebody's hands."""
    return (await session.execute(_COUNT, {"now": now})).scalar_one()


def next_due_at() -> Select[datetime | None]:
    """When the next message is to be sent."""
    held = Outbox.held_until_at
    allowed_at = case((held > Outbox.due_at, held), else_=Outbox.due_at)
    earlier = aliased(Outbox)
    is_first = ~exists().where(  # nothing overtakes in a chat, also what is held back
        earlier.state == DUE,
        earlier.due_at <= Outbox.due_at,
        earlier.channel == Outbox.channel,
        earlier.chat == Outbox.chat,
        earlier.id < Outbox.id,
        earlier.held_by.is_distinct_from(HELD_BY_RESTORE),
    )
    return select(func.min(allowed_at)).where(Outbox.state == DUE, IS_FREE, is_first)


async def counts(session: AsyncSession, kinds: Collection[Kind]) -> dict[str, int]:
    """How many messages of each kind were sent."""
    sent = select(Outbox.kind, func.count()).where(Outbox.state == "sent", Outbox.kind.in_(kinds)).group_by(Outbox.kind)
    return dict((await session.execute(sent)).all())


async def unasked(
    session: AsyncSession, chats: Collection[tuple[str, str]], from_at: datetime, until_at: datetime
) -> int:
    """How many messages go to these chats (channel, address) unasked in a span of time, its end excluded."""
    words = {"chats": list(chats), "from": from_at, "until": until_at}
    return (await session.execute(_UNASKED, words)).scalar_one()


def is_answer(row: type[Outbox]) -> ColumnElement[bool]:
    """Somebody waits for it, or it warns of the clock by which all else would go."""
    return or_(row.kind == Kind.REPLY, row.key.startswith(CLOCK_ALARM))


def past(
    moment: InstrumentedAttribute[datetime | None], now: datetime | ColumnElement[datetime]
) -> tuple[ColumnElement[bool], ...]:
    """A hold or a lease that is over, or was never."""
    return moment.is_(None), moment <= now


# Asked again and again: making a question costs more than its answer.
_NOW = bindparam("now", type_=UtcDateTime())
_SENDABLE = and_(Outbox.state == DUE, IS_FREE, Outbox.due_at <= _NOW, or_(*past(Outbox.held_until_at, _NOW)))
_EARLIER_WAITS = (
    _EARLIER.state == DUE,
    _EARLIER.due_at <= _NOW,
    _EARLIER.channel == Outbox.channel,
    _EARLIER.chat == Outbox.chat,
    _EARLIER.id < Outbox.id,
    _EARLIER.held_by.is_distinct_from(HELD_BY_RESTORE),
)
_COUNT = select(func.count()).where(_SENDABLE, ~exists().where(*_EARLIER_WAITS))
_UNASKED = select(func.count()).where(
    Outbox.kind.in_(UNASKED),
    Outbox.state.not_in(("unreachable", "expired", "dropped")),
    Outbox.due_at >= bindparam("from", type_=UtcDateTime()),
    Outbox.due_at < bindparam("until", type_=UtcDateTime()),
    tuple_(Outbox.channel, Outbox.chat).in_(bindparam("chats", expanding=True)),
)
_ROW = Outbox.id == bindparam("row", type_=BigInteger())
_TO_LEASE = select(Outbox.id).where(
    Outbox.id.in_(bindparam("ids", expanding=True)), Outbox.state == DUE, or_(*past(Outbox.lease_until_at, _NOW))
)
_LEASE = (
    update(Outbox)
    .where(Outbox.id.in_(picking.free(_TO_LEASE, Outbox)))
    .values(lease_until_at=bindparam("until", type_=UtcDateTime()), attempts=Outbox.attempts + 1)
    .returning(Outbox.id, Outbox.attempts)
    .execution_options(synchronize_session=False)
)
_IN_HAND = Worded(
    select(Outbox.id).where(_ROW, Outbox.state == DUE, Outbox.attempts == bindparam("attempt")).with_for_update()
)
_SETTLE = Worded(
    update(rows_of(Outbox))
    .where(_ROW)
    .values(
        state=bindparam("new"),
        sent_at=bindparam("at", type_=UtcDateTime()),
        lease_until_at=None,
        error=bindparam("why"),
        is_billed=bindparam("billed"),
        message=func.coalesce(bindparam("known_as"), Outbox.message),
    )
)


def _buttons(rows: Sequence[Sequence[Button]]) -> dict[str, list[list[list[str]]]] | None:
    return {"rows": [[[b.label, b.payload] for b in row] for row in rows]} if rows else None
