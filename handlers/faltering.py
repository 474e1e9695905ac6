"""What a quarterly review looks at: tasks late, without their product or stuck, indicators red for two periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from domain.pace import Why
from domain.periods import Period
from domain.progress import TaskState
from handlers import paced
from handlers.paced import Overview, Paced
from storage import decisions
from storage.assigned import Duty
from storage.decisions import Subject
from storage.tables import Decision, Organisation

_NOTHING_TO_REACH = frozenset({Why.PENDING, Why.NO_TARGET, Why.NOT_APPLICABLE})


class Trouble(StrEnum):
    """Why something is looked at, in the order of telling."""

    LATE = "late"
    NO_PRODUCT = "no_product"
    STUCK_TWICE = "stuck_twice"
    RED_TWICE = "red_twice"
    ENDED = "ended"  # stopped or replaced by an earlier review: it can be taken up again


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide on, whichever units lead it. `decision`: what this review has decided on it last.

    `due_on`: when it is to be done. `paced`: of an indicator, for each unit. `ended_by`: the newest decision before.
    """

    number: int
    subject: Subject
    trouble: Trouble
    duties: tuple[Duty, ...]
    due_on: date | None
    paced: tuple[Paced, ...]
    ended_by: Decision | None
    decision: Decision | None

    @property
    def name(self) -> str:
        """Its short name."""
        return self.duties[0].name

    @property
    def waits(self) -> bool:
        """Whether this review has still to decide on it; what was ended earlier may stay so."""
        return self.decision is None and self.trouble is not Trouble.ENDED


async def items(session: AsyncSession, organisation: Organisation, quarter: Period, now: datetime) -> list[Item]:
    """What a quarter's review looks at, numbered, judged by the quarter's last day or, before it, by today.

    What this review decides changes neither the list nor its numbers: it goes by the decisions of the reviews before.
    """
    rows = await decisions.of_organisation(session, organisation.id)
    before = decisions.left_by(row for row in rows if row.review < quarter.key)
    here = decisions.left_by(row for row in rows if row.review == quarter.key).newest
    seen = await paced.overview(session, organisation, now, until=quarter.cut_off, standing=before)
    found = dict[tuple[Trouble, Subject], list[tuple[Duty, Paced | None]]]()
    for trouble, duty, of in _troubles(seen):
        found.setdefault((trouble, duty.subject), []).append((duty, of))
    ordered = sorted(found.items(), key=lambda one: list(Trouble).index(one[0][0]))
    return [
        Item(
            number,
            subject,
            trouble,
            tuple(duty for duty, _ in pairs),
            _due_on(seen, pairs[0][0]),
            tuple(of for _, of in pairs if of),
            before.newest.get(subject),
            here.get(subject),
        )
        for number, ((trouble, subject), pairs) in enumerate(ordered, start=1)
    ]


def _troubles(seen: Overview) -> list[tuple[Trouble, Duty, Paced | None]]:
    of_tasks = ((_task_trouble(seen, duty), duty, None) for duty in seen.tasks)
    of_indicators = ((_indicator_trouble(seen, one), one.duty, one) for one in seen.indicators)
    ended = [(Trouble.ENDED, duty, None) for duty, _ in seen.ended]
    found = ((trouble, duty, of) for trouble, duty, of in (*of_tasks, *of_indicators) if trouble)
    return [*found, *ended]


def _indicator_trouble(seen: Overview, one: Paced) -> Trouble | None:
    """Late: the day it was to be reached is over, it was asked for and it is not reached."""
    due_on = _due_on(seen, one.duty)
    if due_on is not None and due_on < seen.on and one.duty.told and not one.pace.reached:
        return None if one.pace.why in _NOTHING_TO_REACH else Trouble.LATE
    return Trouble.RED_TWICE if one.is_red_twice else None


def _task_trouble(seen: Overview, duty: Duty) -> Trouble | None:
    done = [one for one in duty.told if one.progress is TaskState.DONE]
    due_on = _due_on(seen, duty)
    if done:
        wants_product = duty.task is not None and duty.task.product
        return Trouble.NO_PRODUCT if wants_product and not any(one.has_product for one in done) else None
    if due_on is not None and due_on < seen.on:
        return Trouble.LATE
    last = [one.progress for one in duty.told if one.cut_off <= seen.on][-2:]
    return Trouble.STUCK_TWICE if last == [TaskState.BLOCKED] * 2 else None


def _due_on(seen: Overview, duty: Duty) -> date | None:
    row = duty.task or duty.target
    return seen.standing.due_on(duty.subject, row.due_on if row else None)


def at(found: Sequence[Item], subject: Subject) -> Item | None:
    """The item about a subject."""
    return next((one for one in found if one.subject == subject), None)
