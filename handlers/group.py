"""In groups: being added, being bound by a leader's code, being asked for the digest, moving and leaving."""

from domain.chat import Heard
from domain.roles import LEADERSHIP_GROUP, Role
from handlers import digest, join, refusing, trail
from handlers.talk import Talk
from storage import groups, invites, outbox
from storage.tables import Group

# Whose word binds a group: the code shows an administrator wanted it, the role that a leader is present.
BINDING = frozenset({Role.LEADER, Role.ADMINISTRATOR, Role.AGGREGATOR})


async def joined(talk: Talk) -> None:
    """The bot was added to a group: it says how to bind it, and stays silent until then."""
    if await groups.at(talk.session, talk.heard.channel, talk.heard.chat):
        await groups.mark_left(talk.session, talk.heard.channel, talk.heard.chat, None)
    else:
        await talk.reply(talk.say("group.how_to_bind"))


async def heard(talk: Talk) -> None:
    """Somebody speaks to the bot: it is in the group, whatever it was told, or was refused, before."""
    await groups.mark_heard(talk.session, talk.heard.channel, talk.heard.chat)


async def left(talk: Talk) -> None:
    """The bot was removed: nothing more is sent there."""
    await groups.mark_left(talk.session, talk.heard.channel, talk.heard.chat, talk.now)


async def moved(talk: Talk) -> None:
    """The group goes on under another address: everything that is bound to the old one moves along."""
    heard = talk.heard
    await groups.move(talk.session, heard.channel, heard.chat, heard.moved_to)
    await outbox.move(talk.session, heard.channel, heard.chat, heard.moved_to)


async def bind(talk: Talk, code: str) -> None:
    """`LK CODE` typed in a group."""
    if talk.by is None or not await talk.holds(BINDING):
        await refusing.say(talk, "group.leader_must_bind", "group")
        return
    invite = await join.acceptable(talk, code)
    if invite is None:
        return
    organisation = talk.known.organisation
    if invite.role != LEADERSHIP_GROUP or invite.organisation_id != organisation.id:
        await talk.reply(talk.say("group.code_is_for_person"))
        return
    if await groups.at(talk.session, talk.heard.channel, talk.heard.chat):
        await talk.reply(talk.say("group.bound_already"))
        return
    await invites.use(talk.session, invite.id, f"group:{talk.heard.channel}:{talk.heard.chat}", talk.now)
    next_digest_at = await digest.next_digest_at(talk.session, organisation, talk.now)
    talk.session.add(
        Group(
            organisation_id=organisation.id,
            channel=talk.heard.channel,
            address=talk.heard.chat,
            title=talk.heard.chat_title,
            purpose=groups.LEADERSHIP,
            bound_at=talk.now,
            bound_by_id=talk.known.person.id,
            next_digest_at=next_digest_at,
        )
    )
    await trail.note(talk, organisation.id, "bind_group", f"group:{talk.heard.chat}", new=groups.LEADERSHIP)
    at = talk.say.time(next_digest_at, talk.known.zone) if next_digest_at else ""
    await talk.reply(talk.say("group.bound", organisation=organisation.name, at=at))


async def answer_in_group(talk: Talk, said: str = "") -> None:
    """Something said to the bot in a group that is no command: figures belong in the private chat."""
    if talk.heard.heard in (Heard.TEXT, Heard.PHOTO, Heard.DOCUMENT) and talk.heard.mentions_bot:
        bound = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
        await talk.reply(talk.say("group.answer_privately" if bound else "group.how_to_bind"))
