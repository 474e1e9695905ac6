"""Tells the administrators of every organisation what only they can mend, once each."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import channel_names
from locales import Speaker, speak
from storage import outbox, people
from storage.outbox import Kind, To
from storage.tables import Organisation


async def tell(
    session: AsyncSession,
    key: str,
    now: datetime,
    text: Callable[[Speaker], str],
    but: Collection[str] = frozenset(),
    *,
    organisation_id: int | None = None,
    at_last: bool = False,
    valid_until_at: datetime | None = None,
) -> int:
    """Queue it for every administrator, not by the channels in `but`. How many hear of it; 0: it was said before.

    `organisation_id`: only for those of this organisation.
    `at_last`: who has no other address is told by these all the same, in case they work again in time.
    """
    if await outbox.is_there(session, f"{key}:"):
        return 0
    told: set[int] = set()
    concerned = select(Organisation).order_by(Organisation.id)
    if organisation_id is not None:
        concerned = concerned.where(Organisation.id == organisation_id)
    for organisation in (await session.execute(concerned)).scalars().all():
        for _, someone in await people.holders(session, organisation.id, [Role.ADMINISTRATOR], now):
            accounts = await people.accounts_of(session, someone.id, or_lost=False)
            account = next((one for one in accounts if one.channel not in but), accounts[0] if at_last else None)
            if account is None or someone.id in told:
                continue
            told.add(someone.id)
            said = text(speak(someone.locale))
            to = To(account.channel, account.address, organisation.id)
            title, own = said.partition("\n")[0], f"{key}:{someone.id}"
            await outbox.add(session, own, Kind.WARNING, to, said, now, title=title, valid_until_at=valid_until_at)
    return len(told)


async def token_refused(session: AsyncSession, channel: str, but: Collection[str], now: datetime) -> None:
    """A messenger does not know our token any more: told once a day, by the others."""
    await tell(session, f"refused:{channel}:{now:%Y-%m-%d}", now, partial(_refusal, channel), but=but)


def _refusal(channel: str, say: Speaker) -> str:
    return say("alarm.refused", channel=channel_names.name(say, channel))
