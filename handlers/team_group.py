"""A team's own chat group: its head binds it by a word, and from then on visits can be logged there."""

from handlers import refusing, trail, visit_team
from handlers.talk import Talk
from storage import groups
from storage.tables import Group


async def bind(talk: Talk, said: str = "") -> None:
    """`nhóm tổ`, said to the bot in the group by the head of one team."""
    heads = await visit_team.heads(talk) if talk.by else []
    bound = await groups.at(talk.session, talk.heard.channel, talk.heard.chat)
    named = [unit for unit in heads if said and said.casefold() in (unit.code.casefold(), unit.name.casefold())]
    if not heads:
        await refusing.say(talk, "team_group.head_must_bind", "group")
    elif bound is not None and bound.left_at is None:
        await talk.reply(talk.say("team_group.bound_already" if bound.unit_id else "group.bound_already"))
    elif len(heads) > 1 and len(named) != 1:
        await talk.reply(talk.say("team_group.which", codes=", ".join(unit.code for unit in heads)))
    elif bound is None:
        unit = named[0] if named else heads[0]
        talk.session.add(
            Group(
                organisation_id=unit.organisation_id,
                channel=talk.heard.channel,
                address=talk.heard.chat,
                title=talk.heard.chat_title,
                purpose=groups.TEAM,
                unit_id=unit.id,
                bound_at=talk.now,
                bound_by_id=talk.known.person.id,
            )
        )
        what = f"group:{talk.heard.chat}"
        await trail.note(talk, unit.organisation_id, "bind_group", what, new=f"{groups.TEAM}:{unit.code}")
        await talk.reply(talk.say("team_group.bound", team=unit.name))
