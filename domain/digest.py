"""What leaders are told of a period: the exceptions first, then one line that accounts for every report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.duties import NOTHING, Share, together
from domain.lateness import Status, on_time_rate, shares


@dataclass(frozen=True, slots=True)
class Line:
    """One expected report. `days` are working days late; `missing` names figures that are "chưa có số liệu".

    `duties`: how many of its indicators and tasks are up to date.
    """

    unit: str
    status: Status
    days: int
    answered: int
    asked: int
    missing: tuple[str, ...] = ()
    duties: Share = NOTHING


@dataclass(frozen=True, slots=True)
class Digest:
    """One period: its exceptions in the order of telling, and the account of all its reports."""

    sections: tuple[tuple[Status, tuple[Line, ...]], ...]
    counts: dict[Status, int]
    shares: dict[Status, int]
    expected: int
    on_time: int
    rate: Decimal | None
    handed_in: tuple[str, ...]
    duties: Share


# Told by name, in this order; whoever is in time is only counted.
EXCEPTIONS = (Status.OVERDUE, Status.RETURNED, Status.INCOMPLETE)


def digest(lines: Sequence[Line]) -> Digest:
    """Sort the reports of one period: longest overdue first, every report in exactly one status."""
    sections = []
    for status in EXCEPTIONS:
        of_status = sorted((line for line in lines if line.status is status), key=lambda line: -line.days)
        if of_status:
            sections.append((status, tuple(of_status)))
    statuses = [line.status for line in lines]
    counts = Counter(statuses)
    return Digest(
        sections=tuple(sections),
        counts={status: counts[status] for status in Status if counts[status]},
        shares=dict(shares(statuses)),
        expected=len(lines) - counts[Status.EXCUSED],
        on_time=counts[Status.ON_TIME],
        rate=on_time_rate(statuses),
        handed_in=tuple(line.unit for line in lines if line.status in (Status.ON_TIME, Status.LATE)),
        duties=together(line.duties for line in lines if line.status is not Status.EXCUSED),
    )
