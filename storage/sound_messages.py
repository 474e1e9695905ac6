"""Whether everybody was asked, nobody at night, and nothing lies about unsent: the rows that say otherwise."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables
from domain.regimes import Regime
from storage import regime_rules, tables
from storage.inbox import MAX_ATTEMPTS
from storage.outbox import Kind
from storage.tables import DUE, NEW, Figure, Inbox, Mention, Outbox, Period, Reminder, Report, Unit
from storage.upward import ASKED as OPENING

CALM = timedelta(seconds=60)
"""How long a queue that nothing holds up may take."""
_STATES = ("new", "done", "dead")
_SETTLED = ("due", "sent", "refused", "unreachable", "expired", "ambiguous")

_ENDLESS = select(Inbox.id, Inbox.state).where(
    or_(
        Inbox.state.not_in(_STATES),
        and_(Inbox.state == "done", Inbox.handled_at.is_(None)),
        and_(Inbox.state == "dead", Inbox.error.is_(None)),
        and_(Inbox.state == NEW, Inbox.attempts >= MAX_ATTEMPTS),
    )
)
_UNTOLD = select(Mention.id).where(
    Mention.told_in.is_not(None),
    not_(exists().where(Outbox.key == Mention.told_in, Outbox.state.in_(_SETTLED))),
)
_UNASKED = (
    select(Report.id)
    .join(Period, Period.id == Report.period_id)
    .where(
        not_(Report.is_upward),
        Period.opened_at < Report.due_at,
        not_(exists().where(Reminder.report_id == Report.id, Reminder.stage == OPENING)),
    )
)
_PROMPTED_TWICE = (
    select(Outbox.chat, Outbox.figure_id)
    .where(Outbox.key.startswith("prompt:"), Outbox.figure_id.is_not(None))  # what was sent back is asked anew
    .group_by(Outbox.channel, Outbox.chat, Outbox.figure_id)
    .having(func.count() > 1)
)
_ASKED_FOR = exists().where(  # "nhắc lại 21h": whoever says so is written to then
    Mention.told_in == Outbox.key, Mention.report_id == Report.id, Report.snoozed_until_at == Mention.due_at
)
_UNASKED_FOR = select(Outbox.id, Outbox.organisation_id, Outbox.created_at, Outbox.due_at, Outbox.held_by).where(
    Outbox.kind != Kind.REPLY, Outbox.organisation_id.is_not(None), not_(_ASKED_FOR)
)
_ELSEWHERE = (
    (
        "figure",
        select(Figure.id)
        .join(Report, Report.id == Figure.report_id)
        .where(Figure.organisation_id != Report.organisation_id),
    ),
    (
        "report",
        select(Report.id)
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(or_(Report.organisation_id != Period.organisation_id, Report.organisation_id != Unit.organisation_id)),
    ),
    (
        "mention",
        select(Mention.id)
        .join(Report, Report.id == Mention.report_id)
        .where(Mention.organisation_id != Report.organisation_id),
    ),
)


async def updates_without_an_end(session: AsyncSession, now: datetime) -> list[str]:
    """What was confirmed to a messenger waits, was handled, or was given up with a reason."""
    return [f"update {row.id}: {row.state}" for row in await session.execute(_ENDLESS)]


async def reports_nobody_was_asked_for(session: AsyncSession, now: datetime) -> list[str]:
    """Every report that opened in time was told of, and whatever is noted as told has its message."""
    wrong = [f"report {id_}: its opening" for id_ in (await session.execute(_UNASKED)).scalars()]
    return wrong + [f"mention {id_}: its message" for id_ in (await session.execute(_UNTOLD)).scalars()]


async def prompts_written_twice(session: AsyncSession, now: datetime) -> list[str]:
    """Of one question one chat is told once that it has opened."""
    return [f"figure {row.figure_id} in {row.chat}" for row in await session.execute(_PROMPTED_TWICE)]


async def written_in_quiet_hours(session: AsyncSession, now: datetime) -> list[str]:
    """Nobody is written to unasked in hours that are quiet under every regime of the organisation."""
    rules = defaultdict[int, list[Regime]](list)
    for row in (await session.execute(select(tables.Regime))).scalars():
        rules[row.organisation_id].append(regime_rules.from_json(row.rules))
    return [
        f"message {row.id} at {at:%Y-%m-%d %H:%M} UTC"
        for row in await session.execute(_UNASKED_FOR)
        # What waits for a new month of the messenger's plan has a moment of its own.
        if (at := row.created_at if row.held_by else max(row.created_at, row.due_at))
        and rules[row.organisation_id]
        and all(timetables.out_of_quiet(one, at) != at for one in rules[row.organisation_id])
    ]


async def of_another_organisation(session: AsyncSession, now: datetime) -> list[str]:
    """What belongs together belongs to one organisation."""
    return [f"{what} {id_}" for what, found in _ELSEWHERE for id_ in (await session.execute(found)).scalars()]


async def left_lying(session: AsyncSession, now: datetime) -> list[str]:
    """Nothing stays in hand past its lease, and nothing that could go has waited for longer than CALM."""
    before = now - CALM
    sending = select(Outbox.id).where(
        Outbox.state == DUE,
        Outbox.due_at < before,
        or_(Outbox.held_until_at.is_(None), Outbox.held_until_at < before),
        or_(Outbox.lease_until_at.is_(None), Outbox.lease_until_at < before),
    )
    handling = select(Inbox.id).where(
        Inbox.state == NEW,
        Inbox.next_attempt_at < before,
        or_(Inbox.lease_until_at.is_(None), Inbox.lease_until_at < before),
    )
    wrong = [f"message {id_} unsent" for id_ in (await session.execute(sending)).scalars()]
    return wrong + [f"update {id_} unhandled" for id_ in (await session.execute(handling)).scalars()]
