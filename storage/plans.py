"""The plan in force: its regimes, and what each unit leads in it."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.periods import Audience, Frequency, Regime, Rule, Stage
from domain.values import Special
from storage import tables
from storage.tables import Assignment, Figure, Organisation, Period, Plan, Report, Unit


async def organisation(session: AsyncSession, code: str) -> Organisation | None:
    """The organisation with this code."""
    found = select(Organisation).where(Organisation.code == code)
    return (await session.execute(found)).scalar_one_or_none()


async def in_force(session: AsyncSession, organisation_id: int) -> Plan | None:
    """The newest version of an organisation's plan."""
    found = select(Plan).where(Plan.organisation_id == organisation_id)
    return (await session.execute(found.order_by(Plan.version.desc()).limit(1))).scalar_one_or_none()


async def due_to_open(session: AsyncSession, now: datetime) -> tables.Regime | None:
    """A regime whose next period opens now."""
    return (await session.execute(_due_to_open(now).limit(1))).scalar_one_or_none()


async def opening_together(session: AsyncSession, now: datetime) -> list[tables.Regime]:
    """The regimes of one organisation whose next periods open now: what opens at once is said at once."""
    first = await due_to_open(session, now)
    if first is None:
        return []
    of_it = _due_to_open(now).where(tables.Regime.organisation_id == first.organisation_id)
    return list((await session.execute(of_it)).scalars())


async def put_off_opening(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the regimes whose opening failed tried again later. `next_opens_at` stays: it says which period opens.

    They are tried a minute apart: alone, the one that cannot be opened is found out and the others open.
    """
    rows = await opening_together(session, now)
    for number, row in enumerate(rows):
        row.held_until_at = until + number * timedelta(minutes=1)
    return f"regime {', '.join(str(row.id) for row in rows)}" if rows else None


async def questions(
    session: AsyncSession, plan_id: int, regime_id: int, *frequencies: Frequency
) -> list[tuple[Unit, Assignment]]:
    """What the units lead and are asked for in this regime at these frequencies, unit by unit."""
    found = (
        select(Unit, Assignment)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(
            Assignment.plan_id == plan_id,
            Assignment.leads,
            Assignment.regime_id == regime_id,
            Assignment.frequency.in_(frequencies),
            Unit.retired_at.is_(None),
        )
        .order_by(Unit.id, Assignment.position)
    )
    return list(await session.execute(found))


def regime_to_json(regime: Regime) -> dict[str, Any]:
    """A regime as plain data, for its column."""
    return {
        "rule": regime.rule,
        "frequencies": list(regime.frequencies),
        "zone": regime.zone.key,
        "opening_days_before_due": regime.opening_days_before_due,
        "opening_time": regime.opening_time.isoformat(),
        "due_days_after_cut_off": regime.due_days_after_cut_off,
        "due_time": regime.due_time.isoformat(),
        "grace_days": regime.grace_days,
        "ladder": [[s.name, s.working_days, s.at_time.isoformat(), list(s.audience)] for s in regime.ladder],
        "digest_time": regime.digest_time.isoformat(),
        "closing_delay_seconds": int(regime.closing_delay.total_seconds()),
        "quiet_from_time": regime.quiet_from_time.isoformat(),
        "quiet_to_time": regime.quiet_to_time.isoformat(),
    }


def regime_from_json(rules: dict[str, Any]) -> Regime:
    """The regime behind its column."""
    return Regime(
        rule=Rule(rules["rule"]),
        frequencies=tuple(Frequency(f) for f in rules["frequencies"]),
        zone=ZoneInfo(rules["zone"]),
        opening_days_before_due=rules["opening_days_before_due"],
        opening_time=time.fromisoformat(rules["opening_time"]),
        due_days_after_cut_off=rules["due_days_after_cut_off"],
        due_time=time.fromisoformat(rules["due_time"]),
        grace_days=rules["grace_days"],
        ladder=tuple(
            Stage(name, days, time.fromisoformat(at), tuple(Audience(a) for a in audience))
            for name, days, at, audience in rules["ladder"]
        ),
        digest_time=time.fromisoformat(rules["digest_time"]),
        closing_delay=timedelta(seconds=rules["closing_delay_seconds"]),
        quiet_from_time=time.fromisoformat(rules["quiet_from_time"]),
        quiet_to_time=time.fromisoformat(rules["quiet_to_time"]),
    )


async def regime(session: AsyncSession, regime_id: int) -> Regime:
    """The rules of one regime."""
    return regime_from_json((await session.get_one(tables.Regime, regime_id)).rules)


async def any_regime(session: AsyncSession, organisation_id: int) -> Regime | None:
    """The organisation's first regime: the one whose zone and digest time its groups go by."""
    found = select(tables.Regime).where(tables.Regime.organisation_id == organisation_id)
    row = (await session.execute(found.order_by(tables.Regime.id).limit(1))).scalar_one_or_none()
    return regime_from_json(row.rules) if row else None


async def current_periods(session: AsyncSession, organisation_id: int, now: datetime) -> list[Period]:
    """The periods leaders are told of: not closed yet, or with reports that are still owed or incomplete."""
    unsettled = (
        exists().where(Report.period_id == Period.id, Report.state.in_((State.OPEN, State.RETURNED))).correlate(Period)
    )
    insufficient = (
        exists()
        .where(Report.period_id == Period.id, Figure.report_id == Report.id, Figure.special == Special.NO_FIGURE_YET)
        .correlate(Period)
    )
    found = select(Period).where(
        Period.organisation_id == organisation_id,
        Period.locks_at >= now,
        or_(Period.closing_at.is_not(None), unsettled, insufficient),
    )
    return list((await session.execute(found.order_by(Period.due_at, Period.id))).scalars())


async def due_to_close(session: AsyncSession, now: datetime) -> Period | None:
    """A period whose closing digest is due."""
    found = select(Period).where(Period.closing_at <= now)
    return (await session.execute(found.order_by(Period.closing_at, Period.id).limit(1))).scalar_one_or_none()


async def put_off_closing(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the period whose closing digest failed tried again later. None: none is due."""
    row = await due_to_close(session, now)
    if row is None:
        return None
    row.closing_at = until
    return f"period {row.id}"


def _due_to_open(now: datetime) -> Select[tables.Regime]:
    held = tables.Regime.held_until_at
    found = select(tables.Regime).where(tables.Regime.next_opens_at <= now, or_(held.is_(None), held <= now))
    return found.order_by(tables.Regime.next_opens_at, tables.Regime.id)
