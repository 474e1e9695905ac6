"""Simulated people: an officer and a head for each unit that leads something, an aggregator, a leader, a group."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rehearsal.behaviour import Answers, Behaviour, Conduct
from bot.rehearsal.record import Recipient
from domain.roles import LEADERSHIP_GROUP, Role
from handlers import digest
from locales import speak
from plans.format import PlanFile
from storage import absences, groups, people
from storage.tables import Account, Group, Organisation, Unit

CHANNEL = "telegram"
CONSENT = "rehearsal"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who answers for one unit, and how; `officer` is None where it has nobody."""

    unit: Unit
    conduct: Conduct
    officer: Account | None
    head: Account


@dataclass(slots=True)
class Cast:
    """Everybody there is: crews by the unit's row, who lives at which address, organisations' codes by their row."""

    crews: dict[int, Crew] = field(default_factory=dict)
    recipients: dict[str, Recipient] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)


def leading(plan: PlanFile) -> list[str]:
    """The codes of the units that lead something, in the order of the plan; of groups, their members."""
    members = {group.code: group.members or () for group in plan.groups}
    led = {entry.lead for _, entry in plan.assigned() if entry.lead}
    codes = {code for lead in led for code in members.get(lead, (lead,))}
    codes |= {regime.upward.unit for regime in plan.regimes if regime.upward}
    return [unit.code for unit in plan.units if unit.code in codes]


def conducts(plan: PlanFile, behaviour: Behaviour) -> Iterator[tuple[str, Conduct]]:
    """Each leading unit with what it does; those not named take the defaults in turn."""
    turn = 0
    for code in leading(plan):
        conduct = behaviour.named(plan.organisation.code, code)
        if conduct is None:
            conduct = behaviour.default[turn % len(behaviour.default)]
            turn += 1
        yield code, conduct


async def gather(
    session: AsyncSession, cast: Cast, plan: PlanFile, organisation: Organisation, behaviour: Behaviour, now: datetime
) -> None:
    """Enrol everybody of one organisation; its days of absence are written down, too."""
    found = await session.execute(select(Unit).where(Unit.organisation_id == organisation.id))
    units = {unit.code: unit for unit in found.scalars()}
    enrol = _Enrolling(session, cast, organisation, now)
    for code, conduct in conducts(plan, behaviour):
        unit = units[code]
        officer = None if conduct.answers is Answers.NOBODY else await enrol.person(unit, Role.OFFICER)
        head = await enrol.person(unit, Role.HEAD)
        cast.crews[unit.id] = Crew(unit, conduct, officer, head)
        if officer:
            for absent in conduct.absent:
                await absences.add(session, officer, head.person_id, absent.first, absent.last, now)
    first = units[plan.units[0].code]
    await enrol.person(units[plan.organisation.aggregator or first.code], Role.AGGREGATOR)
    await enrol.person(first, Role.LEADER)
    await enrol.group()


@dataclass(slots=True)
class _Enrolling:
    """Gives out addresses in order, so that every rehearsal has the same."""

    session: AsyncSession
    cast: Cast
    organisation: Organisation
    now: datetime

    async def person(self, unit: Unit, role: Role) -> Account:
        address = self._address(role, unit)
        of, say = self.organisation, speak(self.organisation.locale)
        name = f"{say(f'role.{role}')} {unit.short_name}"
        account = await people.add_account(self.session, of.id, CHANNEL, address, name, of.locale, CONSENT, self.now)
        await people.join(self.session, account, unit.id, role, self.now)
        self.cast.accounts[address] = account
        return account

    async def group(self) -> None:
        of = self.organisation
        self.session.add(
            Group(
                organisation_id=of.id,
                channel=CHANNEL,
                address=self._address(LEADERSHIP_GROUP),
                title=of.short_name,
                purpose=groups.LEADERSHIP,
                bound_at=self.now,
                next_digest_at=await digest.next_digest_at(self.session, of, self.now),
            )
        )
        await self.session.flush()

    def _address(self, role: str, unit: Unit | None = None) -> str:
        address = str(len(self.cast.recipients) + 1)
        code, name = (unit.code, unit.short_name) if unit else ("", "")
        self.cast.recipients[address] = Recipient(address, self.organisation.code, role, code, name)
        return address
