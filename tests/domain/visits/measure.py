"""Counts how many lines of the table are read, asked back and refused: `python -m tests.domain.visits.measure`."""

from collections import Counter
from timeit import timeit

from domain.visits import Doubt, Reading, Refused
from tests.domain.visits.table import GROUPS
from tests.domain.visits.terms import read

_ROUNDS = 5


def main() -> None:
    """One line for each group, one for all, and the time a line takes."""
    total: Counter[str] = Counter()
    for group, cases in GROUPS.items():
        counts = Counter(_fate(read(text)) for text, _ in cases)
        total += counts
        print(f"{group:10} {_line(counts)}")
    print(f"{'all':10} {_line(total)}")
    lines = [text for cases in GROUPS.values() for text, _ in cases]
    seconds = timeit(lambda: [read(text) for text in lines], number=_ROUNDS) / _ROUNDS / len(lines)
    print(f"{seconds * 1000:.1f} ms a line")


def _fate(reading: Reading) -> str:
    if isinstance(reading, Refused):
        return "refused"
    return f"asked: {reading.kind}" if isinstance(reading, Doubt) else "read"


def _line(counts: Counter[str]) -> str:
    return f"{counts.total():4} " + ", ".join(f"{fate} {count}" for fate, count in counts.most_common())


if __name__ == "__main__":
    main()
