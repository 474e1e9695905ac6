"""How it reads that a review stopped or replaced something: it is no longer asked for, and stays to be seen."""

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.decided import Decided
from handlers.quarters import name
from locales import Speaker
from storage import assigned, decisions, plans
from storage.tables import Decision, Organisation


def words(say: Speaker, row: Decision, zone: ZoneInfo) -> str:
    """ "đã dừng từ Thứ Hai 05/10/2026 theo quyết định rà soát Quý III/2026 (thiếu kinh phí)"."""
    told = {
        "day": say.full_day(row.decided_at.astimezone(zone).date()),
        "review": name(say, row.review),
        "reason": row.reason,
    }
    if row.decision == Decided.REPLACE:
        return say("ended.replaced", by=row.subject, **told)
    return say("ended.stopped", **told)


def line(say: Speaker, what: str, row: Decision, zone: ZoneInfo) -> str:
    """The same after its name."""
    return say("ended.line", name=what, how=words(say, row, zone))


async def of_unit(session: AsyncSession, say: Speaker, organisation: Organisation, unit_id: int) -> list[str]:
    """A line for everything this unit led and does not report on any more."""
    standing = (await decisions.standing(session, organisation.id)).ended()
    plan = await plans.in_force(session, organisation.id)
    if not standing or plan is None:
        return []
    named = await assigned.names(session, plan.id, [unit_id])
    zone = ZoneInfo(organisation.zone)
    return [line(say, named[subject], row, zone) for subject, row in standing.items() if subject in named]
