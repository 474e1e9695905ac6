"""The units' scores of a year with every share behind them, in words and as a table to export."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import score
from domain.pace import Why
from domain.score import WEIGHTS, Score, Share
from files.scores import Sheet
from handlers import paced
from handlers.paced import Paced
from locales import Speaker
from storage import scoring
from storage.tables import Organisation, Unit

# Where there is nothing to reach. A target without any figure counts as not reached: silence must not pay.
_NOTHING_TO_REACH = frozenset({Why.PENDING, Why.NO_TARGET, Why.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with its score."""

    unit: Unit
    score: Score


async def of_year(
    session: AsyncSession,
    organisation: Organisation,
    year: int,
    now: datetime,
    unit_ids: Collection[int] | None = None,
) -> list[Scored]:
    """The units that had reports due in a year, highest score first; or only some of them."""
    units, facts = await scoring.of_year(session, organisation.id, year, now)
    seen = await paced.overview(session, organisation, now, unit_ids=unit_ids)
    targets = _targets([one for one in seen.indicators if one.aim.due_on.year == year])
    found = [
        Scored(unit, score.score(facts[unit.id], targets.get(unit.id, Share(0, 0))))
        for unit in units
        if unit_ids is None or unit.id in unit_ids
    ]
    return sorted(found, key=lambda one: -(one.score.points or 0))


def sheet(say: Speaker, organisation: Organisation, year: int, found: Collection[Scored]) -> Sheet:
    """The table: one row for each unit, every share as "11/12"."""
    heads = [say("score.head.unit"), say("score.head.points"), *(say(f"score.part.{part}") for part in WEIGHTS)]
    rows = [
        [one.unit.name, points(say, one.score), *(share(say, one.score.shares[part]) for part in WEIGHTS)]
        for one in found
    ]
    title = say("score.title", year=year, whose=organisation.name)
    return Sheet(title, formula(say), heads, rows)


def formula(say: Speaker) -> list[str]:
    """The formula in words, with its weights."""
    parts = " + ".join(f"{weight} × {say(f'score.part.{part}')}" for part, weight in WEIGHTS.items())
    return [say("score.formula", parts=parts), say("score.formula_rest")]


def points(say: Speaker, of: Score) -> str:
    """ "87,5", or that nothing was due."""
    return say("score.none") if of.points is None else say.number(of.points)


def share(say: Speaker, of: Share) -> str:
    """ "11/12", or that there is nothing to count."""
    return f"{of.good}/{of.of}" if of.of else say("score.none")


def _targets(of_year: list[Paced]) -> dict[int, Share]:
    found = dict[int, Share]()
    for one in of_year:
        if one.pace.why in _NOTHING_TO_REACH:
            continue
        before = found.get(one.duty.unit.id, Share(0, 0))
        found[one.duty.unit.id] = Share(before.good + one.pace.reached, before.of + 1)
    return found
