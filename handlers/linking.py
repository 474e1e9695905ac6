"""Somebody we know takes in a further address: a code for themselves, typed where they want to be written to, too."""

from handlers import channel_names, invite, pin, trail
from handlers.talk import Talk
from locales import speak
from storage import conversations, invites, outbox, people
from storage.outbox import Kind, To
from storage.tables import Account, Invite, Person


async def offer(talk: Talk) -> None:
    """`kênh thêm`: a code that makes whoever types it this person, so it is short-lived."""
    held = await people.memberships(talk.session, talk.known.person.id, talk.now)
    if not held:
        await talk.reply(talk.say("channels.no_role"))
        return
    if await pin.is_asked(talk, afresh=True):
        return
    code = invite.new_code()
    await invites.add_own(talk.session, held[0], code, talk.now)
    minutes = int(invites.OWN_LIFETIME.total_seconds() // 60)
    await talk.reply(talk.say("channels.code", code=code, minutes=minutes))


async def take_in(talk: Talk, code: Invite, person_id: int) -> None:
    """The code is typed at another address: it is the same person's from now on, and their others are told."""
    heard = talk.heard
    if talk.by is not None:
        mine = talk.by.person.id == person_id
        await talk.reply(talk.say("channels.yours_already" if mine else "channels.somebody_elses"))
        return
    if not await invites.use(talk.session, code.id, f"{heard.channel}:{heard.sender}", talk.now):
        await talk.reply(talk.say("join.used_code"))
        return
    if (halfway := await conversations.enrolment_at(talk.session, heard.channel, heard.sender)) is not None:
        await talk.session.delete(halfway)
    someone = await people.person(talk.session, person_id)
    before = [one for one in await people.accounts_of(talk.session, person_id) if one.unreachable_at is None]
    account = await people.link(talk.session, someone, heard.channel, heard.sender, talk.now)
    await trail.note(talk, code.organisation_id, "link", f"person:{person_id}", new=heard.channel, by=account)
    accounts = await people.accounts_of(talk.session, person_id, or_lost=False)
    say = speak(someone.locale)
    order = ", ".join(f"{number}. {channel_names.name(say, one.channel)}" for number, one in enumerate(accounts, 1))
    await talk.reply(say("channels.linked", name=someone.name, order=order))
    for one in before:
        await _tell(talk, someone, one, account)


async def _tell(talk: Talk, someone: Person, old: Account, new: Account) -> None:
    """Who did not do this themselves learns of it."""
    say = speak(someone.locale)
    told = say("channels.linked_elsewhere", channel=channel_names.name(say, new.channel))
    to = To(old.channel, old.address, old.organisation_id)
    await outbox.add(talk.session, f"linked:{new.id}:{old.id}", Kind.PROMPT, to, told, talk.now)
