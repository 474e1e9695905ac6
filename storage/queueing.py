"""Who waits for a message, and which is the next that a chat may have: what the sender asks before it chooses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import AT_MOST_ONCE, IS_FREE, UNASKED, is_answer, past
from storage.tables import DUE, PRESSING, Outbox
from storage.types import UtcDateTime

LOOKED_AT = 1000  # messages of each sort: half a minute's work of the fastest messenger
TOLD = 200  # chats; more than a messenger's pace can hold back while it lets others have one
A_MESSAGE = timedelta(seconds=1)  # what each message of a chat takes at the least
LEFT = ("sent", "refused", "unreachable", "ambiguous")  # the states of a message that went to its messenger

_Sort = Select[Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat for which so many messages wait, the next since a moment. `presses`: one of them goes before routine."""

    channel: str
    chat: str
    messages: int
    since_at: datetime
    presses: bool

    @property
    def urgency(self) -> tuple[bool, datetime]:
        """What sorts first goes first: what presses; then the chat whose last message would be late the soonest.

        A chat takes one message at a time. Those with most to get begin first, or all others are long done when they
        are; who has waited longer than that takes goes before them all the same.
        """
        return not self.presses, self.since_at - self.messages * A_MESSAGE


async def chats(
    session: AsyncSession,
    now: datetime,
    channels: Collection[str],
    looked_at: int = LOOKED_AT,
    *,
    only_answers: bool = False,
) -> list[Waiting]:
    """The chats on these channels for which a message waits whose time has come, the most urgent first.

    Looked at are so many of the oldest messages that press, and so many of those that are routine.
    `only_answers`: as if there were nothing but answers, and alarms about the clock by which all else would go.
    """
    words = {"now": now, "channels": list(channels), "most": looked_at}
    found = await session.execute(_ANSWERS if only_answers else _ALL, words)
    waiting = [Waiting(channel, chat, many, since, bool(pressing)) for channel, chat, many, since, pressing in found]
    return sorted(waiting, key=lambda one: one.urgency)


def is_all(waiting: Collection[Waiting], looked_at: int) -> bool:
    """Whether `chats` has told of everybody, or of so many that somebody may have a message now if anybody may."""
    return len(waiting) >= TOLD or sum(one.messages for one in waiting) < looked_at


async def firsts(
    session: AsyncSession, waiting: Sequence[Waiting], now: datetime, *, only_answers: bool = False
) -> list[Outbox]:
    """The message that each of these chats gets next; of a chat where it is held back or in somebody's hands, none.

    Within a chat nothing overtakes.
    """
    question = _FIRST_ANSWERS if only_answers else _FIRSTS
    found: dict[tuple[str, str], Outbox] = {}
    for channel in {one.channel for one in waiting}:
        words = {"now": now, "channel": channel, "chats": [one.chat for one in waiting if one.channel == channel]}
        found |= {(row.channel, row.chat): row for row in (await session.execute(question, words)).scalars()}
    return [row for one in waiting if (row := found.get((one.channel, one.chat)))]


async def left(session: AsyncSession, channel: str, now: datetime, within: timedelta) -> list[tuple[str, datetime]]:
    """To which chats messages of a channel went of late, and when at the latest: what its messenger has counted.

    Of what was in hand when somebody died nobody knows when it left: it may have been now.
    """
    sent = select(Outbox.chat, Outbox.sent_at, Outbox.kind).where(
        Outbox.channel == channel, Outbox.sent_at > now - within, Outbox.state.in_(LEFT)
    )
    in_doubt = or_(and_(Outbox.attempts > 0, Outbox.error.is_(None)), Outbox.lease_until_at > now)
    doubted = select(Outbox.chat).where(Outbox.channel.concat("") == channel, Outbox.state == DUE, in_doubt)
    found = [
        (chat, at) for chat, at, kind in await session.execute(sent) if at for _ in range(1 + (kind in AT_MOST_ONCE))
    ]
    found += [(chat, now) for chat in (await session.execute(doubted)).scalars()]
    return sorted(found, key=lambda one: one[1])


# Asked for every message: making a question costs more than its answer.
_NOW = bindparam("now", type_=UtcDateTime())
_MAY_GO = and_(or_(*past(Outbox.held_until_at, _NOW)), or_(*past(Outbox.lease_until_at, _NOW)))
_WAITS = and_(
    Outbox.state == DUE,
    IS_FREE,
    Outbox.due_at <= _NOW,
    _MAY_GO,
    # Not the bare column: SQLite would go through all messages that a channel ever had, by another index.
    Outbox.channel.concat("").in_(bindparam("channels", expanding=True)),
)
_OLDEST = select(Outbox.id, Outbox.channel, Outbox.chat, Outbox.due_at).where(_WAITS)
_OLDEST = _OLDEST.order_by(Outbox.due_at, Outbox.id).limit(bindparam("most", type_=Integer()))


def _grouped(*sorts: _Sort) -> Select[Any]:
    """What waits, chat by chat."""
    rows = union_all(*sorts).subquery()
    since_at = func.first_value(rows.c.due_at, type_=UtcDateTime())
    since_at_of_chat = since_at.over(partition_by=(rows.c.channel, rows.c.chat), order_by=rows.c.id)
    each = select(rows, since_at_of_chat.label("since_at")).subquery().c
    chat = (each.channel, each.chat, each.since_at)
    # Not max(): PostgreSQL knows no greatest truth.
    presses = func.count(case((each.presses == true(), 1)))
    told = select(each.channel, each.chat, func.count(), each.since_at, presses).group_by(*chat)
    return told.order_by(presses == 0, each.since_at, func.count().desc(), func.min(each.id)).limit(TOLD)


def _sort(where: ColumnElement[bool] | TextClause, *, presses: bool) -> _Sort:
    """The oldest messages of a sort."""
    rows = _OLDEST.where(where).subquery()
    return select(rows, literal(presses).label("presses"))


_ALL = _grouped(_sort(text(PRESSING), presses=True), _sort(Outbox.kind.in_(UNASKED), presses=False))
_ANSWERS = _grouped(_sort(is_answer(Outbox), presses=True))
_FIRST = (
    select(func.min(Outbox.id))
    .where(Outbox.channel == bindparam("channel"), Outbox.chat.in_(bindparam("chats", expanding=True)))
    .where(Outbox.state == DUE, IS_FREE, Outbox.due_at <= _NOW)
    .group_by(Outbox.chat)
)
_FIRSTS = select(Outbox).where(Outbox.id.in_(_FIRST), _MAY_GO)
_FIRST_ANSWERS = select(Outbox).where(Outbox.id.in_(_FIRST.where(is_answer(Outbox))), _MAY_GO)
