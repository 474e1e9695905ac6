"""Lives of the bot, one after another or side by side: forked from one process that has imported everything."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENDED = "ended"
END_SECONDS = 30
PACE = (1000, 1.0)  # messages, seconds: the local messenger takes them as fast as they come


@dataclass(slots=True)
class Life:
    """A bot that runs. `passed`: the moments it has been through. `is_well`: it ended by itself, as it was asked to."""

    pid: int
    _line: asyncio.StreamReader
    _hold: asyncio.StreamWriter  # the bot lives no longer than somebody holds this
    passed: list[str] = field(default_factory=list)
    is_well: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def kill(self) -> None:
        """What a power cut does."""
        self._signal(signal.SIGKILL)

    async def last(self) -> None:
        """Follow it to its end."""
        while line := (await self._line.readline()).decode().strip():
            if line == ENDED:
                self.is_well = True
            else:
                self.passed.append(line)
        self._hold.close()
        self.over.set()

    async def stop(self) -> None:
        """Ask it to stop, as a supervisor does; it must, in time. Somebody awaits its end."""
        self._signal(signal.SIGTERM)
        async with asyncio.timeout(END_SECONDS):
            await self.over.wait()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:  # it was quicker
            return


@dataclass(frozen=True, slots=True)
class Cradle:
    """Where lives come from."""

    address: str

    async def bear(self, settings: dict[str, Any], log: Path, *, seam: str = "", nth: int = 0) -> Life:
        """Start a bot that dies the `nth` time it comes to a seam; without a seam it goes on."""
        line, hold = await asyncio.open_unix_connection(self.address)
        order = {"settings": settings, "log": str(log), "seam": seam, "nth": nth, "pace": PACE}
        hold.write(json.dumps(order).encode() + b"\n")
        return Life(int(await line.readline()), line, hold)


@contextmanager
def cradle() -> Iterator[Cradle]:
    """The process to fork from, gone with all its children when the block ends."""
    with tempfile.TemporaryDirectory(prefix="lives-") as folder:  # a socket's path must be short
        address = Path(folder, "line")
        program = [sys.executable, "-m", "tests.faults.killed.mortal", str(address)]
        with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError("nothing to fork from")
            yield Cradle(str(address))
            process.communicate()  # the end of its input is the end of it
