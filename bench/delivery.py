"""How near to what Telegram allows messages leave, and whether it ever has to refuse one; a bench of `make bench`.

Rows of the outbox in a real database, the sender's lanes, the Telegram channel, HTTP, and on the far side a messenger
in a process of its own that holds us to the letter of its limits (bench/far.py). The yardstick is the least time in
which that messenger would take the same messages from somebody who knows its clock.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time
from urllib.request import urlopen

from bench import crowd
from bench.beside import beside
from bench.frame import Bench, Figure, Step
from bot import loading, wiring
from bot.app import App
from bot.clock import RealClock
from bot.links import NO_LINKS
from bot.roles import Role
from bot.settings import Settings
from channels.site import Site
from storage import outbox
from storage.database import Database, migrate, open_database
from storage.files import EvidenceFiles
from storage.outbox import Kind, To
from storage.tables import Outbox

TOKEN = "123456:" + "a" * 35
LOOKS_SECONDS = 0.5
DIES_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Load:
    """Messages to chats, in the order in which they were written, and the least seconds they can take."""

    chats: Sequence[str]
    least: float


def loads() -> dict[str, Load]:
    """The four mixes; negative chats are groups."""
    many = [str(1_000_000 + one) for one in range(600)]
    mixed = many[:400] + [str(-1_000_000 - group) for group in range(10) for _ in range(20)]
    random.Random(5).shuffle(mixed)  # noqa: S311 - a mix, not a secret
    return {
        "broadcast": Load(many, 19.0),
        "burst": Load([chat for chat in many[:200] for _ in range(3)], 19.0),
        "mixed": Load(mixed, 19.0),
        "groups": Load([str(-1_000_000 - group) for group in range(25) for _ in range(24)], 63.0),
    }


@dataclass(frozen=True, slots=True)
class Ended:
    """What the messenger counted of one load, and the sender's milliseconds of processor for a message."""

    seconds: float
    taken: int
    refused: int
    processor: float


# The sending process


async def _fill(database: Database, load: Load, now: datetime) -> None:
    async with database.sessions.begin() as session:
        for number, chat in enumerate(load.chats):
            text = f"Tin {number}: anh/chị còn 2 chỉ tiêu của kỳ này."
            await outbox.add(session, f"bench:{number}", Kind.PROMPT, To("telegram", chat), text, now)


async def _send(folder: Path, far: str) -> None:
    """Send all there is, then say how much processor that took."""
    clock = RealClock()
    # The file of settings where it runs is not read.
    settings = Settings(_env_file=None, data=folder, telegram={"token": TOKEN, "base_url": far})
    database = open_database(f"sqlite:///{folder}/bench.db")
    channels = {"telegram": wiring.telegram(settings.telegram, clock, Site("127.0.0.1", 0))}
    await database.transaction(outbox.release_all)
    app = App(database, channels, clock, EvidenceFiles(folder / "evidence"), NO_LINKS, roles=[Role.SEND])
    loading.settle()
    began = process_time()
    async with asyncio.TaskGroup() as group:
        group.create_task(app.run(tick_seconds=3600))
        while await crowd.count(database, Outbox, Outbox.state == "due"):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(LOOKS_SECONDS)
        app.stop()
    sys.stdout.write(json.dumps({"processor": process_time() - began}))
    for channel in channels.values():
        await channel.close()
    await database.close()


# Who starts it, and the messenger


@contextmanager
def _busy() -> Iterator[None]:
    """Somebody beside us takes all the processor there is, on every core."""
    with ExitStack() as hogs:
        for _ in range(os.cpu_count() or 1):
            hog = hogs.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            hogs.callback(hog.kill)
        yield


