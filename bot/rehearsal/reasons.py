"""Why a message was sent: the rungs that the bot noted as said at the moment it wrote the message."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rehearsal.record import Recipient, Why
from domain.regimes import Audience
from domain.roles import LEADERSHIP_GROUP, Role
from storage import regime_rules, tables
from storage.tables import Organisation, Period, Reminder, Report, Unit

# Whose reports each listener hears of: those of the own unit, or all.
OWN_UNIT_ONLY = frozenset({Role.OFFICER, Role.HEAD})
_LISTENS = {role: Audience(role) for role in (Role.OFFICER, Role.HEAD, Role.AGGREGATOR, Role.LEADER)}


@dataclass(frozen=True, slots=True)
class _Said:
    organisation: str
    unit_code: str
    audience: frozenset[Audience]
    why: Why


@dataclass(slots=True)
class Reasons:
    """Every rung said so far, by the moment; read on as the rehearsal goes."""

    _newest: int = 0
    _said: dict[datetime, list[_Said]] = field(default_factory=lambda: defaultdict(list))

    async def read_on(self, session: AsyncSession) -> None:
        """Take up what was noted since the last time."""
        found = (
            select(Reminder, Report, Period, Unit, tables.Regime.rules, Organisation.code)
            .join(Report, Report.id == Reminder.report_id)
            .join(Period, Period.id == Report.period_id)
            .join(Unit, Unit.id == Report.unit_id)
            .join(tables.Regime, tables.Regime.id == Period.regime_id)
            .join(Organisation, Organisation.id == Report.organisation_id)
            .where(Reminder.id > self._newest)
            .order_by(Reminder.id)
        )
        for reminder, report, period, unit, rules, code in await session.execute(found):
            self._newest = reminder.id
            why = Why(report.id, reminder.stage, period.key, period.frequency, unit.short_name)
            ladder = regime_rules.from_json(rules).ladder
            audience = frozenset(who for stage in ladder if stage.name == reminder.stage for who in stage.audience)
            self._said[reminder.said_at].append(_Said(code, unit.code, audience, why))

    def of(self, to: Recipient, written_at: datetime) -> tuple[Why, ...]:
        """The rungs behind a message to somebody, of the reports that are that person's to hear of."""
        return tuple(one.why for one in self._said.get(written_at, ()) if _hears(to, one))


def _hears(to: Recipient, said: _Said) -> bool:
    if said.organisation != to.organisation:
        return False
    if to.role == LEADERSHIP_GROUP:
        return Audience.LEADERSHIP_GROUP in said.audience
    if to.role in OWN_UNIT_ONLY and said.unit_code != to.unit_code:
        return False
    return not said.audience or _LISTENS[Role(to.role)] in said.audience or to.role in OWN_UNIT_ONLY
