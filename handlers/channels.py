"""`kênh`: by which channels somebody is written to, in which order, and how to change it."""

from domain.values import plain
from handlers import answer, channel_names, linking, trail
from handlers.talk import Talk
from storage import people, preferences
from storage.conversations import Step
from storage.tables import Account

MORE = frozenset({"them", "more", "add"})
AS_THE_UNIT_SAYS = frozenset({"mac dinh", "default"})


async def show(talk: Talk, said: str = "") -> None:
    """The order; with a number or a channel's name, that one first; `thêm`: a code for a further address.

    Anything else is an answer that begins like this command: "kênh mương xong".
    """
    accounts = await people.accounts_of(talk.session, talk.known.person.id)
    if plain(said) in MORE:
        await linking.offer(talk)
    elif plain(said) in AS_THE_UNIT_SAYS:
        await preferences.want(talk.session, talk.known.person, [])
        await _noted(talk, "")
    elif wanted := _meant(talk, said, accounts):
        others = [one.channel for one in accounts if one.channel != wanted]
        await preferences.want(talk.session, talk.known.person, [wanted, *dict.fromkeys(others)])
        await _noted(talk, wanted)
    elif said and talk.known.conversation.step not in (Step.IDLE, Step.CHOOSE):
        await answer.heard(talk)
    else:
        await talk.reply("\n".join(await _lines(talk)))


def _meant(talk: Talk, said: str, accounts: list[Account]) -> str | None:
    if said.isdecimal():
        return accounts[int(said) - 1].channel if 1 <= int(said) <= len(accounts) else None
    return channel_names.meant(talk.say, said, list(dict.fromkeys(one.channel for one in accounts)))


async def _noted(talk: Talk, wanted: str) -> None:
    person = talk.known.person
    await trail.note(talk, person.organisation_id, "channels", f"person:{person.id}", new=wanted)
    await talk.reply("\n".join([talk.say("channels.changed"), *await _lines(talk)]))


async def _lines(talk: Talk) -> list[str]:
    accounts = await people.accounts_of(talk.session, talk.known.person.id)
    lines = [talk.say("channels.list")]
    for number, one in enumerate(accounts, start=1):
        called = channel_names.name(talk.say, one.channel)
        if one.unreachable_at is None:
            lines.append(talk.say("channels.line", number=number, channel=called))
        else:
            since = talk.say.moment(one.unreachable_at, talk.known.zone)
            lines.append(talk.say("channels.line_lost", number=number, channel=called, since=since))
    if len({one.channel for one in accounts}) > 1:
        last = channel_names.name(talk.say, accounts[-1].channel)
        lines.append(talk.say("channels.how_to_change", channel=last.lower()))
    return [*lines, talk.say("channels.how_to_add")]
