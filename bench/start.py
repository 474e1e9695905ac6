"""How soon the program is there and what it weighs; a bench of `make bench`."""

import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter

from bench.frame import Bench, Figure, Step, in_turn

TIMES = 5
WEIGHED = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
PARTS = {
    "the whole bot": "import bot.run",
    "what sends to Telegram": "import channels.telegram_delivery, bot.sender",
    "aiogram": "import aiogram",
}


def _seconds(*command: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    return perf_counter() - began


def _processor(*command: str) -> float:
    """The seconds of processor, which the neighbours do not change much."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _seconds(*command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _weight(code: str) -> float:
    told = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", f"{code}; {WEIGHED}"], check=True, stdout=subprocess.PIPE, text=True
    )
    return float(told.stdout)


def measure(step: Step) -> list[Figure]:
    """Medians, in turn."""
    runs: dict[str, Callable[[], float]] = {
        "python alone": partial(_processor, "-c", "pass"),
        "--help": partial(_processor, "-m", "bot", "--help"),
        "--help, by the wall": partial(_seconds, "-m", "bot", "--help"),
    }
    runs |= {name: partial(_processor, "-c", code) for name, code in PARTS.items()}
    found = in_turn(runs, TIMES, step)
    bare = found.pop("python alone")
    goals = {"--help": 0.3}
    figures = [Figure(f"start: {one}", value, "s", most=goals.get(one)) for one, value in found.items()]
    figures.append(Figure("start: python alone", bare, "s"))
    return [*figures, *(Figure(f"memory: {name} imported", _weight(code), "MiB") for name, code in PARTS.items())]


BENCH = Bench(TIMES * (3 + len(PARTS)), measure)
