"""What somebody may reach by a number from a chat: the one door from such a number to a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import ANSWERING, Role
from storage import entered_for, evidence, lock_exceptions, people, reports, visits
from storage.reports import Owed
from storage.tables import Account, Evidence, LockException, Unit
from storage.visit_tables import Visit
from storage.visits import Logged


@dataclass(frozen=True, slots=True)
class Scope:
    """One person at one moment, in the organisation that is meant now.

    What lies outside is as if it were not there: None, whether the number is somebody else's or nobody's. Nothing is
    remembered from one message to the next, so that who has lost a role has lost it at once.
    """

    session: AsyncSession
    account: Account
    organisation_id: int
    now: datetime

    async def report(self, report_id: int) -> Owed | None:
        """The report with this number, if the person may answer it; of any organisation they serve in."""
        owed = await reports.get(self.session, report_id)
        return owed if owed and await self.answers(owed) else None

    async def report_asking(self, figure_id: int) -> Owed | None:
        """The report a question is in, if the person may answer it."""
        owed = await reports.holding(self.session, figure_id)
        return owed if owed and await self.answers(owed) else None

    async def report_for(self, report_id: int, roles: Collection[Role]) -> Owed | None:
        """The report with this number, if the person has one of these roles in the organisation it belongs to."""
        owed = await reports.get(self.session, report_id)
        return owed if owed and await self.holds(roles, owed.report.organisation_id) else None

    async def evidence(self, evidence_id: int) -> tuple[Evidence, Owed] | None:
        """A file beside a figure, and its report, if the person may answer that."""
        row = await evidence.get(self.session, evidence_id)
        owed = await self.report_asking(row.figure_id) if row else None
        return (row, owed) if row and owed else None

    async def unlock_request(self, number: int) -> LockException | None:
        """The request with this number, in the organisation that is meant."""
        return await lock_exceptions.get(self.session, self.organisation_id, number)

    async def own_visit(self, unit: Unit, visit_id: int) -> Visit | None:
        """The person's own visit for this team, deleted or not."""
        visit = await visits.get(self.session, unit.organisation_id, visit_id)
        mine = visit is not None and visit.unit_id == unit.id and visit.person_id == self.account.person_id
        return visit if mine else None

    async def logged_visit(self, visit_id: int) -> Logged | None:
        """A visit that is not deleted, of any team of the organisation that is meant."""
        return await visits.told(self.session, self.organisation_id, visit_id)

    async def holds(self, roles: Collection[Role], organisation_id: int) -> bool:
        """Whether the person has one of these roles anywhere in an organisation."""
        return await people.has_role_in(self.session, self.account.person_id, organisation_id, roles, self.now)

    async def answers(self, owed: Owed) -> bool:
        """Whether the person answers for the report's unit, or enters it in the unit's stead."""
        return await self.is_of_unit(owed) or await self.enters_for(owed) is not None

    async def is_of_unit(self, owed: Owed) -> bool:
        """Whether the person answers for the unit as one of its own, or in the place of one."""
        units = await people.units_of(self.session, self.account.person_id, ANSWERING, self.now)
        if owed.report.is_upward:
            units += await people.units_of(self.session, self.account.person_id, [Role.AGGREGATOR], self.now)
        return owed.unit.id in {unit.id for unit in units}

    async def enters_for(self, owed: Owed) -> str | None:
        """On whose word the person, who aggregates where the report belongs, enters it; None: does not."""
        if not await self.holds([Role.AGGREGATOR], owed.report.organisation_id):
            return None
        return await entered_for.source(self.session, self.account, owed.report)
