"""The plan in force: its regimes, and what each unit leads in it."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.regimes import Regime
from domain.values import Special
from storage import picking, recall, regime_rules, tables
from storage.asked import is_opening
from storage.tables import Figure, Organisation, Period, Plan, Report

_IN_FORCE = (
    select(Plan)
    .where(Plan.organisation_id == bindparam("organisation"), Plan.applied_at.is_not(None))
    .order_by(Plan.version.desc())
    .limit(1)
)
_REGIMES = (
    select(tables.Regime).where(tables.Regime.organisation_id == bindparam("organisation")).order_by(tables.Regime.id)
)
_FIRST_REGIME = _REGIMES.limit(1)


async def organisation(session: AsyncSession, code: str) -> Organisation | None:
    """The organisation with this code."""
    found = select(Organisation).where(Organisation.code == code)
    return (await session.execute(found)).scalar_one_or_none()


async def organisation_codes(session: AsyncSession) -> list[str]:
    """The codes of all organisations here, in the order in which they came."""
    return list((await session.execute(select(Organisation.code).order_by(Organisation.id))).scalars())


async def in_force(session: AsyncSession, organisation_id: int) -> Plan | None:
    """The newest version of an organisation's plan that is in force; one that waits for its period is not."""
    return (await session.execute(_IN_FORCE, {"organisation": organisation_id})).scalar_one_or_none()


async def newest(session: AsyncSession, organisation_id: int) -> Plan | None:
    """The version loaded last, in force or waiting."""
    found = select(Plan).where(Plan.organisation_id == organisation_id)
    return (await session.execute(found.order_by(Plan.version.desc()).limit(1))).scalar_one_or_none()


async def waiting(session: AsyncSession, organisation_id: int) -> list[Plan]:
    """The versions that wait for their period, soonest first.

    One that was loaded later takes the place of those it would begin before, or together with.
    """
    newest_in_force = select(func.max(Plan.version)).where(
        Plan.organisation_id == organisation_id, Plan.applied_at.is_not(None)
    )
    found = select(Plan).where(
        Plan.organisation_id == organisation_id,
        Plan.applied_at.is_(None),
        Plan.version > func.coalesce(newest_in_force.scalar_subquery(), 0),
    )
    standing: list[Plan] = []
    begins = date.max
    for row in (await session.execute(found.order_by(Plan.version.desc()))).scalars():
        if row.in_force_from and row.in_force_from < begins:
            standing.insert(0, row)
            begins = row.in_force_from
    return standing


async def due_to_open(session: AsyncSession, now: datetime) -> tables.Regime | None:
    """A regime whose next period opens now."""
    return (await session.execute(picking.free(_due_to_open(now).limit(1), tables.Regime))).scalar_one_or_none()


async def opening_together(session: AsyncSession, now: datetime) -> list[tables.Regime]:
    """The regimes of one organisation that open a period now, or are at it: what opens at once is said at once."""
    first = await due_to_open(session, now)
    if first is None:
        return []
    of_it = _due_to_open(now).where(tables.Regime.organisation_id == first.organisation_id)
    return list((await session.execute(picking.free(of_it, tables.Regime))).scalars())


async def put_off_opening(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the regimes whose opening failed tried again later. `next_opens_at` stays: it says which period opens.

    They are tried a minute apart: alone, the one that cannot be opened is found out and the others open.
    """
    rows = await opening_together(session, now)
    for number, row in enumerate(rows):
        row.held_until_at = until + number * timedelta(minutes=1)
    return f"regime {', '.join(str(row.id) for row in rows)}" if rows else None


async def regime(session: AsyncSession, regime_id: int) -> Regime:
    """The rules of one regime."""

    async def ask() -> Regime:
        return regime_rules.from_json((await session.get_one(tables.Regime, regime_id)).rules)

    return await recall.once(session, ("regime", regime_id), ask)


async def regimes(session: AsyncSession, organisation_id: int) -> dict[int, Regime]:
    """The rules of every regime of an organisation, by its id."""
    found = await session.execute(_REGIMES, {"organisation": organisation_id})
    return {row.id: regime_rules.from_json(row.rules) for row in found.scalars()}


async def any_regime(session: AsyncSession, organisation_id: int) -> Regime | None:
    """The organisation's first regime: the one whose zone and digest time its groups go by."""
    row = (await session.execute(_FIRST_REGIME, {"organisation": organisation_id})).scalar_one_or_none()
    return regime_rules.from_json(row.rules) if row else None


async def current_periods(session: AsyncSession, organisation_id: int, now: datetime) -> list[Period]:
    """The periods leaders are told of: not closed yet, or with reports that are still owed or incomplete."""
    unsettled = (
        exists().where(Report.period_id == Period.id, Report.state.in_((State.OPEN, State.RETURNED))).correlate(Period)
    )
    # The first there is, and not whether one exists: PostgreSQL would rather gather all that exist anywhere.
    insufficient = (
        select(Figure.id)
        .join(Report, Report.id == Figure.report_id)
        .where(Report.period_id == Period.id, Figure.special == Special.NO_FIGURE_YET)
        .limit(1)
        .correlate(Period)
        .scalar_subquery()
    )
    found = select(Period).where(
        Period.organisation_id == organisation_id,
        Period.locks_at >= now,
        or_(Period.closing_at.is_not(None), unsettled, insufficient.is_not(None)),
    )
    return list((await session.execute(found.order_by(Period.due_at, Period.id))).scalars())


async def due_to_close(session: AsyncSession, now: datetime) -> list[Period]:
    """The periods of one organisation whose closing digest is due, in the order of their deadlines."""
    due = select(Period).where(Period.closing_at <= now).order_by(Period.closing_at, Period.id)
    first = select(Period.organisation_id).where(Period.closing_at <= now).order_by(Period.closing_at, Period.id)
    of_it = due.where(Period.organisation_id == first.limit(1).scalar_subquery())
    return list((await session.execute(picking.free(of_it, Period))).scalars())


async def put_off_closing(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the period whose closing digest failed tried again later. None: none is due."""
    rows = await due_to_close(session, now)
    if not rows:
        return None
    rows[0].closing_at = until  # alone, so that the others go on without it
    return f"period {rows[0].id}"


def _due_to_open(now: datetime) -> Select[tables.Regime]:
    held = tables.Regime.held_until_at
    opens = or_(tables.Regime.next_opens_at <= now, tables.Regime.id.in_(select(Period.regime_id).where(is_opening())))
    found = select(tables.Regime).where(opens, or_(held.is_(None), held <= now))
    return found.order_by(tables.Regime.next_opens_at, tables.Regime.id)
