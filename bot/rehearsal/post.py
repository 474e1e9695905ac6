"""Where the messages go: the outbox's own order, holds and expiry, and a far side that takes everything at once."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.cast import CHANNEL
from storage import outbox, queueing
from storage.database import Database
from storage.outbox import Kind
from storage.tables import Outbox

CONTINUED = re.compile(r"/\d+$")  # a long text goes as several messages; the first stands for all

YES = re.compile(r"(approve:approve|accept:accept):")  # the button by which a checked report goes on


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that left: its row says to whom, why and when it was written. `payloads`: its buttons."""

    at: datetime
    key: str
    kind: Kind
    address: str
    text: str
    written_at: datetime
    payloads: tuple[str, ...]


async def collect(database: Database, now: datetime) -> list[Letter]:
    """Take all that may be sent now, chat by chat in order, as the sender would; nobody else is there to lease from."""
    letters: list[Letter] = []
    async with database.sessions.begin() as session:
        while await outbox.waiting(session, now):
            waiting = await queueing.chats(session, now, [CHANNEL])
            for row in await queueing.firsts(session, waiting, now):
                expired = row.valid_until_at is not None and row.valid_until_at < now
                await outbox.settle(session, row.id, "expired" if expired else "sent", now, message=str(row.id))
                if not expired and row.chart is None and not CONTINUED.search(row.key):  # it is told with its digest
                    letters.append(_letter(row, now))
    return letters


def _letter(row: Outbox, now: datetime) -> Letter:
    lines = (row.buttons or {}).get("rows", [])
    payloads = tuple(payload for line in lines for _, payload in line)
    return Letter(now, row.key, Kind(row.kind), row.chat, row.text, row.created_at, payloads)
