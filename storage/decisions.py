"""What quarterly reviews decided: only ever added to; of each task and indicator the newest decision stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.decided import ENDING, Decided
from storage.tables import Account, Decision, Person

_OF_ORGANISATION = select(Decision).where(Decision.organisation_id == bindparam("organisation")).order_by(Decision.id)


@dataclass(frozen=True, slots=True)
class Subject:
    """The task or the indicator a decision is about."""

    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def read(cls, text: str) -> "Subject":
        """ "task:5" again. Raises ValueError for anything else."""
        kind, _, number = text.partition(":")
        if kind not in ("task", "indicator"):
            raise ValueError(text)
        return cls(kind, int(number))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where decisions have left each subject: the newest of each, and the newest due day that was set."""

    newest: dict[Subject, Decision]
    extended: dict[Subject, date]

    def ended(self) -> dict[Subject, Decision]:
        """What was stopped or replaced and has not been taken up again."""
        return {subject: one for subject, one in self.newest.items() if one.decision in ENDING}

    def due_on(self, subject: Subject, planned: date | None) -> date | None:
        """When it is due: the plan's day, or the one a review set."""
        return self.extended.get(subject, planned)


def subject_of(row: Decision) -> Subject:
    """What a decision is about."""
    if row.task_id is not None:
        return Subject("task", row.task_id)
    if row.indicator_id is None:
        raise ValueError(f"decision {row.id} is about nothing")
    return Subject("indicator", row.indicator_id)


async def of_organisation(session: AsyncSession, organisation_id: int) -> list[Decision]:
    """Every decision, oldest first."""
    return list((await session.execute(_OF_ORGANISATION, {"organisation": organisation_id})).scalars())


async def standing(session: AsyncSession, organisation_id: int) -> Standing:
    """Where all decisions of an organisation have left things."""
    return left_by(await of_organisation(session, organisation_id))


def left_by(rows: Iterable[Decision]) -> Standing:
    """Where these decisions, oldest first, leave things."""
    newest, extended = dict[Subject, Decision](), dict[Subject, date]()
    for row in rows:
        subject = subject_of(row)
        newest[subject] = row
        if row.new_due_on is not None:
            extended[subject] = row.new_due_on
    return Standing(newest, extended)


async def ended(session: AsyncSession, organisation_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The indicators and the tasks that are no longer asked for."""
    subjects = (await standing(session, organisation_id)).ended()
    indicators = frozenset(one.id for one in subjects if one.kind == "indicator")
    return indicators, frozenset(one.id for one in subjects if one.kind == "task")


async def add(
    session: AsyncSession,
    organisation_id: int,
    review: str,
    subject: Subject,
    decided: Decided,
    reason: str,
    by: Account,
    now: datetime,
    *,
    words: str | None = None,
    new_due_on: date | None = None,
) -> Decision:
    """One decision of a review. `words`: what replaces it, or what is adjusted."""
    row = Decision(
        organisation_id=organisation_id,
        review=review,
        indicator_id=subject.id if subject.kind == "indicator" else None,
        task_id=subject.id if subject.kind == "task" else None,
        decision=decided,
        reason=reason,
        subject=words,
        new_due_on=new_due_on,
        decided_by_id=by.id,
        decided_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def decided_by(session: AsyncSession, row: Decision) -> str:
    """Who decided."""
    found = select(Person.name).join(Account, Account.person_id == Person.id).where(Account.id == row.decided_by_id)
    return (await session.execute(found)).scalar_one()
