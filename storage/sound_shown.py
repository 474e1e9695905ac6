"""What the messengers show, held against what is stored: for tests, which can see both."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import AT_MOST_ONCE
from storage.tables import Account, Inbox, Outbox, Revision

Chat = tuple[str, str]
"""A channel and an address on it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the bot is seen to have said: the messenger's id of it, and its text as it stands now."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The far side at one moment: what the bot said in each chat, in order.

    `acknowledges`: whether a text says that an answer was put down. `confirmed`: the keys of the updates that were
    confirmed to each channel.
    """

    chats: Mapping[Chat, Sequence[Message]]
    acknowledges: Callable[[str], bool] = lambda text: False
    confirmed: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of the outbox, as far as it matters here."""

    kind: str
    attempts: int
    created_at: datetime


async def acknowledged_without_an_answer(session: AsyncSession, shown: Shown) -> list[str]:
    """A shown acknowledgement was written in the transaction that stored its answer, and so has the same moment.

    More acknowledgements than answers of one moment: one of them has none.
    """
    written = await _written(session)
    answered = Counter[tuple[Chat, object]]()
    stored = select(Account.channel, Account.address, Revision.at).join(Account, Account.id == Revision.account_id)
    for channel, address, at in await session.execute(stored):
        answered[((channel, address), at)] += 1
    wrong, told = [], Counter[tuple[Chat, object]]()
    for chat, text, ids in _texts(shown):
        if shown.acknowledges(text):
            rows = _rows(written, chat, ids)
            wrong += [] if rows else [f"{chat[1]}: nobody wrote {text[:60]!r}"]
            told.update((chat, row.created_at) for row in rows)
    wrong += [f"{chat[1]}: {told[chat, at]} told at {at}" for chat, at in told if told[chat, at] > answered[chat, at]]
    return wrong


async def confirmed_and_not_kept(session: AsyncSession, shown: Shown) -> list[str]:
    """What was confirmed to a messenger stands in the inbox."""
    wrong = []
    for channel, keys in shown.confirmed.items():
        kept = set((await session.execute(select(Inbox.event_key).where(Inbox.channel == channel))).scalars())
        wrong += [f"{channel}: update {key}" for key in sorted(set(keys) - kept)]
    return wrong


async def shown_more_often_than_sent(session: AsyncSession, shown: Shown) -> list[str]:
    """A text stands as often in a chat as it was tried to send, at most."""
    written = await _written(session)
    return [
        f"{chat[1]}: {len(ids)} times {text[:60]!r}"
        for chat, text, ids in _texts(shown)
        if (rows := _rows(written, chat, ids)) and len(ids) > sum(row.attempts for row in rows)
    ]


async def digests_shown_twice(session: AsyncSession, shown: Shown) -> list[str]:
    """Of a digest's content one copy is seen; placeholders without content do not count, nor do answers on request."""
    written = await _written(session)
    wrong = []
    for chat, text, ids in _texts(shown):
        rows = _rows(written, chat, ids)
        others = sum(row.attempts for row in rows if row.kind not in AT_MOST_ONCE)
        if any(row.kind in AT_MOST_ONCE for row in rows) and len(ids) > 1 + others:
            wrong.append(f"{chat[1]}: {len(ids)} times {text[:60]!r}")
    return wrong


def _texts(shown: Shown) -> Iterator[tuple[Chat, str, list[str]]]:
    """What reads the same in a chat, with its ids: copies of one message whose first sending nobody heard of."""
    for chat, messages in shown.chats.items():
        found = defaultdict[str, list[str]](list)
        for one in messages:
            found[one.text].append(one.id)
        for text, ids in found.items():
            yield chat, text, ids


def _rows(written: Mapping[tuple[str, str, str], Sent], chat: Chat, ids: Sequence[str]) -> list[Sent]:
    return [written[*chat, one] for one in ids if (*chat, one) in written]


async def _written(session: AsyncSession) -> Mapping[tuple[str, str, str], Sent]:
    """Every message that is known to have arrived, by its chat and the id it has there."""
    found = select(Outbox.channel, Outbox.chat, Outbox.message, Outbox.kind, Outbox.attempts, Outbox.created_at)
    rows = await session.execute(found.where(Outbox.message.is_not(None)))
    return {
        (channel, chat, str(message)): Sent(kind, attempts, at) for channel, chat, message, kind, attempts, at in rows
    }
