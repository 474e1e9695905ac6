"""Takes in updates: those that come at the same time share a commit."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from domain.chat import Updates
from storage import inbox
from storage.database import Database
from storage.inbox import Arrived
from storage.together import Together

MOST = 500  # deliveries in one transaction


class Intake:
    """How a running bot keeps what its messengers deliver."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._together = Together[Arrived, int](self._store, MOST)

    async def keep(self, channel: str, updates: Updates, now: datetime) -> int:
        """Committed when it returns. How many were new. Raises what the database raises for these very updates."""
        return await self._together.give(Arrived(channel, updates, now))

    async def _store(self, deliveries: Sequence[Arrived]) -> Sequence[int]:
        return await self._database.transaction(partial(inbox.keep_all, deliveries=deliveries))
