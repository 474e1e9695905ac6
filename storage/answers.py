"""Earlier answers: a figure's own history, and which message asked for a figure or gave it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.indicators import Nature
from domain.values import Value
from storage import reports
from storage.reports import Owed, Question
from storage.tables import Account, Figure, Outbox, Period, Revision


async def history(session: AsyncSession, owed: Owed, asked: Question) -> list[Value]:
    """What the same unit gave for the same indicator in earlier periods of the same frequency, oldest first.

    Of a cumulative figure only this year's: a new year counts again from nothing.
    """
    if asked.figure.indicator_id is None:
        return []
    found = reports.earlier(owed, asked.figure).where(Figure.number.is_not(None)).order_by(Period.cut_off)
    if asked.indicator.nature is Nature.CUMULATIVE:
        found = found.where(Period.key.startswith(owed.period.key[:4]))
    held = [reports.answer_of(figure).value for figure in (await session.execute(found)).scalars()]
    return [value for value in held if value is not None]


async def asked_in(session: AsyncSession, channel: str, chat: str, message: str) -> int | None:
    """The figure that a message of ours in this chat asked for."""
    found = select(Outbox.figure_id).where(
        Outbox.channel == channel, Outbox.chat == chat, Outbox.message == message, Outbox.figure_id.is_not(None)
    )
    return (await session.execute(found.limit(1))).scalar_one_or_none()


async def given_in(session: AsyncSession, account: Account, message: str) -> list[int]:
    """The figures whose present answer a person's message gave, in order."""
    found = (
        select(Figure.id)
        .join(Revision, Revision.figure_id == Figure.id)
        .where(Revision.account_id == account.id, Revision.message == message, Revision.version == Figure.version)
        .order_by(Figure.report_id, Figure.position)
    )
    return list((await session.execute(found)).scalars())
