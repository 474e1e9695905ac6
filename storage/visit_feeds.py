"""What of a plan the teams' visits feed: kept with the assignment, so that each version has its own."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.visit_feeds import Counts, Feed
from storage import parts
from storage.parts import Asked
from storage.reports import Owed


def as_json(feed: Feed) -> dict[str, Any]:
    """A feed as plain data."""
    return {"activities": list(feed.activities), "counts": list(feed.counts), "beside": feed.beside}


def from_json(held: dict[str, Any]) -> Feed:
    """The feed behind its plain data."""
    return Feed(tuple(held["activities"]), tuple(map(Counts, held["counts"])), held["beside"])


async def of_report(session: AsyncSession, owed: Owed) -> dict[Asked, Feed]:
    """What visits feed of the questions of a report, under the plan that it was asked under."""
    led = await parts.led(session, owed)
    return {(one.indicator_id, one.task_id): from_json(one.visits) for one in led if one.visits}
