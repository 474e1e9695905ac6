"""Earlier answers: a figure's own history, who gave one, and which message asked for a figure or gave it."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.indicators import Nature
from domain.rounds import ROUND
from domain.values import Value
from storage import outbox, recall, reports, successions
from storage.reports import Answer, Owed, Question
from storage.tables import Account, Figure, Outbox, Period, Person, Report, Revision
from storage.worded import Worded

_Asked = aliased(Figure)


async def history(session: AsyncSession, owed: Owed, asked: Question) -> list[Value]:
    """What the same unit gave for the same indicator in earlier periods of the same frequency, oldest first.

    Of a cumulative figure only this year's: a new year counts again from nothing. None for a round, which spans
    another stretch than the periods before it.
    """
    if asked.figure.indicator_id is None or owed.period.frequency == ROUND:
        return []
    words = await _words(session, owed) | {"indicator": asked.figure.indicator_id}
    words["from_key"] = owed.period.key[:4] if asked.indicator.nature is Nature.CUMULATIVE else ""
    return [Value(*held) for held in await _HISTORY.rows(session, words)]


async def answered_by(session: AsyncSession, figure: Figure) -> str:
    """The name of the person who gave the present answer."""
    found = select(Person.name).where(Person.id == figure.answered_by_id)
    return (await session.execute(found)).scalar_one()


async def last_answer(session: AsyncSession, owed: Owed, figure: Figure) -> Answer | None:
    """What the same unit gave for the same indicator or task in the newest earlier period."""
    # A report is asked and answered as a whole: what the others held is wanted next.
    held = await recall.once(session, ("last answers", owed.report.id), lambda: _last_answers(session, owed))
    return held.get(figure.id)


async def _last_answers(session: AsyncSession, owed: Owed) -> dict[int, Answer]:
    """What `last_answer` says of every figure of a report."""
    words = await _words(session, owed) | {"report": owed.report.id}
    found = await _last_of(owed.period.frequency == ROUND).rows(session, words)
    return {figure_id: reports.answer_held(*held) for figure_id, *held in found}


@cache
def _last_of(is_round: bool) -> Worded:
    newest = func.row_number().over(partition_by=_Asked.id, order_by=Period.cut_off.desc())
    ranked = (
        select(_Asked.id.label("asked"), *(getattr(Figure, one) for one in reports.HOLDING), newest.label("turn"))
        .select_from(_Asked)
        .join(Figure, or_(Figure.indicator_id == _Asked.indicator_id, Figure.task_id == _Asked.task_id))
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(_Asked.report_id == bindparam("report"), *_before(is_round=is_round))
        .subquery()
    )
    held = (ranked.c[one] for one in reports.HOLDING)
    return Worded(select(ranked.c.asked, *held).where(ranked.c.turn == 1))


async def _words(session: AsyncSession, owed: Owed) -> dict[str, Any]:
    """What `_before` is about."""
    line = await successions.lineage(session, owed.unit.id) if owed.carries_on else [owed.unit.id]
    return {"line": line, "cut_off": owed.period.cut_off, "frequency": owed.period.frequency}


def _before(*, is_round: bool) -> list[ColumnElement[bool]]:
    """What makes a figure one that the unit answered in an earlier period; the rest is said by `_words`."""
    cut_off, frequency = bindparam("cut_off", type_=Period.cut_off.type), bindparam("frequency", type_=Text())
    return [
        Report.unit_id.in_(bindparam("line", expanding=True)),
        Figure.free_question_id.is_(None),
        Figure.answered_at.is_not(None),
        Period.cut_off <= cut_off if is_round else Period.cut_off < cut_off,
        Period.frequency != ROUND if is_round else Period.frequency == frequency,
    ]


async def asked_in(session: AsyncSession, channel: str, chat: str, message: str, words: str = "") -> int | None:
    """The figure that a message of ours in this chat asked for, also one that we know by its words only."""
    found = outbox.shown_as(channel, chat, message, words).with_only_columns(Outbox.figure_id)
    return (await session.execute(found.where(Outbox.figure_id.is_not(None)).limit(1))).scalar_one_or_none()


async def given_in(session: AsyncSession, account: Account, message: str) -> list[int]:
    """The figures whose present answer a person's message gave, in order."""
    found = (
        select(Figure.id)
        .join(Revision, Revision.figure_id == Figure.id)
        .where(Revision.account_id == account.id, Revision.message == message, Revision.version == Figure.version)
        .order_by(Figure.report_id, Figure.position)
    )
    return list((await session.execute(found)).scalars())


_HISTORY = Worded(
    select(Figure.number, Figure.numerator, Figure.denominator)
    .join(Report, Report.id == Figure.report_id)
    .join(Period, Period.id == Report.period_id)
    .where(
        # Not the bare column: SQLite would go through what everybody ever gave for it, by its index.
        Figure.indicator_id + 0 == bindparam("indicator"),
        Figure.number.is_not(None),
        Period.key >= bindparam("from_key"),  # not LIKE: with a parameter SQLite plans it anew each time
        *_before(is_round=False),
    )
    .order_by(Period.cut_off)
)
