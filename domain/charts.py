"""What is drawn beside a digest: one bar for each period, under it the units that are behind."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from domain.lateness import Status

MOST_BARS, MOST_ROWS = 4, 12  # that can be read on a phone: of a chart; of a bar


@dataclass(frozen=True, slots=True)
class Row:
    """A unit that is behind: so many of its questions are answered. `note`: by how much."""

    name: str
    status: Status
    answered: int
    asked: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: how many units stand where. `target`: percent that should be in time, and how that is said."""

    name: str
    units: Mapping[Status, int]
    target: tuple[float, str] | None = None
    rows: Sequence[Row] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn; `legend` names the statuses."""

    title: str
    about: str
    bars: Sequence[Bar]
    legend: Mapping[Status, str]

    def as_json(self) -> dict[str, Any]:
        """As it is kept until it is drawn."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The chart again. Raises KeyError, TypeError or ValueError for anything else."""
        bars = [
            Bar(
                bar["name"],
                {Status(status): number for status, number in bar["units"].items()},
                (bar["target"][0], bar["target"][1]) if bar["target"] else None,
                [Row(**row | {"status": Status(row["status"])}) for row in bar["rows"]],
                bar["more"],
            )
            for bar in kept["bars"]
        ]
        legend = {Status(status): word for status, word in kept["legend"].items()}
        return cls(kept["title"], kept["about"], bars, legend)
