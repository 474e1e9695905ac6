"""Who gets no messages: people out of reach and units nobody can be asked for, for who can mend it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import channel_names, refusing
from handlers.talk import Talk
from locales import Speaker
from storage import meter, people, reach
from storage.tables import Account, Organisation

SEEING = frozenset({Role.AGGREGATOR, Role.ADMINISTRATOR})


async def show(talk: Talk, said: str = "") -> None:
    """`mất liên lạc`: the list, for the aggregating office and administrators."""
    if not await _may_see(talk):
        await refusing.say(talk, "unreached.not_for_you", "unreached")
        return
    found = await lines(talk.session, talk.say, talk.known.organisation, talk.now)
    await talk.reply("\n".join([*found, talk.say("unreached.next")]) if found else talk.say("unreached.nobody"))


async def hint(talk: Talk) -> list[str]:
    """One line under the list of work of who can mend it; nothing where everybody is reached."""
    if not await _may_see(talk):
        return []
    organisation_id = talk.known.organisation.id
    lost = {one.person.id for one in await reach.lost(talk.session, organisation_id, talk.now)}
    without = await reach.units_without(talk.session, organisation_id, talk.now)
    return [talk.say("unreached.hint", people=len(lost), units=len(without))] if lost or without else []


async def lines(session: AsyncSession, say: Speaker, organisation: Organisation, now: datetime) -> list[str]:
    """The list as it is read, in the chat and on the command line; empty where everybody is reached."""
    zone = ZoneInfo(organisation.zone)
    lost = await reach.lost(session, organisation.id, now)
    without = await reach.units_without(session, organisation.id, now)
    told = [say("unreached.people")] if lost else []
    for one in lost:
        since = say.moment(one.since_at, zone)
        role, why = say(f"role.{one.role}"), "; ".join(_why(say, account) for account in one.accounts)
        told.append(say("unreached.person", name=one.person.name, role=role, unit=one.unit.name, since=since, why=why))
    if without:
        told.append(say("unreached.units"))
    for unit in without:
        heads = await people.holders(session, organisation.id, [Role.HEAD], now, unit.id)
        told.append(say("unreached.unit_head" if heads else "unreached.unit", unit=unit.name, code=unit.code))
    for channel, number in await meter.held(session, organisation.id):
        told.append(say("unreached.held", number=number, channel=channel_names.name(say, channel)))
    return told


def _why(say: Speaker, account: Account) -> str:
    channel = channel_names.name(say, account.channel)
    if account.unreachable_why:
        return say("unreached.why", channel=channel, why=account.unreachable_why)
    return say("unreached.blocked", channel=channel)


async def _may_see(talk: Talk) -> bool:
    return await talk.holds(SEEING)
