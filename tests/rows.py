"""Rows that tests of storage and of what runs start from: a town with everything in it once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import join
from storage import people, regime_rules, reports, tables
from storage.tables import Account, Figure, Group, Organisation, Period, Plan, Report, Unit
from tests.domain.regimes import MONTHLY

NOW = datetime(2026, 11, 9, 1, tzinfo=UTC)
DUE, LOCKS = NOW + timedelta(days=7), NOW + timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Town:
    """One organisation with a unit, its officer, and a report of two questions."""

    organisation: Organisation
    unit: Unit
    officer: Account
    plan: Plan
    regime: tables.Regime
    period: Period
    report: Report
    figures: list[Figure]
    group: Group


async def build(session: AsyncSession, code: str) -> Town:
    """A town with everything in it once."""
    organisation = Organisation(code=code, name=code, short_name=code, zone="Asia/Ho_Chi_Minh", locale="vi")
    session.add(organisation)
    await session.flush()
    of = {"organisation_id": organisation.id}
    unit = Unit(
        **of, code="VHXH", name="Phòng Văn hóa Xã hội", short_name="VH-XH", kind="department", aliases=["VHXH2"]
    )
    regime = tables.Regime(**of, code="monthly", rules=regime_rules.to_json(MONTHLY))
    plan = Plan(**of, version=1, title="", document="", fingerprint="", loaded_at=NOW, applied_at=NOW)
    group = Group(
        **of, channel="telegram", address=f"-100{organisation.id}", title="", purpose="leadership", bound_at=NOW
    )
    session.add_all([unit, regime, plan, group])
    await session.flush()
    officer = await people.add_account(
        session, organisation.id, "telegram", f"7{organisation.id}", "Mai", "vi", join.CONSENT, NOW
    )
    await people.join(session, officer, unit.id, Role.OFFICER, NOW)
    indicator = tables.Indicator(
        **of, code="I.1", name="Hồ sơ trực tuyến", text="", kind="count", nature="in_period", unit_of_measure="hồ sơ"
    )
    task = tables.Task(**of, code="T.1", part="", number=1, name="Số hóa", text="", product="", due_text="")
    session.add_all([indicator, task])
    await session.flush()
    period = await add_period(session, organisation.id, regime.id, plan.id, "2026-11")
    report = await add_report(session, period, unit.id)
    figures = [
        Figure(**of, report_id=report.id, position=1, version=0, indicator_id=indicator.id),
        Figure(**of, report_id=report.id, position=2, version=0, task_id=task.id),
    ]
    session.add_all(figures)
    await session.flush()
    return Town(organisation, unit, officer, plan, regime, period, report, figures, group)


async def add_period(session: AsyncSession, organisation_id: int, regime_id: int, plan_id: int, key: str) -> Period:
    """A period of a month, opened now and due in a week."""
    year, month = (int(part) for part in key.split("-"))
    period_id = await reports.open_period(
        session,
        organisation_id=organisation_id,
        regime_id=regime_id,
        plan_id=plan_id,
        key=key,
        frequency="month",
        first_day=date(year, month - 1, 15),
        cut_off=date(year, month, 14),
        opened_at=NOW,
        due_at=DUE,
        locks_at=LOCKS,
        closing_at=DUE,
    )
    assert period_id is not None
    return await session.get_one(Period, period_id)


async def add_report(session: AsyncSession, period: Period, unit_id: int, *, is_upward: bool = False) -> Report:
    """An open report without questions."""
    report_id = await reports.open_report(
        session,
        organisation_id=period.organisation_id,
        period_id=period.id,
        unit_id=unit_id,
        is_upward=is_upward,
        due_at=period.due_at,
        next_remind_at=NOW + timedelta(days=2),
        ask_at=period.due_at if is_upward else None,
    )
    assert report_id is not None
    return await session.get_one(Report, report_id)
