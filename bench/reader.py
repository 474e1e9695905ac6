"""How much of the table of typed answers the reader reads or asks back as specified, and how much it misreads.

Run from the root of the house: `python -m bench.reader`. The table is the one the tests hold it to.
"""

import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from domain.readings import Reading, Special, Value
from domain.values import read_value
from tests.domain.reading.table import GROUPS
from tests.domain.reading.terms import Case

LEAST_CASES, LEAST_SHARE = 150, 99  # %


def verdict(case: Case) -> str:
    """`as_specified`; `misread` where something is taken that should not be, or as something else; else `otherwise`."""
    text, indicator, expected = case
    reading: Reading = read_value(text, indicator)
    if reading == expected:
        return "as_specified"
    return "misread" if isinstance(reading, Value | Special) else "otherwise"


def main() -> int:
    """Print the table group by group; 1 where the figures asked for are not reached."""
    console = Console()
    table = Table("group", "cases", "as specified", "asked or refused otherwise", "misread")
    whole: Counter[str] = Counter()
    for group, cases in GROUPS.items():
        found = Counter(map(verdict, cases))
        whole += found
        table.add_row(group, *_row(found))
    table.add_section()
    table.add_row("all", *_row(whole))
    console.print(table)
    share = 100 * whole["as_specified"] / whole.total()
    console.print(f"{whole.total()} cases, {share:.1f} % as specified, {whole['misread']} misread")
    return int(whole.total() < LEAST_CASES or share < LEAST_SHARE or whole["misread"] > 0)


def _row(found: Counter[str]) -> list[str]:
    return [str(found.total()), *(str(found[name]) for name in ("as_specified", "otherwise", "misread"))]


if __name__ == "__main__":
    sys.exit(main())