def measure_load(load: Load, round_trip: float, template: Path, *, dies: bool = False) -> Ended:
    """Send one load. `dies`: the sender is killed on the way and another goes on."""
    with (
        tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder,
        beside("bench.far", "--round-trip", str(round_trip)) as far,
    ):
        shutil.copy(template, Path(folder) / "bench.db")
        asyncio.run(_filled(Path(folder), load))
        command = [sys.executable, "-m", "bench.delivery", "--send", folder, "--far", far]
        if dies:
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:  # noqa: S603 - ourselves
                _kill_after(first, DIES_SECONDS)
        told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603 - ourselves
        with urlopen(f"{far}/counts") as answer:  # noqa: S310 - our own
            counts = json.load(answer)
    taken = counts["taken"]
    return Ended(taken[-1] - taken[0], len(taken), counts["refused"], 1000 * told["processor"] / len(taken))


def _kill_after(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()


async def _filled(folder: Path, load: Load) -> None:
    database = open_database(f"sqlite:///{folder}/bench.db")
    await _fill(database, load, RealClock().now())
    await database.close()


async def _empty(path: Path) -> None:
    database = open_database(f"sqlite:///{path}")
    await migrate(database)
    await database.close()


def measure(step: Step) -> list[Figure]:
    """What has a goal alone, one after the other; the groups, which take a minute, beside what has none."""
    of, ended = loads(), {}
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder, ThreadPoolExecutor() as aside:
        template = Path(folder) / "empty.db"
        asyncio.run(_empty(template))
        for name in ("broadcast", "burst", "mixed"):
            ended[name] = measure_load(of[name], 0.02, template)
            step()
        ended["far"] = measure_load(of["mixed"], 0.1, template)
        step()
        groups = aside.submit(measure_load, of["groups"], 0.02, template)
        ended["killed"] = measure_load(of["mixed"], 0.02, template, dies=True)
        step()
        with _busy():
            ended["busy"] = measure_load(of["mixed"], 0.02, template)
        ended["groups"] = groups.result()
        step()
    return _figures(of, ended)


def _figures(of: dict[str, Load], ended: dict[str, Ended]) -> list[Figure]:
    named = {
        "broadcast": ("600 chats, 20 ms away", "broadcast", 0.97),
        "burst": ("200 chats × 3, 20 ms", "burst", 0.97),
        "mixed": ("400 people and 10 groups × 20, 20 ms", "mixed", 0.97),
        "groups": ("25 groups × 24, 20 ms", "groups", 0.97),
        "far": ("the mix, 100 ms away", "mixed", 0.90),
        "busy": ("the mix, 20 ms, beside a hog on each core", "mixed", None),
        "killed": ("the mix, 20 ms, killed after 6 s", "mixed", None),
    }
    figures = []
    for name, (words, load, least) in named.items():
        rate, allowed = len(of[load].chats) / ended[name].seconds, len(of[load].chats) / of[load].least
        figures.append(Figure(f"delivery: {words}", rate, "msg/s", "allowed", allowed, least=least))
        figures.append(Figure(f"delivery: {words}: refused", ended[name].refused, "× 429", most=0))
    figures.append(Figure("delivery: processor", ended["broadcast"].processor, "ms/msg"))
    return figures


BENCH = Bench(6, measure)


def main() -> None:
    """As the sending process, or one load by name."""
    options = argparse.ArgumentParser()
    options.add_argument("--send", type=Path)
    options.add_argument("--far")
    options.add_argument("--load", default="broadcast")
    options.add_argument("--round-trip", type=float, default=0.02)
    options.add_argument("--dies", action="store_true")
    asked = options.parse_args()
    if asked.send:
        asyncio.run(_send(asked.send, asked.far))
        return
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        template = Path(folder) / "empty.db"
        asyncio.run(_empty(template))
        load = loads()[asked.load]
        ended = measure_load(load, asked.round_trip, template, dies=asked.dies)
    sys.stdout.write(f"{asked.load}: {100 * load.least / ended.seconds:.1f} % of the allowed rate, {ended}\n")


if __name__ == "__main__":
    main()
