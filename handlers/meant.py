"""Which organisation somebody asks about: the one their group is bound to, or their own."""

from collections.abc import Collection

from domain.roles import Role
from handlers.talk import Talk
from storage import groups, people
from storage.tables import Organisation


async def organisation(talk: Talk) -> Organisation | None:
    """None in a group that is not bound, or is a team's: what all units did is for the leadership's groups."""
    if not talk.heard.is_group:
        return talk.known.organisation
    group = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
    is_theirs = group is not None and group.purpose == groups.LEADERSHIP
    return await people.organisation(talk.session, group.organisation_id) if group and is_theirs else None


async def organisation_seen(talk: Talk, seeing: Collection[Role]) -> Organisation | None:
    """None also for who asks in private and has none of these roles."""
    if talk.heard.is_group or await talk.holds(seeing):
        return await organisation(talk)
    return None
