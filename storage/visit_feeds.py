"""What of a plan the teams' visits feed: kept with the assignment, so that each version has its own."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.visit_feeds import Counts, Feed
from storage.parts import Asked
from storage.reports import Owed
from storage.tables import Assignment


def as_json(feed: Feed) -> dict[str, Any]:
    """A feed as plain data."""
    return {"activities": list(feed.activities), "counts": list(feed.counts), "beside": feed.beside}


def from_json(held: dict[str, Any]) -> Feed:
    """The feed behind its plain data."""
    return Feed(tuple(held["activities"]), tuple(map(Counts, held["counts"])), held["beside"])


async def of_report(session: AsyncSession, owed: Owed) -> dict[Asked, Feed]:
    """What visits feed of the questions of a report, under the plan that it was asked under."""
    found = select(Assignment.indicator_id, Assignment.task_id, Assignment.visits).where(
        Assignment.plan_id == owed.period.plan_id,
        Assignment.unit_id == owed.unit.id,
        Assignment.leads,
        Assignment.visits.is_not(None),
    )
    return {(indicator, task): from_json(held) for indicator, task, held in await session.execute(found) if held}
