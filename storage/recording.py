"""An answer is stored: the figure holds it, and a revision keeps it for ever."""

from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from storage import reports
from storage.reports import Answer
from storage.tables import Account, Figure, Revision, rows_of
from storage.worded import Worded

# Put together once: it is done with every answer.
_STORED = (
    *("number", "numerator", "denominator", "special", "words", "expected_on", "progress", "document"),
    *("derived_how", "reason", "return_reason", "answered_at", "answered_by_id"),
)
_RECORDED = Worded(
    update(rows_of(Figure))
    .where(Figure.id == bindparam("figure"), Figure.version == bindparam("read"))
    .values({"version": Figure.version + 1} | {name: bindparam(f"new_{name}") for name in _STORED})
    .returning(Figure.id)
)
_REVISED = Worded(insert(rows_of(Revision)))


async def record(
    session: AsyncSession,
    figure: Figure,
    answer: Answer,
    said: str,
    by: Account,
    now: datetime,
    *,
    why: str | None = None,
    message: str | None = None,
    derived_how: str | None = None,
    source: str | None = None,
) -> bool:
    """Store an answer and its revision. False: somebody else has answered since `figure` was read.

    `why`: the reason of an unusual figure. `message`: the person's message that gave the answer. `derived_how`:
    how a confirmed proposal was computed. `source`: on whose word somebody else enters it for the unit.
    """
    values = reports.columns(answer) | {"derived_how": derived_how, "reason": why, "return_reason": None}
    old = reports.as_json(reports.answer_of(figure)) if figure.answered_at else None
    values |= {"answered_at": now, "answered_by_id": by.person_id}
    words = {f"new_{name}": value for name, value in values.items()} | {"figure": figure.id, "read": figure.version}
    if await _RECORDED.one(session, words) is None:
        return False
    for name, value in (values | {"version": figure.version + 1}).items():
        set_committed_value(figure, name, value)
    revision = {
        "organisation_id": figure.organisation_id,
        "figure_id": figure.id,
        "version": figure.version,
        "old": old,
        "new": reports.as_json(answer),
        "said": said,
        "person_id": by.person_id,
        "account_id": by.id,
        "at": now,
        "why": why or derived_how,
        "message": message or None,
        "source": source,
    }
    await _REVISED.rows(session, revision)
    return True
