"""How long a month of many units takes in the simulator: everybody is asked, reminded, answers; a bench.

Communes of a hundred units with six questions each, rehearsed by those a plan is rehearsed with: most answer in time,
some late, some not at all. `make bench` plays two communes, for ten take minutes; those: `python -m bench.month`.
"""

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from time import process_time

from rich.console import Console

from bench import crowd
from bench.frame import Bench, Figure, Step
from bot.rehearsal import behaviour, playing
from bot.rehearsal.playing import Script
from plans import reading

MONTH = date(2026, 11, 1), date(2026, 11, 30)
UNITS, FEW, ALL = 100, 2, 10
MOST_SECONDS = 60  # for all


def measure(step: Step) -> list[Figure]:
    """Once: it is long, and seconds of processor change little."""
    seconds = _play(FEW)
    step()
    return [Figure(f"a month of {FEW * UNITS} units, processor", seconds, "s", most=MOST_SECONDS * FEW / ALL)]


def _play(communes: int) -> float:
    """Seconds of processor; everything is done in this one process."""
    began = process_time()
    texts = {f"xa_{number}.yaml": crowd.plan(number, UNITS) for number in range(1, communes + 1)}
    scripts = [Script(reading.read_text(text, name), text, name) for name, text in texts.items()]
    conduct = behaviour.read(behaviour.shipped(), set())
    with tempfile.TemporaryDirectory(prefix="dunghan-bench-") as folder:
        played = asyncio.run(playing.rehearse(scripts, *MONTH, conduct, Path(folder), lambda _: None))
    if len(played.messages) < communes * UNITS:
        raise RuntimeError("not everybody was written to")
    return process_time() - began


BENCH = Bench(1, measure)


def main() -> None:
    """All of them; fails where it took too long."""
    seconds = _play(ALL)
    Console().print(f"a month of {ALL * UNITS:,} units: {seconds:.0f} s of processor (goal: {MOST_SECONDS})")
    raise SystemExit(seconds > MOST_SECONDS)


if __name__ == "__main__":
    main()
