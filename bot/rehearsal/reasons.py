"""Why a message was sent: the rungs it says, as the bot has noted them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rehearsal.post import Letter
from bot.rehearsal.record import Why
from domain.regimes import Audience
from storage import regime_rules, tables
from storage.outbox import Kind
from storage.tables import Mention, Organisation, Period, Reminder, Report, Unit


@dataclass(frozen=True, slots=True)
class Reasons:
    """What letters to people say, by the letter's key; what warnings in groups say, by moment and organisation."""

    told: dict[str, list[Why]]
    warned: dict[tuple[datetime, str], list[Why]]

    def of(self, letter: Letter, organisation: str) -> tuple[Why, ...]:
        """The rungs behind a message; none behind an answer or a digest."""
        if letter.kind is Kind.WARNING:
            return tuple(self.warned.get((letter.written_at, organisation), ()))
        return tuple(self.told.get(letter.key, ()))


async def behind(session: AsyncSession, letters: Sequence[Letter]) -> Reasons:
    """What stands behind these letters."""
    told = defaultdict[str, list[Why]](list)
    said = (
        select(Mention, Report, Period, Unit)
        .join(Report, Report.id == Mention.report_id)
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Mention.told_in.in_([one.key for one in letters]))
        .order_by(Mention.id)
    )
    for mention, report, period, unit in await session.execute(said):
        told[mention.told_in or ""].append(_why(mention.stage, report, period, unit))
    moments = {one.written_at for one in letters if one.kind is Kind.WARNING}
    return Reasons(told, await _warned(session, moments) if moments else {})


async def _warned(session: AsyncSession, moments: Collection[datetime]) -> dict[tuple[datetime, str], list[Why]]:
    found = (
        select(Reminder, Report, Period, Unit, tables.Regime.rules, Organisation.code)
        .join(Report, Report.id == Reminder.report_id)
        .join(Period, Period.id == Report.period_id)
        .join(Unit, Unit.id == Report.unit_id)
        .join(tables.Regime, tables.Regime.id == Period.regime_id)
        .join(Organisation, Organisation.id == Report.organisation_id)
        .where(Reminder.said_at.in_(moments))
        .order_by(Reminder.id)
    )
    warned = defaultdict[tuple[datetime, str], list[Why]](list)
    for rung, report, period, unit, rules, code in await session.execute(found):
        ladder = regime_rules.from_json(rules).ladder
        if any(one.name == rung.stage and Audience.LEADERSHIP_GROUP in one.audience for one in ladder):
            warned[rung.said_at, code].append(_why(rung.stage, report, period, unit))
    return warned


def _why(stage: str, report: Report, period: Period, unit: Unit) -> Why:
    return Why(report.id, stage, period.key, period.frequency, unit.short_name)
