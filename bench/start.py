"""How soon the program is there and what it weighs; a bench of `make bench`."""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import AF_UNIX, SOCK_DGRAM, socket
from statistics import median
from time import perf_counter

from bench.delivery import TOKEN
from bench.frame import Bench, Figure, Step, in_turn
from bot.clock import RealClock
from simulator import actions
from simulator.messenger import Messenger
from simulator.server import serve
from storage.database import migrate, open_database
from tests import databases, postgres

TIMES = 5
IDLE_SECONDS = 5.0
TICK_SECONDS = "2"
LOOKS_SECONDS = 0.002
PATIENCE_SECONDS = 120
MEMORY = "VmRSS:"  # of /proc/…/status, in KiB
COMMANDS = {
    "--help": ("-m", "bot", "--help"),
    "python alone": ("-c", "pass"),
    "import aiogram": ("-c", "import aiogram"),
}
GOALS = {
    "--help": 0.3,
    "a process that only sends, to READY": 1.0,
    "all in one, to the first answer": 3.5,
}
WEIGHTS = {"all in one": 230.0, "only sending": 90.0}


# What ends by itself


def _seconds(*command: str) -> float:
    """By the wall. The environment is an empty one: bytecode is kept, as an installed program's is."""
    began = perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env={})  # noqa: S603 - ourselves
    return perf_counter() - began


def _noted(processor: list[float], *command: str) -> float:
    """As `_seconds`; of the processor's, which the neighbours do not change much, a note is made."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = _seconds(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return seconds


# The bot


@dataclass(frozen=True, slots=True)
class Started:
    """How soon the bot was ready and gave its first answer, with the processor that took, and what it weighs idle.

    Seconds and MiB; 0 for the answer of a process that gives none.
    """

    ready: float
    processor: float
    answered: float
    weight: float


class _Ready(asyncio.DatagramProtocol):
    """Hears what systemd would hear."""

    def __init__(self) -> None:
        self.said = asyncio.Event()

    def datagram_received(self, data: bytes, _address: object) -> None:
        if data == b"READY=1":
            self.said.set()


@asynccontextmanager
async def _systemd(folder: Path) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Where the bot says that it is ready, and what is set when it has."""
    address = str(folder / "notify")
    with socket(AF_UNIX, SOCK_DGRAM) as hearing:
        hearing.bind(address)
        transport, heard = await asyncio.get_running_loop().create_datagram_endpoint(_Ready, sock=hearing)
        yield address, heard.said
        transport.close()


@asynccontextmanager
async def _bot(environment: Mapping[str, str], *options: str) -> AsyncIterator[int]:
    """`dunghan run` as a process of its own; its number."""
    command = (sys.executable, "-m", "bot", "run", *options)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def _used(pid: int) -> float:
    """Seconds of processor so far."""
    of = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(of[11]) + int(of[12])) / os.sysconf("SC_CLK_TCK")


def _weight(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(MEMORY)) / 1024


async def _start(url: str, roles: str) -> Started:
    """Start it beside a local messenger, where somebody said a word before, and let it do nothing for a while."""
    clock = RealClock()
    messenger = Messenger(clock.now)
    bot = messenger.add_bot(TOKEN, "Đúng Hạn", "dunghan_bot")
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            serve(messenger) as far,
            _systemd(Path(folder)) as (notify, ready),
        ):
            officer = messenger.add_person("Lê Thị Hoa")
            actions.start(messenger, officer, bot.id)
            environment = {
                "DUNGHAN_DATA": folder,
                "DUNGHAN_DATABASE_URL": url,
                "DUNGHAN_TELEGRAM__TOKEN": TOKEN,
                "DUNGHAN_TELEGRAM__BASE_URL": far,
                "DUNGHAN_TICK_SECONDS": TICK_SECONDS,
                "DUNGHAN_SITE__PORT": "0",
                "NOTIFY_SOCKET": notify,
            }
            began = perf_counter()
            async with _bot(environment, *(["--roles", roles] if roles else [])) as pid:
                await ready.wait()
                seconds, processor, answered = perf_counter() - began, _used(pid), 0.0
                while not roles and actions.messages(messenger, officer, bot.id)[-1].sender is officer:
                    await asyncio.sleep(LOOKS_SECONDS)
                    answered = perf_counter() - began
                await asyncio.sleep(IDLE_SECONDS)
                return Started(seconds, processor, answered, _weight(pid))


def _started(url: str, roles: str, step: Step) -> Started:
    started = asyncio.run(_start(url, roles))
    step()
    return started


async def _up_to_date(url: str) -> str:
    database = open_database(url)
    await migrate(database)
    await database.close()
    return url


def _both(step: Step) -> tuple[list[Started], list[Started]]:
    """So many starts of all in one, on SQLite, and of a process that only sends, on PostgreSQL, in turn."""
    whole, sending = [], []
    with tempfile.TemporaryDirectory() as folder, postgres.served() as server:
        template = databases.migrated(Path(folder))
        shared = asyncio.run(_up_to_date(server.address("postgres")))
        for number in range(TIMES):
            own = shutil.copy(template, Path(folder) / f"{number}.db")
            whole.append(_started(databases.address(Path(own)), "", step))
            sending.append(_started(shared, "send", step))
    return whole, sending


def measure(step: Step) -> list[Figure]:
    """Medians, in turn."""
    processor: dict[str, list[float]] = {name: [] for name in COMMANDS}
    runs: dict[str, Callable[[], float]] = {
        name: partial(_noted, processor[name], *command) for name, command in COMMANDS.items()
    }
    found = in_turn(runs, TIMES, step)
    found |= {f"{name}, processor": median(of) for name, of in processor.items()}
    whole, sending = _both(step)
    found |= {
        "a process that only sends, to READY": median(one.ready for one in sending),
        "a process that only sends, to READY, processor": median(one.processor for one in sending),
        "all in one, to READY": median(one.ready for one in whole),
        "all in one, to READY, processor": median(one.processor for one in whole),
        "all in one, to the first answer": median(one.answered for one in whole),
    }
    weights = {"all in one": whole, "only sending": sending}
    return [
        *(Figure(f"start: {name}", value, "s", most=GOALS.get(name)) for name, value in found.items()),
        *(
            Figure(f"memory: {name}, idle", median(one.weight for one in of), "MiB", most=WEIGHTS[name])
            for name, of in weights.items()
        ),
    ]


BENCH = Bench(TIMES * 5, measure)
