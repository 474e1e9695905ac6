"""`dunghan days-off`: the coming days off, and swapping days, for one organisation or for all."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import RealClock
from bot.opened import opened
from bot.settings import Settings
from domain.swaps import Refused, Swap
from handlers import swaps
from locales import Speaker
from storage.tables import Organisation

OPERATOR = "operator"


class CannotSwapError(Exception):
    """The reason is a sentence in the operator's language."""


async def listed(settings: Settings, code: str, say: Speaker) -> str:
    """The days off of the organisation with this code, or of every one."""
    async with opened(settings) as database, database.sessions() as session:
        meant = await _organisations(session, code, say)
        return "\n\n".join([await swaps.listed(session, say, one, RealClock().now()) for one in meant])


async def swap(settings: Settings, code: str, changes: Mapping[str, bool | None], source: str, say: Speaker) -> str:
    """Swap days and say what moves. Raises CannotSwapError, with nothing changed, when one organisation refuses."""
    wanted = Swap({_day(given, say): is_worked for given, is_worked in changes.items()}, source)
    async with opened(settings) as database, database.sessions.begin() as session:
        meant = await _organisations(session, code, say)
        told = [await _swap(session, one, wanted, say, RealClock().now()) for one in meant]
    return "\n\n".join([*told, say("cli.days_off_stored")])


def _day(given: str, say: Speaker) -> date:
    """A day as the command line writes it. Raises CannotSwapError for anything else."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CannotSwapError(say("cli.not_a_day", given=given)) from None


async def _swap(session: AsyncSession, organisation: Organisation, wanted: Swap, say: Speaker, now: datetime) -> str:
    proposal = await swaps.propose(session, organisation, wanted, now)
    if isinstance(proposal, Refused):
        raise CannotSwapError(f"{organisation.short_name}: {swaps.refusal(say, proposal)}")
    await swaps.store(session, organisation, wanted, OPERATOR, now)
    return swaps.proposed(say, proposal, organisation)


async def _organisations(session: AsyncSession, code: str, say: Speaker) -> list[Organisation]:
    found = list((await session.execute(select(Organisation).order_by(Organisation.id))).scalars())
    if not found:
        raise CannotSwapError(say("cli.no_plan"))
    meant = [one for one in found if code in ("", one.code)]
    if not meant:
        raise CannotSwapError(say("cli.unknown_organisation", code=code, known=", ".join(one.code for one in found)))
    return meant
