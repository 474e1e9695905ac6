"""Who enters diện cảnh báo and who leaves it: looked at after each deadline, each working day, and at every update."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain import timetables, warnings
from domain.roles import Role
from domain.warnings import Calm, Entry, Subject
from handlers import passing_on
from handlers.talk import Talk
from locales import Speaker
from storage import chains, days_off, plans
from storage import warnings as entries
from storage.reports import Owed
from storage.tables import Organisation, WarningEntry


async def look_next(session: AsyncSession, now: datetime) -> bool:
    """Look at one organisation whose time has come. False: there is none.

    Entering says nothing by itself: the ladder speaks to the unit, the digest to its leaders.
    """
    organisation = await entries.due_to_look(session, now)
    if organisation is None:
        return False
    await _look(session, organisation.id, now)
    organisation.next_warnings_at = await _next_look(session, organisation, now)
    return True


async def after_update(talk: Talk, owed: Owed) -> list[str]:
    """Look at a unit that has just handed something in; what there is to say to who did it.

    The unit's other officers hear it when the whole unit has left.
    """
    unit = owed.unit
    organisation = talk.known.organisation
    left, more = await _look(talk.session, organisation.id, talk.now, unit.id)
    if more and (next_at := await _next_look(talk.session, organisation, talk.now)):
        await entries.look_by(talk.session, organisation.id, next_at)
    if Subject(unit.id) in left:

        def write(say: Speaker) -> str:
            return say("warned.left", unit=unit.name)

        await passing_on.tell_all(talk, "warned_left", [Role.OFFICER], write, unit_id=unit.id)
        return [write(talk.say)]
    return [talk.say.count("warned.left_duties", len(left))] if left else []


async def _look(
    session: AsyncSession, organisation_id: int, now: datetime, unit_id: int | None = None
) -> tuple[set[Subject], bool]:
    """Bring the entries of an organisation or a unit up to date; who has left on a complete update.

    And whether anything has entered or got worse, so that the next look may have to be earlier than was planned.
    """
    days = await days_off.around(session, organisation_id, now)
    found = await chains.of_organisation(session, organisation_id, now, unit_id)
    verdicts = warnings.judge(found, days, now)
    rows = await entries.rows_standing(session, organisation_id, unit_id)
    left, more = set(), False
    for subject in {**rows, **verdicts}:
        # What is not asked for any more has nothing left to wait for, and nobody did anything that could be told.
        verdict = verdicts.get(subject, Calm.SETTLED)
        row = rows.get(subject)
        entry = warnings.step(_entry(row), verdict)
        if row is None and entry is not None:
            more |= await entries.enter(session, organisation_id, subject, entry) is not None
        elif row is not None and entry is None:
            if await entries.leave(session, row, now) and subject in verdicts:
                left.add(subject)
        elif row is not None and entry is not None and entry != _entry(row):
            more |= await entries.change(session, row, entry)
    return left, more


async def _next_look(session: AsyncSession, organisation: Organisation, now: datetime) -> datetime | None:
    """After the next deadline; while anything stands, each working day, before the digest tells its level."""
    deadline = await entries.next_deadline(session, organisation.id, now)
    regime = await plans.any_regime(session, organisation.id)
    if regime is None or not any(await entries.counts(session, organisation.id)):
        return deadline
    daily = timetables.next_digest(regime, await days_off.around(session, organisation.id, now), now)
    return min(daily, deadline) if deadline else daily


def _entry(row: WarningEntry | None) -> Entry | None:
    return Entry(row.report_id, row.reason, row.entered_at, row.level) if row else None
