"""Who does what only one process may do at a time: ask a messenger for updates, spend its sending budget."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, exists, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables import Leader, rows_of

HEARTBEAT_SECONDS = 5.0
TRUST_SECONDS = 12.0
"""How long a leader that has not been heard of may think it is one. The server lets go of its locks later than that."""
SILENCE_SECONDS = 20


class Leading(Protocol):
    """What the bot asks: whether it may."""

    async def keep(self) -> None:
        """Try to lead, for ever. Raises what the database raises when it fails; it may be called again."""

    def term(self, name: str) -> int | None:
        """The number of our term as the one who does this; None: somebody else does."""

    async def led(self, name: str) -> None:
        """Wait until we lead."""

    async def lost(self, name: str) -> None:
        """Wait until we do not lead any more."""


class Alone:
    """Of a database that only one process may open: it leads in everything. See Leading."""

    async def keep(self) -> None:
        """There is nobody to hold it against."""

    def term(self, name: str) -> int | None:
        """No number is needed."""
        return 0

    async def led(self, name: str) -> None:
        """At once."""

    async def lost(self, name: str) -> None:
        """Never."""
        await asyncio.Event().wait()


class Elected:
    """By locks of PostgreSQL that live as long as one connection, which also hears when others call (see wakes.py).

    A process that is stopped keeps its connection, but says nothing: after SILENCE_SECONDS the server ends it.
    `monotonic` must go on while the machine sleeps. See Leading.
    """

    def __init__(
        self,
        database: Database,
        names: Collection[str],
        holder: str,
        called: Mapping[str, Callable[[], None]],
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._database = database
        self._holder = holder
        self._called = called
        self._now = now
        self._monotonic = monotonic
        self._terms: dict[str, int] = {}
        self._trusted_until = float("-inf")
        self._led = {name: asyncio.Event() for name in names}
        self._lost = {name: asyncio.Event() for name in names}

    async def keep(self) -> None:
        """See Leading.keep."""
        try:
            async with self._database.engine.connect() as connection:
                try:
                    await self._reign(connection)
                finally:
                    await connection.invalidate()  # its locks must not go back into the pool
        finally:
            self._trusted_until = float("-inf")
            for name in list(self._terms):
                self._lose(name)

    def term(self, name: str) -> int | None:
        """See Leading.term."""
        return self._terms.get(name) if self._monotonic() < self._trusted_until else None

    async def led(self, name: str) -> None:
        """See Leading.led."""
        await self._led[name].wait()

    async def lost(self, name: str) -> None:
        """See Leading.lost."""
        await self._lost[name].wait()

    async def _reign(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"SET idle_session_timeout = {SILENCE_SECONDS * 1000}"))
        await self._listen(connection)
        while True:
            began, led = self._monotonic(), set(self._terms)
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await connection.execute(text("SELECT 1"))
                for name in self._led.keys() - self._terms.keys():
                    await self._stand(connection, name)
            self._trusted_until = began + TRUST_SECONDS
            for name in self._terms:
                self._lost[name].clear()
                self._led[name].set()
            if self._terms.keys() - led:  # what waits for a leader has waited long enough
                for call in self._called.values():
                    call()
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _stand(self, connection: AsyncConnection, name: str) -> None:
        ask = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        if (await connection.execute(ask, {"name": f"dunghan:{name}"})).scalar_one():
            rows = rows_of(Leader)
            new = postgresql.insert(rows).values(name=name, term=1, holder=self._holder, taken_at=self._now())
            changed = {"term": rows.c.term + 1, "holder": self._holder, "taken_at": self._now()}
            taken = new.on_conflict_do_update(index_elements=[rows.c.name], set_=changed).returning(rows.c.term)
            self._terms[name] = (await connection.execute(taken)).scalar_one()

    async def _listen(self, connection: AsyncConnection) -> None:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for channel, call in self._called.items():
            await driver.add_listener(channel, _told(call))

    def _lose(self, name: str) -> None:
        del self._terms[name]
        self._led[name].clear()
        self._lost[name].set()


def is_current(name: str, term: int) -> ColumnElement[bool]:
    """The condition that this term is the latest, for statements that only the leader may run."""
    return exists().where(Leader.name == name, Leader.term == term)


def _told(call: Callable[[], None]) -> Callable[..., None]:
    def told(*_: object) -> None:
        call()

    return told
