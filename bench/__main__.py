"""`make bench`: all that is measured, as one table. `python -m bench NAME` measures one, `--docs` writes it down.

Figures go into bench/results.json, and with `--docs` from there into docs/performance.md.
"""

import argparse
import importlib
import json
import logging
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.frame import HEAD, Bench, Figure, rows
from bot.clock import RealClock

# Each names a file beside this one that has a BENCH. In the order of a message's way:
BENCHES = ("accepting", "handling", "fanout", "ticks", "delivery", "start", "month")

RESULTS = Path(__file__).parent / "results.json"
DOCS = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: python -m bench --docs -->", "<!-- end -->"


ADDED = 3_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a bench found, and how the machine was just then: it is twice as fast in one hour as in another.

    `seconds`: what measuring took. `additions`: millions a second in a bare loop of Python.
    """

    at: str
    seconds: float
    load: float
    additions: float
    python: str
    figures: list[Figure]


def measure(names: Sequence[str]) -> dict[str, Told]:
    """What each bench tells."""
    benches: dict[str, Bench] = {name: importlib.import_module(f"bench.{name}").BENCH for name in names}
    found = {}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for name, bench in benches.items():
            bar = progress.add_task(name, total=bench.steps)
            began = perf_counter()
            figures = list(bench.measure(partial(progress.advance, bar)))
            found[name] = _told(figures, perf_counter() - began)
    return found


def _told(figures: list[Figure], seconds: float) -> Told:
    at, load = RealClock().now().isoformat(timespec="minutes"), os.getloadavg()[0]
    return Told(at, seconds, load, _additions(), platform.python_version(), figures)


def _additions() -> float:
    began, total = perf_counter(), 0
    for number in range(ADDED):
        total += number
    return ADDED / (perf_counter() - began) / 1_000_000


def kept() -> dict[str, Any]:
    """What was measured before, by bench."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def keep(found: Mapping[str, Told]) -> None:
    """Write down what was measured beside what stands there of other benches."""
    told = kept() | {name: asdict(one) for name, one in found.items()}
    RESULTS.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(console: Console, figures: Sequence[Figure]) -> None:
    """As a table in the terminal."""
    table = Table(*HEAD)
    for row in rows(figures):
        table.add_row(*row)
    console.print(table)


def write_docs() -> None:
    """Put what stands in the results into the page."""
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for name, told in kept().items():
        machine = f"load {told['load']:.1f}, {told['additions']:.0f} million additions a second"
        note = f"{told['at']}, {told['seconds']:.0f} s; at the end {machine}; Python {told['python']}"
        lines.append(f"| **{name}** | {note} |" + " |" * (len(HEAD) - 2))
        lines += [f"| {' | '.join(row)} |" for row in rows(Figure(**one) for one in told["figures"])]
    page = DOCS.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END, 1)[1]
    DOCS.write_text("\n".join([f"{before}{BEGIN}", *lines, f"{END}{after}"]), encoding="utf-8")


def main() -> None:
    """Measure what is asked for."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    options.add_argument("--docs", action="store_true", help="write what was measured last into docs/performance.md")
    asked = options.parse_args()
    if unknown := set(asked.names) - set(BENCHES):
        options.error(f"no bench: {', '.join(sorted(unknown))}")
    if asked.docs:
        write_docs()
        return
    began = perf_counter()
    found = measure(asked.names or BENCHES)
    keep(found)
    console = Console()
    show(console, [one for told in found.values() for one in told.figures])
    console.print(f"{perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}; written to {RESULTS.name}")


if __name__ == "__main__":
    main()
