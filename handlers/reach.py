"""A person blocks the bot, or lets it speak again."""

from handlers.talk import Talk
from storage import people


async def blocked(talk: Talk) -> None:
    """Nothing more is sent to this address; the row says since when."""
    await people.mark_reach(talk.session, talk.heard.channel, talk.heard.chat, talk.now)


async def unblocked(talk: Talk) -> None:
    """The address can be used again."""
    await people.mark_reach(talk.session, talk.heard.channel, talk.heard.chat, None)
