"""The cable between the bot and a messenger: a TCP proxy that breaks in every way a network does."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

LOCAL = "127.0.0.1"
LINGER_NOT = struct.pack("ii", 1, 0)  # closing sends a reset instead of a goodbye


class Cable:
    """Passes bytes on until it is told otherwise. `met`: connections that came since it last was mended or broken.

    `refuse`: nobody listens. `reset`: every connection is cut at once. `hush`: half-open, as after a firewall has
    forgotten the connection: everything is taken in, nothing is passed on, nothing is closed. `slow`: every answer
    comes so many seconds later, by the loop's own stopwatch.
    """

    def __init__(self, to: str) -> None:
        self._to = urlsplit(to)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._resets = self._is_silent = False
        self._delay = 0.0
        self.met = 0
        self.swallowed = 0  # pieces that were taken in and passed on to nobody

    async def __aenter__(self) -> Self:
        """Open at a port of its own, that stays the same."""
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go of everything."""
        await self.refuse()

    @property
    def url(self) -> str:
        """Where the bot finds the messenger."""
        return f"http://{LOCAL}:{self._port}"

    async def mend(self) -> None:
        """As good as new; connections that were lost stay lost."""
        self._cut()
        self._resets = self._is_silent = False
        self._delay = 0.0
        self.met = self.swallowed = 0
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, LOCAL, self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Nobody listens any more."""
        await self.mend()
        if self._server is not None:
            self._server.close()
            self._server = None
        self._cut()

    async def reset(self) -> None:
        """Cut every connection, those to come at once."""
        await self.mend()
        self._resets = True

    async def hush(self) -> None:
        """Half-open: connections that stand go silent, too."""
        self.met = self.swallowed = 0
        self._is_silent = True

    async def slow(self, seconds: float) -> None:
        """Answers take so long."""
        await self.mend()
        self._delay = seconds

    def _cut(self) -> None:
        for writer in self._open:
            _reset(writer)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met += 1
        if self._resets:
            _reset(writer)
            return
        with suppress(OSError):
            there, back = await asyncio.open_connection(self._to.hostname, self._to.port)
            self._open |= {writer, back}
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._pump(reader, back, answers=False))
                    group.create_task(self._pump(there, writer, answers=True))
            finally:
                for one in (writer, back):
                    self._open.discard(one)
                    one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                if answers and self._delay:
                    await asyncio.sleep(self._delay)
                if self._is_silent:
                    self.swallowed += 1
                    continue
                writer.write(piece)
                await writer.drain()
            if not self._is_silent:
                writer.transport.abort()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    writer.transport.abort()
