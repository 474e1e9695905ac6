"""Earlier answers: a figure's own history, who gave one, and which message asked for a figure or gave it."""

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.indicators import Nature
from domain.rounds import ROUND
from domain.values import Value
from storage import outbox, recall, reports, successions
from storage.reports import Answer, Owed, Question
from storage.tables import Account, Figure, Outbox, Period, Person, Report, Revision

_Asked = aliased(Figure)


async def history(session: AsyncSession, owed: Owed, asked: Question) -> list[Value]:
    """What the same unit gave for the same indicator in earlier periods of the same frequency, oldest first.

    Of a cumulative figure only this year's: a new year counts again from nothing. None for a round, which spans
    another stretch than the periods before it.
    """
    if asked.figure.indicator_id is None or owed.period.frequency == ROUND:
        return []
    found = (await earlier(session, owed, asked.figure)).where(Figure.number.is_not(None)).order_by(Period.cut_off)
    if asked.indicator.nature is Nature.CUMULATIVE:
        found = found.where(Period.key.startswith(owed.period.key[:4]))
    held = [reports.answer_of(figure).value for figure in (await session.execute(found)).scalars()]
    return [value for value in held if value is not None]


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
    newest = func.row_number().over(partition_by=_Asked.id, order_by=Period.cut_off.desc())
    ranked = (
        select(_Asked.id.label("asked"), Figure.id.label("earlier"), newest.label("turn"))
        .select_from(_Asked)
        .join(Figure, or_(Figure.indicator_id == _Asked.indicator_id, Figure.task_id == _Asked.task_id))
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(_Asked.report_id == owed.report.id, *await _before(session, owed))
        .subquery()
    )
    found = select(ranked.c.asked, Figure).join(ranked, ranked.c.earlier == Figure.id).where(ranked.c.turn == 1)
    return {figure_id: reports.answer_of(held) for figure_id, held in await session.execute(found)}


async def earlier(session: AsyncSession, owed: Owed, figure: Figure) -> Select[Figure]:
    """The same unit's answered figures for the same indicator or task in earlier periods of the same frequency.

    Also from when the unit was another, whose work it alone carries on. A round looks back on the periods of the
    plan. They are to be ordered; an order or a further condition may name their `Period`. A free question has none
    before it.
    """
    return (
        select(Figure)
        .join(Report, Report.id == Figure.report_id)
        .join(Period, Period.id == Report.period_id)
        .where(
            Figure.indicator_id.is_not_distinct_from(figure.indicator_id),
            Figure.task_id.is_not_distinct_from(figure.task_id),
            or_(Figure.indicator_id.is_not(None), Figure.task_id.is_not(None)),
            *await _before(session, owed),
        )
    )


async def _before(session: AsyncSession, owed: Owed) -> list[ColumnElement[bool]]:
    """What makes a figure one that the unit answered in an earlier period."""
    is_round = owed.period.frequency == ROUND
    line = await successions.lineage(session, owed.unit.id) if owed.carries_on else [owed.unit.id]
    return [
        Report.unit_id.in_(line),
        Figure.free_question_id.is_(None),
        Figure.answered_at.is_not(None),
        Period.cut_off <= owed.period.cut_off if is_round else Period.cut_off < owed.period.cut_off,
        Period.frequency != ROUND if is_round else Period.frequency == owed.period.frequency,
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
