"""The world of the authority tests: two organisations, everything that can be named in it, everybody who may try."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain.lateness import State
from domain.roles import TEAM, Role
from domain.rounds import ROUND
from domain.values import Value
from handlers import join
from storage import conversations, outbox, people, recording, tables
from storage.outbox import Kind, To
from storage.reports import Answer
from storage.tables import Account, Organisation, Unit
from storage.visit_tables import Visit, VisitMonth
from tests import rows
from tests.rows import NOW

PLACES = ("own", "other", "elsewhere")
SECRETS = ("kín đáo", "4711", "4.711")  # in every name, title and figure of the thing's own unit and team
PROMPT = "prompt-of-old"  # a message of the bot that asked for the figure, in everybody's chat


@dataclass(frozen=True, slots=True)
class World:
    """What can be named, by its id, and who tries: an account's address by role and place."""

    ids: dict[str, int]
    addresses: dict[tuple[Role, str], str]


async def build(session: AsyncSession) -> World:
    """Two organisations alike; in the first a second unit and a second team."""
    town, far = await rows.build(session, "gan"), await rows.build(session, "xa")
    for one in (town, far):
        one.organisation.head_approves = one.organisation.aggregator_accepts = True
    town.unit.code, town.unit.name, town.unit.short_name = "KINDAO", "Phòng Kín đáo", "Kín đáo"
    person = await people.person(session, town.officer.person_id)
    person.name = "Nguyễn Kín Đáo"
    team = await _unit(session, town.organisation, "TOKD", "Tổ Kín đáo", TEAM)
    of = {
        "own": [town.unit, team],
        "other": [
            await _unit(session, town.organisation, "KHAC", "Phòng Khác", "department"),
            await _unit(session, town.organisation, "TOKHAC", "Tổ Khác", TEAM),
        ],
        "elsewhere": [far.unit, await _unit(session, far.organisation, "TOXA", "Tổ Xa", TEAM)],
    }
    addresses = {(role, place): await _joins(session, role, of[place]) for role in Role for place in PLACES}
    ids = await _things(session, town, team)
    for address in addresses.values():
        to = To("telegram", address, town.organisation.id)
        await outbox.add(session, f"prompt:{address}", Kind.PROMPT, to, "?", NOW, figure_id=ids["figure"])
    await session.flush()
    return World(ids, addresses)


async def _unit(session: AsyncSession, organisation: Organisation, code: str, name: str, kind: str) -> Unit:
    unit = Unit(organisation_id=organisation.id, code=code, name=name, short_name=name, kind=kind, aliases=[])
    session.add(unit)
    await session.flush()
    return unit


async def _joins(session: AsyncSession, role: Role, units: list[Unit]) -> str:
    address = f"{role}-{units[0].code}"
    account = await people.add_account(
        session, units[0].organisation_id, "telegram", address, f"Người {role}", "vi", join.CONSENT, NOW
    )
    for unit in units:
        await people.join(session, account, unit.id, role, NOW)
    await conversations.of(session, account)
    return address


async def _things(session: AsyncSession, town: rows.Town, team: Unit) -> dict[str, int]:
    """One of everything, of the first organisation's first unit and team."""
    of = {"organisation_id": town.organisation.id}
    figure, task = town.figures
    indicator = await session.get_one(tables.Indicator, figure.indicator_id)
    work = await session.get_one(tables.Task, task.task_id)
    indicator.name, work.name = "Chỉ tiêu kín đáo", "Nhiệm vụ kín đáo"
    for aim in ({"indicator_id": indicator.id}, {"task_id": work.id}):
        session.add(
            tables.Assignment(
                **of, plan_id=town.plan.id, unit_id=town.unit.id, leads=True, position=1, regime_id=town.regime.id,
                frequency="month", **aim,
            )
        )  # fmt: skip
    handed_in = await _report(session, town, "2026-10", State.SUBMITTED)
    approved = await _report(session, town, "2026-09", State.SUBMITTED)
    approved.approved_at, approved.approved_by_id = NOW, town.officer.person_id
    locked = await _report(session, town, "2026-08", State.OPEN)
    await _lock(session, locked)
    asked = tables.LockException(
        **of, report_id=locked.id, asked_by_id=town.officer.id, asked_at=NOW, reason="lý do kín đáo"
    )
    evidence = tables.Evidence(
        **of, figure_id=figure.id, sha256="a" * 64, kind="photo", name="kín đáo.jpg", size=1,
        person_id=town.officer.person_id, at=NOW,
    )  # fmt: skip
    round_ = await rows.add_period(session, town.organisation.id, town.regime.id, town.plan.id, "2026-07")
    round_.frequency, round_.title = ROUND, "Đợt kín đáo"
    await rows.add_report(session, round_, town.unit.id)
    visit = _visit(town.officer, team)
    session.add_all([asked, evidence, visit])
    session.add(
        VisitMonth(**of, unit_id=team.id, month="2026-10", confirmed_by_id=town.officer.person_id, confirmed_at=NOW)
    )
    await session.flush()
    return {
        "organisation": town.organisation.id, "report": town.report.id, "figure": figure.id, "handed_in": handed_in.id,
        "approved": approved.id, "locked": locked.id, "request": asked.id, "evidence": evidence.id,
        "round": round_.id, "visit": visit.id, "team": team.id, "task": work.id,
    }  # fmt: skip


async def _report(session: AsyncSession, town: rows.Town, key: str, state: State) -> tables.Report:
    """A report of an earlier month with one figure in it."""
    period = await rows.add_period(session, town.organisation.id, town.regime.id, town.plan.id, key)
    report = await rows.add_report(session, period, town.unit.id)
    report.state, report.submissions = state, 1
    report.submitted_at = report.first_submitted_at = NOW if state is State.SUBMITTED else None
    figure = tables.Figure(
        organisation_id=town.organisation.id, report_id=report.id, position=1, version=0,
        indicator_id=town.figures[0].indicator_id,
    )  # fmt: skip
    session.add(figure)
    await session.flush()
    await recording.record(session, figure, Answer(Value(Decimal(4711))), "4711", town.officer, NOW)
    return report


async def _lock(session: AsyncSession, report: tables.Report) -> None:
    period = await session.get_one(tables.Period, report.period_id)
    period.due_at, period.locks_at = NOW - timedelta(days=20), NOW - timedelta(days=1)
    report.due_at = period.due_at


def _visit(by: Account, team: Unit) -> Visit:
    return Visit(
        organisation_id=team.organisation_id, unit_id=team.id, person_id=by.person_id, account_id=by.id, entry="e",
        position=1, kind="visit", activity="vneid", words="", number=4711, counted="people", on=date(2026, 11, 9),
        at=NOW, channel="telegram", chat=by.address, message="m", version=1,
    )  # fmt: skip
