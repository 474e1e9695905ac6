"""Support visits added up: pure sums over plain rows, whatever they were read from."""

from dataclasses import dataclass
from datetime import date

from domain.visit_readings import Counted


@dataclass(frozen=True, slots=True)
class Row:
    """One activity of a visit, or one class, that counts (neither deleted nor set aside).

    `team`, `member`, `place`: whatever names them in the caller's storage; `on`: the local day. A class has no
    activity; its number is the participants.
    """

    team: int
    member: int
    activity: str
    number: int
    of: Counted
    place: int | None
    on: date
    is_class: bool = False
