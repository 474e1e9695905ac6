"""The wire between a bot and a server: a TCP proxy that can fall silent, hold back what it carries, or be cut."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from typing import Self

LOCAL = "127.0.0.1"

Far = str | tuple[str, int]
"""A server's socket file, or its host and port."""


class Wire:
    """Carries each connection to the next of its far ends in turn. Held, it takes everything in and passes nothing on.

    What was held back goes on when it is let go, as when a stopped machine comes back.
    """

    def __init__(self, far: Sequence[Far]) -> None:
        self._far = cycle(far)
        self._server: asyncio.Server | None = None
        self._flows = asyncio.Event()
        self._flows.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.carried = 0  # connections, ever

    async def __aenter__(self) -> Self:
        """Open, at a port of its own."""
        self._server = await asyncio.start_server(self._carry, LOCAL, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closed, with everything it carries."""
        if self._server:
            self._server.close()
        self.let_go()
        while self._ends:
            self.cut()
            await asyncio.sleep(0)

    def hold(self) -> None:
        """Silence in both directions; nothing is closed."""
        self._flows.clear()

    def let_go(self) -> None:
        """Everything flows again, what was held back first."""
        self._flows.set()

    def cut(self) -> None:
        """Every connection there is ends now; what it held back is lost."""
        for end in self._ends:
            end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.carried += 1
        far = next(self._far)
        with suppress(OSError):
            there, back = await (
                asyncio.open_unix_connection(far) if isinstance(far, str) else asyncio.open_connection(*far)
            )
            self._ends |= {writer, back}
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._pass_on(reader, back))
                    group.create_task(self._pass_on(there, writer))
            finally:
                self._ends -= {writer, back}
        writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                await self._flows.wait()
                writer.write(piece)
                await writer.drain()
        writer.close()
