"""How long a month of a thousand units takes in the simulator: everybody is asked, reminded, answers; a bench.

Ten communes of a hundred units with six questions each, rehearsed by those a plan is rehearsed with: most answer in
time, some late, some not at all. Beside it a tenth of them, which tells whether many cost more than in proportion.
"""

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from time import process_time

from bench import crowd
from bench.frame import Bench, Figure, Step
from bot.rehearsal import behaviour, playing
from bot.rehearsal.playing import Script
from plans import reading

MONTH = date(2026, 11, 1), date(2026, 11, 30)
COMMUNES, UNITS = 10, 100
MOST_SECONDS = 60


def measure(step: Step) -> list[Figure]:
    """Once: it is long, and seconds of processor change little."""
    few = _play(1)
    step()
    all_ = _play(COMMUNES)
    step()
    return [
        Figure("a month of 1,000 units, processor", all_, "s", most=MOST_SECONDS),
        Figure("a month of 100 units, processor", few, "s"),
    ]


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


BENCH = Bench(2, measure)
