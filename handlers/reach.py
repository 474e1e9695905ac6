"""A person blocks the bot, or lets it speak again; what did not arrive goes another way."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.talk import Talk
from storage import mentions, outbox, people
from storage.outbox import UNASKED, Kind
from storage.tables import Account, Outbox

# What `handlers/letters.py` writes: the keys of these messages begin so.
OF_MENTIONS = ("prompt:", "remind:", "nobody:")


async def blocked(talk: Talk) -> None:
    """Nothing more is sent to this address; the row says since when."""
    await people.mark_reach(talk.session, talk.heard.channel, talk.heard.chat, talk.now)


async def unblocked(talk: Talk) -> None:
    """The address can be used again."""
    await people.mark_reach(talk.session, talk.heard.channel, talk.heard.chat, None)


async def send_elsewhere(session: AsyncSession, row: Outbox, to: Account) -> None:
    """A message that cannot go to one address of a person goes to another.

    Under a key of its own: should it not arrive there either, what it says may be told at the first address anew.
    """
    key = f"{row.key}>{to.id}/{row.id}"
    await mentions.rename(session, row.key, key)
    await outbox.redirect(session, row.id, key, to.channel, to.address)


async def fail_over(session: AsyncSession, row: Outbox, now: datetime) -> None:
    """What did not reach an address goes to the person's next one, and what a unit is asked to who else can answer.

    Of what waits to be said, `handlers/letters.py` finds out to whom. Replies are not sent elsewhere.
    """
    if row.key.startswith(OF_MENTIONS):
        await mentions.untell(session, row.key, now)
        return
    if Kind(row.kind) not in UNASKED:
        return
    account = await people.account_at(session, row.channel, row.chat)
    following = await people.account_of(session, account.person_id) if account else None
    if following is not None:
        await outbox.add_again(session, row, f"{row.key}>{following.id}", following.channel, following.address, now)
