"""What a bench tells: figures, each beside its yardstick and its goal, and how a table of them reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Step = Callable[[], None]
"""Told after each step, so that whoever waits sees how far it is."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `yardstick`: what it is held against in the same run, and that thing's own figure. `most` or `least` is the goal:
    of the ratio to the yardstick where there is one, else of the value. Neither: it is told, not judged.
    """

    name: str
    value: float
    unit: str
    yardstick: str = ""
    measure: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a part of its yardstick's."""
        return self.value / self.measure if self.measure else None

    @property
    def goal(self) -> str:
        """The goal in signs; "" where there is none."""
        sign, bound = ("≤", self.most) if self.most is not None else ("≥", self.least)
        if bound is None:
            return ""
        return f"{sign} {bound:g}" + (" ×" if self.ratio is not None else "")

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        held = self.value if self.ratio is None else self.ratio
        if self.most is not None:
            return held <= self.most
        return None if self.least is None else held >= self.least


@dataclass(frozen=True, slots=True)
class Bench:
    """A part of `make bench`: how many steps it tells of, and what measures it."""

    steps: int
    measure: Callable[[Step], Sequence[Figure]]


def in_turn(what: Mapping[str, Callable[[], float]], times: int, step: Step) -> dict[str, float]:
    """The median of so many runs of each, one after the other in turn: a neighbour's bad minute hits all of them."""
    runs: dict[str, list[float]] = {name: [] for name in what}
    for _ in range(times):
        for name, run in what.items():
            runs[name].append(run())
            step()
    return {name: median(values) for name, values in runs.items()}


HEAD = ("figure", "value", "yardstick", "ratio", "goal", "reached")


def rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """The table's cells, without its head."""
    return [
        (
            one.name,
            f"{number(one.value)} {one.unit}",
            f"{one.yardstick}: {number(one.measure)} {one.unit}" if one.measure else "",
            f"{one.ratio:.2f}" if one.ratio is not None else "",
            one.goal,
            {True: "yes", False: "**no**", None: ""}[one.is_reached],
        )
        for one in figures
    ]


def number(value: float) -> str:
    """Three digits are as many as a measured thing has."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
