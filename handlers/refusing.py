"""Saying no to who may not: one courteous sentence that tells nothing of what lies behind, and an audit entry."""

from handlers import trail
from handlers.talk import Talk

ACTION = "refused"


async def say(talk: Talk, key: str, what: str, **words: object) -> None:
    """The person lacks the role for `what`: a command, or a kind of thing with the number that was named."""
    await note(talk, what, key)
    await talk.reply(talk.say(key, **words))


async def outside(talk: Talk, what: str) -> None:
    """A number from a button or a reply that is not the person's to use.

    It is said as of any button that has had its day: whether the thing is there cannot be learnt.
    """
    await say(talk, "todo.stale_button", what)


async def note(talk: Talk, what: str, why: str) -> None:
    """The entry alone, for who says no in words of their own. `why` is a key of the catalogue, never what was said."""
    organisation_id = talk.by.organisation.id if talk.by else None
    await trail.note(talk, organisation_id, ACTION, what, why=why)
