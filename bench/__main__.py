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
from collections.abc import Sequence
from dataclasses import asdict
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


def measure(names: Sequence[str]) -> dict[str, list[Figure]]:
    """The figures of each bench."""
    benches: dict[str, Bench] = {name: importlib.import_module(f"bench.{name}").BENCH for name in names}
    found = {}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for name, bench in benches.items():
            bar = progress.add_task(name, total=bench.steps)
            found[name] = list(bench.measure(partial(progress.advance, bar)))
    return found


def kept() -> dict[str, Any]:
    """What was measured before, by bench."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def keep(found: dict[str, list[Figure]]) -> None:
    """Write down what was measured beside what stands there of other benches."""
    about = {
        "at": RealClock().now().isoformat(timespec="minutes"),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    told = kept() | {name: {**about, "figures": [asdict(one) for one in figures]} for name, figures in found.items()}
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
        note = f"{told['at']}, load {told['load']:.1f} at the end, Python {told['python']}"
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
    show(console, [one for figures in found.values() for one in figures])
    console.print(f"{perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}; written to {RESULTS.name}")


if __name__ == "__main__":
    main()
