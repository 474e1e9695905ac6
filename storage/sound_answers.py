"""Whether every answer is kept whole, once, and with its trail: the rows that say otherwise."""

from datetime import datetime

from sqlalchemy import Text, and_, cast, exists, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.lateness import HANDED_IN
from storage import reports
from storage.tables import Account, Audit, Figure, Outbox, Plan, Report, Revision

_LATER = aliased(Revision)
_AT_ALL = {"revisions": func.count(Revision.id), "newest": func.max(Revision.version)}
_COUNTED = (
    select(Figure.id, Figure.version, Figure.answered_at, *(one.label(name) for name, one in _AT_ALL.items()))
    .outerjoin(Revision, Revision.figure_id == Figure.id)
    .group_by(Figure.id, Figure.version, Figure.answered_at)
    .having(
        or_(
            _AT_ALL["revisions"] != Figure.version,
            func.coalesce(_AT_ALL["newest"], 0) != Figure.version,
            and_(Figure.version > 0, Figure.answered_at.is_(None)),
            and_(Figure.version == 0, Figure.answered_at.is_not(None)),
        )
    )
)
_PRESENT = select(Figure, Revision).join(
    Revision, and_(Revision.figure_id == Figure.id, Revision.version == Figure.version)
)
_TOLD = exists().where(
    Outbox.channel == Account.channel, Outbox.chat == Account.address, Outbox.created_at == Revision.at
)
_UNTOLD = select(Revision.id).join(Account, Account.id == Revision.account_id).where(not_(_TOLD))
# Out of one message, one right after the other, of one figure: only an update that was handled twice does that.
_REPEATED = select(Revision.figure_id, Revision.version, Revision.new, _LATER.new).join(
    _LATER,
    and_(
        _LATER.figure_id == Revision.figure_id,
        _LATER.version == Revision.version + 1,
        _LATER.account_id == Revision.account_id,
        _LATER.message == Revision.message,
    ),
)
_SUBMITTED = (
    select(func.count(Audit.id)).where(
        Audit.action == "submit", Audit.object == literal("report:") + cast(Report.id, Text)
    )
).scalar_subquery()
_UNTRAILED = select(Report.id).where(Report.submissions != _SUBMITTED)
_TIMES_WRONG = select(Report.id).where(
    or_(
        and_(Report.state.in_(HANDED_IN), Report.first_submitted_at.is_(None)),
        (Report.submissions > 0) != Report.first_submitted_at.is_not(None),
        Report.first_submitted_at > Report.submitted_at,
    )
)
_LOADED = select(func.count(Audit.id)).where(Audit.action == "load_plan").scalar_subquery()
_PLANS = select(select(func.count(Plan.id)).where(Plan.document != "").scalar_subquery(), _LOADED)


async def figures_unlike_their_revisions(session: AsyncSession, now: datetime) -> list[str]:
    """A figure holds what its newest revision says, and has as many as its version counts."""
    wrong = [
        f"figure {row.id}: version {row.version}, {row.revisions} revisions" for row in await session.execute(_COUNTED)
    ]
    for figure, revision in await session.execute(_PRESENT):
        if reports.as_json(reports.answer_of(figure)) != revision.new:
            wrong.append(f"figure {figure.id}: revision {revision.version} says otherwise")
    wrong += [f"report {id_}: its times of handing in" for id_ in (await session.execute(_TIMES_WRONG)).scalars()]
    return wrong


async def answers_never_acknowledged(session: AsyncSession, now: datetime) -> list[str]:
    """Who gave an answer was written to in the same transaction: at that moment, at that address."""
    return [f"revision {id_}" for id_ in (await session.execute(_UNTOLD)).scalars()]


async def answers_stored_twice(session: AsyncSession, now: datetime) -> list[str]:
    """One message gives one answer to one question; edited, it gives another."""
    return [
        f"figure {figure}: versions {version} and {version + 1} out of one message"
        for figure, version, old, new in await session.execute(_REPEATED)
        if old == new
    ]


async def changes_without_an_entry(session: AsyncSession, now: datetime) -> list[str]:
    """Every handing in, and every version of a plan, has its entry in the audit trail; no entry is without."""
    wrong = [f"report {id_}: handed in otherwise than told" for id_ in (await session.execute(_UNTRAILED)).scalars()]
    loaded, told = (await session.execute(_PLANS)).one()
    return wrong + ([f"{loaded} versions of plans, {told} entries"] if loaded != told else [])
