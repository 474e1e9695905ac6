"""Everything that is kept about one person, as plain rows of several lists, for nobody but that person."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Executable, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import people
from storage.privacy_tables import DataRequest
from storage.tables import (
    Absence,
    Account,
    Audit,
    Difficulty,
    Evidence,
    Figure,
    Inbox,
    Membership,
    Outbox,
    Period,
    Person,
    Report,
    Revision,
    Unit,
)
from storage.visit_tables import Place, Visit, VisitFile

HEADS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "person": ("name", "locale", "consent", "consented_at", "withdrew_at", "channels"),
        "addresses": ("channel", "address", "heard_at", "unreachable_why"),
        "roles": ("unit", "role", "since_at", "until_at"),
        "answers": ("at", "unit", "period", "question", "said", "why"),
        "difficulties": ("at", "unit", "text"),
        "visits": ("at", "unit", "activity", "words", "number", "place", "latitude", "longitude"),
        "files": ("at", "kind", "name", "size", "gone_at"),
        "absences": ("first_day", "last_day", "ended_at"),
        "said": ("at", "channel", "raw"),
        "told": ("at", "channel", "text", "state"),
        "requests": ("number", "kind", "at", "due_at", "state"),
        "trail": ("at", "action", "object"),
    }
)
"""The lists, each with the names of its columns."""

Row = tuple[Any, ...]


async def everything(session: AsyncSession, someone: Person) -> dict[str, list[Row]]:
    """The rows of each list, in the order of `HEADS`."""
    accounts = await people.accounts_of(session, someone.id)
    found = {name: await _rows(session, question) for name, question in _questions(someone.id).items()}
    found["said"], found["told"] = [], []
    for account in accounts:
        found["said"] += await _rows(session, _said(account))
        found["told"] += await _rows(session, _told(account))
    found["trail"] = await _rows(session, _trail(someone, accounts))
    return {name: found[name] for name in HEADS}


async def _rows(session: AsyncSession, question: Executable) -> list[Row]:
    return [tuple(row) for row in (await session.execute(question)).all()]


def _questions(person_id: int) -> dict[str, Executable]:
    """One question for each list that is found by who the person is."""
    return {
        "person": select(
            Person.name, Person.locale, Person.consent, Person.consented_at, Person.withdrew_at, Person.channels
        ).where(Person.id == person_id),
        "addresses": select(Account.channel, Account.address, Account.heard_at, Account.unreachable_why)
        .where(Account.person_id == person_id)
        .order_by(Account.id),
        "roles": select(Unit.name, Membership.role, Membership.since_at, Membership.until_at)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.id),
        "answers": _answers(person_id),
        "difficulties": select(Difficulty.at, Unit.name, Difficulty.text)
        .join(Unit, Unit.id == Difficulty.unit_id)
        .where(Difficulty.person_id == person_id)
        .order_by(Difficulty.id),
        "visits": _visits(person_id),
        "files": _files(person_id),
        "absences": select(Absence.first_day, Absence.last_day, Absence.ended_at)
        .where(Absence.person_id == person_id)
        .order_by(Absence.id),
        "requests": select(
            DataRequest.id, DataRequest.kind, DataRequest.asked_at, DataRequest.due_at, DataRequest.state
        )
        .where(DataRequest.person_id == person_id)
        .order_by(DataRequest.id),
    }


def _answers(person_id: int) -> Executable:
    return (
        select(Revision.at, Unit.name, Period.key, Figure.position, Revision.said, Revision.why)
        .join(Figure, Figure.id == Revision.figure_id)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Revision.person_id == person_id)
        .order_by(Revision.id)
    )


def _visits(person_id: int) -> Executable:
    return (
        select(
            Visit.at,
            Unit.name,
            Visit.activity,
            Visit.words,
            Visit.number,
            func.coalesce(Place.name, ""),
            Visit.latitude,
            Visit.longitude,
        )
        .join(Unit, Unit.id == Visit.unit_id)
        .outerjoin(Place, Place.id == Visit.place_id)
        .where(Visit.person_id == person_id)
        .order_by(Visit.id)
    )


def _files(person_id: int) -> Executable:
    beside_figures = select(Evidence.at, Evidence.kind, Evidence.name, Evidence.size, Evidence.gone_at)
    of_visits = select(VisitFile.at, VisitFile.kind, literal(""), VisitFile.size, VisitFile.gone_at)
    both = (
        beside_figures.where(Evidence.person_id == person_id)
        .union_all(of_visits.where(VisitFile.person_id == person_id))
        .subquery()
    )
    return select(both).order_by(both.c.at)


def _said(account: Account) -> Executable:
    found = select(Inbox.received_at, Inbox.channel, Inbox.raw)
    return found.where(Inbox.channel == account.channel, Inbox.chat == account.address).order_by(Inbox.id)


def _told(account: Account) -> Executable:
    found = select(Outbox.created_at, Outbox.channel, Outbox.text, Outbox.state)
    return found.where(Outbox.channel == account.channel, Outbox.chat == account.address).order_by(Outbox.id)


def _trail(someone: Person, accounts: Sequence[Account]) -> Executable:
    """What the trail says of them: by whom it was done, or to whom."""
    actors = [f"account:{account.id}" for account in accounts]
    about = or_(Audit.actor.in_(actors), Audit.object == f"person:{someone.id}")
    return select(Audit.at, Audit.action, Audit.object).where(about).order_by(Audit.id)
