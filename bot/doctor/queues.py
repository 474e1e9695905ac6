"""Checks of what goes on: who leads, what waits to be sent, what could not be handled, which days are known."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, func, not_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import lock
from bot.doctor.findings import Finding, Patient, ok, warn
from bot.doctor.findings import fail as failed
from storage import days_off, inbox, unposted
from storage.tables import DUE, Inbox, Leader, Organisation, Outbox, SwappedDay

LATE, TOO_LATE = timedelta(minutes=5), timedelta(hours=1)
RECENT = timedelta(days=7)
FEW = 3  # titles that are shown
AHEAD = timedelta(days=60)
_HELD = or_(Outbox.held_by.is_not(None), Outbox.held_until_at.is_not(None))
_IS_FREE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")


async def sent(patient: Patient) -> Sequence[Finding]:
    """What became of the messages."""
    now = patient.now
    async with patient.rows.sessions() as session:
        due = select(func.count()).where(Outbox.state == DUE)
        pending, held = [(await session.execute(one)).scalar_one() for one in (due, due.where(_HELD))]
        lost = select(Outbox.state, func.count()).where(
            Outbox.state.in_(("ambiguous", "refused", "unreachable")), Outbox.sent_at > now - RECENT
        )
        counts = dict[str, int]()
        for state, number in await session.execute(lost.group_by(Outbox.state)):
            counts[state] = number
    words = {"pending": pending, "held": held} | {
        name: counts.get(name, 0) for name in ("ambiguous", "refused", "unreachable")
    }
    if words["ambiguous"] or words["refused"]:
        return [warn("doctor.outbox.lost", "doctor.outbox.lost.do", **words)]
    return [ok("doctor.outbox.ok", **words)]


async def oldest(patient: Patient) -> Sequence[Finding]:
    """How long the message that waits longest could have gone."""
    now = patient.now
    waiting = select(func.min(Outbox.due_at)).where(
        Outbox.state == DUE, Outbox.due_at <= now, or_(Outbox.held_until_at.is_(None), Outbox.held_until_at <= now)
    )
    async with patient.rows.sessions() as session:
        since = (await session.execute(waiting)).scalar_one()
    late = now - since if since is not None else timedelta(0)
    words = {"minutes": int(late.total_seconds() // 60)}
    if late > TOO_LATE:
        return [failed("doctor.oldest.late", "doctor.oldest.late.do", **words)]
    return [warn("doctor.oldest.late", "doctor.oldest.late.do", **words) if late > LATE else ok("doctor.oldest.ok")]


async def digests(patient: Patient) -> Sequence[Finding]:
    """Every digest whose moment has passed stands in its group."""
    async with patient.rows.sessions() as session:
        late = await unposted.late(session, patient.now)
    if late:
        titles = "; ".join(row.title for row in late[:FEW])
        return [failed("doctor.digests.late", "doctor.digests.late.do", number=len(late), titles=titles)]
    return [ok("doctor.digests.ok")]


async def dead(patient: Patient) -> Sequence[Finding]:
    """Updates that were given up."""
    async with patient.rows.sessions() as session:
        given_up = (await session.execute(select(func.count()).where(Inbox.state == "dead"))).scalar_one()
        waiting = await inbox.waiting(session, patient.now)
    if given_up:
        return [warn("doctor.inbox.dead", "doctor.inbox.dead.do", dead=given_up)]
    return [ok("doctor.inbox.ok", waiting=waiting)]


async def days(patient: Patient) -> Sequence[Finding]:
    """The swapped days of the next sixty days are known, or it was said that there are none."""
    today = patient.now.date()
    years = [one for one in sorted({today.year, (today + AHEAD).year}) if not days_off.announced(one)]
    async with patient.rows.sessions() as session:
        silent = {year: await _silent(session, year) for year in years}
    found = [
        warn("doctor.days_off.unknown", "doctor.days_off.unknown.do", year=year, organisations=", ".join(codes))
        for year, codes in silent.items()
        if codes
    ]
    return found or [ok("doctor.days_off.ok", until=(today + AHEAD).isoformat())]


async def leaders(patient: Patient) -> Sequence[Finding]:
    """Somebody receives and sends."""
    if not patient.rows.is_shared:
        return [_one_process(patient)]
    async with patient.rows.sessions() as session:
        rows = (await session.execute(select(Leader).order_by(Leader.name))).scalars().all()
        idle = [one for one in rows if (await session.execute(_IS_FREE, {"name": f"dunghan:{one.name}"})).scalar_one()]
    names = ", ".join(f"{one.name} ({one.holder})" for one in rows)
    if idle:
        return [warn("doctor.leaders.none", "doctor.leaders.none.do", names=", ".join(one.name for one in idle))]
    return [ok("doctor.leaders.ok", names=names) if rows else ok("doctor.leaders.never")]


def _one_process(patient: Patient) -> Finding:
    try:
        with lock.only_one(patient.home.data / "dunghan.lock"):
            return ok("doctor.leaders.stopped")
    except lock.TakenError:
        return ok("doctor.leaders.runs")


async def _silent(session: AsyncSession, year: int) -> list[str]:
    """The organisations that have said nothing of a year."""
    within = SwappedDay.day.between(date(year, 1, 1), date(year, 12, 31))
    said = exists().where(SwappedDay.organisation_id == Organisation.id, within)
    found = select(Organisation.code).where(not_(said)).order_by(Organisation.id)
    return list((await session.execute(found)).scalars())
