"""`dunghan channel`: by which channels people are written to, and until when that is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import wiring
from bot.inviting import CannotInviteError, organisation_of
from bot.opened import opened
from bot.settings import CHANNELS, Settings
from domain import windows
from domain.chat import Capabilities
from domain.values import plain
from handlers import channel_names
from locales import Speaker
from storage import people, preferences
from storage.tables import Account, Audit, Organisation, Person, Unit

_ACTOR = "command line"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose order is meant: a person's, a unit's, or with neither the organisation's."""

    organisation: str
    unit: str = ""
    person: str = ""


async def listed(settings: Settings, organisation: str, say: Speaker, now: datetime) -> str:
    """Each organisation with its order, its units' and its people's; and until when writing to whom is free."""
    lines: list[str] = []
    async with opened(settings) as database, database.sessions.begin() as session:
        found = (await session.execute(select(Organisation).order_by(Organisation.id))).scalars().all()
        wanted = [await organisation_of(session, organisation)] if organisation else found
        for one in wanted:
            lines += [*await _of_organisation(session, one, say, now), ""]
    return "\n".join(lines).strip() or say("cli.no_plan")


async def set_order(settings: Settings, whose: Whose, channels: Sequence[str], say: Speaker, now: datetime) -> str:
    """Have these channels tried first; without any, as those above them say. Raises CannotInviteError."""
    if unknown := [one for one in channels if one not in CHANNELS]:
        raise CannotInviteError("cli.unknown_channel", channel=unknown[0], channels=", ".join(CHANNELS))
    async with opened(settings) as database, database.sessions.begin() as session:
        organisation = await organisation_of(session, whose.organisation)
        of = await _meant(session, organisation, whose)
        old, new = ", ".join(of.channels), ", ".join(channels)
        await preferences.want(session, of, channels)
        what = f"{type(of).__name__.lower()}:{of.id}"
        session.add(
            Audit(
                organisation_id=organisation.id, at=now, actor=_ACTOR, action="channels", object=what, old=old, new=new
            )
        )
        return say("cli.channel_done", name=of.name, order=_order(say, channels))


async def _meant(session: AsyncSession, of: Organisation, whose: Whose) -> Person | Unit | Organisation:
    if whose.person:
        found = (await session.execute(select(Person).where(Person.organisation_id == of.id))).scalars()
        called = [one for one in found if plain(one.name) == plain(whose.person)]
        if len(called) != 1:
            raise CannotInviteError("cli.unknown_person", name=whose.person, number=len(called))
        return called[0]
    if not whose.unit:
        return of
    unit = await people.unit_by_name(session, of.id, whose.unit)
    if unit is None:
        raise CannotInviteError("cli.unknown_unit", unit=whose.unit, organisation=of.name)
    return unit


async def _of_organisation(session: AsyncSession, of: Organisation, say: Speaker, now: datetime) -> list[str]:
    lines = [f"{of.name}: {_order(say, of.channels)}"]
    units = select(Unit).where(Unit.organisation_id == of.id, Unit.retired_at.is_(None)).order_by(Unit.id)
    lines += [
        f"  {unit.name}: {_order(say, unit.channels)}"
        for unit in (await session.execute(units)).scalars()
        if unit.channels
    ]
    everybody = select(Person).where(Person.organisation_id == of.id).order_by(Person.id)
    can = wiring.capabilities()
    for someone in (await session.execute(everybody)).scalars().all():
        accounts = await people.accounts_of(session, someone.id)
        told = "; ".join(_account(say, one, can.get(one.channel), ZoneInfo(of.zone), now) for one in accounts)
        lines.append(say("cli.channel_person", name=someone.name, accounts=told))
    return lines


def _account(say: Speaker, of: Account, can: Capabilities | None, zone: ZoneInfo, now: datetime) -> str:
    """ "Zalo OA (miễn phí đến 09:00 Thứ Tư 11/11)"."""
    called = channel_names.name(say, of.channel)
    if of.unreachable_at is not None:
        return say("cli.channel_lost", channel=called, since=say.moment(of.unreachable_at, zone))
    if can is None or can.window is None:
        return called
    if not windows.is_open(can, of.heard_at, now):
        return say("cli.channel_closed", channel=called)
    if of.heard_at and can.free_window and windows.is_free(can, of.heard_at, now):
        return say("cli.channel_free", channel=called, until=say.moment(of.heard_at + can.free_window, zone))
    return say("cli.channel_billed", channel=called, until=say.moment((of.heard_at or now) + can.window, zone))


def _order(say: Speaker, channels: Sequence[str]) -> str:
    return ", ".join(channel_names.name(say, one) for one in channels) or say("cli.channel_no_order")
