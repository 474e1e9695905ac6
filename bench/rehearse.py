"""How long a rehearsal of a whole year takes: each shipped plan by itself, then all five in one installation.

Run from the root of the house: `python -m bench.rehearse [PLAN …]`. Seconds on the wall and of the processor: on a
machine that others use, only the second says something.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from rich.console import Console

import plans
from bot.rehearsal import behaviour, playing
from bot.rehearsal.playing import Script
from plans import reading

YEAR = date(2026, 1, 1), date(2026, 12, 31)
MOST_ONE, MOST_ALL = 30, 120  # seconds, on two cores that have nothing else to do


def main() -> None:
    """Measure and print the table; fails where more processor time went than the wall may show."""
    console = Console(highlight=False, markup=False)
    console.print(f"{'plans':<20} {'messages':>8} {'wall s':>8} {'cpu s':>8} {'goal s':>8}")
    names = sys.argv[1:] or list(plans.shipped())
    rows: list[tuple[str, Sequence[str], int]] = [(name, [name], MOST_ONE) for name in names]
    slow = False
    for name, together, most in [*rows, *([("all", names, MOST_ALL)] if len(names) > 1 else [])]:
        messages, wall, processor = measure(together)
        console.print(f"{name:<20} {messages:>8} {wall:>8.1f} {processor:>8.1f} {f'< {most}':>8}")
        slow = slow or processor > most
    raise SystemExit(slow)


def measure(names: Sequence[str]) -> tuple[int, float, float]:
    """Rehearse the year: messages, seconds on the wall, seconds of the processor."""
    shipped = plans.shipped()
    texts = {name: shipped[name].read_text(encoding="utf-8") for name in names}
    began, worked = perf_counter(), process_time()
    scripts = [Script(reading.read_text(text, name), text, name) for name, text in texts.items()]
    conduct = behaviour.read(behaviour.shipped(), set())
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        played = asyncio.run(playing.rehearse(scripts, *YEAR, conduct, Path(folder), lambda _: None))
    return len(played.messages), perf_counter() - began, process_time() - worked


if __name__ == "__main__":
    main()
