"""A newcomer joins with a one-time code: the code, the name, the consent, and the work begins."""

from domain import codes
from domain.chat import Button, Heard
from domain.roles import LEADERSHIP_GROUP, OF_A_TEAM, TEAM, Role
from domain.values import plain
from handlers import awake, channel_names, linking, refusing, todo, trail, upcoming
from handlers.talk import Talk
from locales import Speaker, speak
from storage import conversations, invites, outbox, people, preferences
from storage.outbox import Kind, To
from storage.tables import Enrolment, Invite, Organisation, Unit

CONSENT = "2026-11-22"  # the version of the notice; a new wording gets a new one
MAX_NAME = 80
REFUSED = frozenset({"khong", "khong dong y", "tu choi", "no", "huy"})
AGREED = frozenset({"dong y", "ok", "yes", "agree", "join:yes"})
MORE = frozenset({"xem them", "more", "join:more"})


async def with_code(talk: Talk, code: str) -> None:
    """`/start CODE` or `LK CODE`, from a stranger or from somebody who gets a further role."""
    if not code:
        await todo.show(talk)
        return
    invite = await acceptable(talk, code)
    if invite is None:
        return
    if invite.role == LEADERSHIP_GROUP:
        await talk.reply(talk.say("join.code_is_for_group"))
    elif invite.person_id is not None:
        await linking.take_in(talk, invite, invite.person_id)
    elif talk.by is None:
        await _begin(talk, invite)
    else:
        await _further_role(talk, invite)


async def acceptable(talk: Talk, said: str) -> Invite | None:
    """The invite behind a code that may be used now; otherwise the reason is said and None returned."""
    heard = talk.heard
    if await invites.too_many_tries(talk.session, heard.channel, heard.sender, talk.now):
        await talk.reply(talk.say("join.too_many_tries"))
        return None
    code = codes.code_in(said)
    invite = await invites.by_code(talk.session, code) if code else None
    if invite is None:
        await invites.note_wrong_try(talk.session, heard.channel, heard.sender, talk.now)
        await talk.reply(talk.say("join.wrong_code"))
    elif invite.used_at is not None:
        await _used_again(talk, invite)
        await talk.reply(talk.say("join.used_code"))
    elif invite.expires_at <= talk.now:
        await talk.reply(talk.say("channels.expired_code" if invite.person_id else "join.expired_code"))
    else:
        return invite
    return None


async def _used_again(talk: Talk, invite: Invite) -> None:
    """Somebody else has a code that was used: it leaked, or was passed on. The administrators hear of it."""
    me = {f"{talk.heard.channel}:{talk.heard.sender}", f"account:{talk.by.account.id}" if talk.by else ""}
    if invite.used_by in me:
        return
    await trail.note(talk, invite.organisation_id, refusing.ACTION, f"invite:{invite.id}", why="join.used_code")
    unit = await talk.session.get_one(Unit, invite.unit_id)
    told = await people.holders(talk.session, invite.organisation_id, [Role.ADMINISTRATOR], talk.now)
    for account, person in told:
        key = f"used_again:{invite.id}:{talk.heard.channel}:{talk.heard.sender}:{account.id}"
        text = speak(person.locale)("join.told_used_again", unit=unit.name)
        await outbox.add(
            talk.session,
            key,
            Kind.PROMPT,
            To(account.channel, account.address, invite.organisation_id),
            text,
            talk.now,
            due_at=await awake.at(talk.session, invite.organisation_id, talk.now),
        )


async def newcomer(talk: Talk) -> None:
    """Somebody we do not know says something; where no name is awaited, it may be the code alone, without "LK"."""
    heard = talk.heard
    enrolment = await conversations.enrolment_at(talk.session, heard.channel, heard.sender)
    if enrolment is None and codes.code_in(heard.text):
        await with_code(talk, heard.text)
    elif enrolment is None:
        await _to_stranger(talk)
    elif enrolment.name is None:
        await _name(talk, enrolment)
    else:
        await _consent(talk, enrolment)


async def _to_stranger(talk: Talk) -> None:
    """The same words once a day, however often they write: the key of the message says which day."""
    heard = talk.heard
    key = f"stranger:{heard.channel}:{heard.sender}:{talk.now:%Y-%m-%d}"
    to = To(heard.channel, heard.chat)
    await outbox.add(talk.session, key, Kind.REPLY, to, talk.say("join.stranger"), talk.now)


async def _begin(talk: Talk, invite: Invite) -> None:
    heard = talk.heard
    earlier = await conversations.enrolment_at(talk.session, heard.channel, heard.sender)
    if earlier is not None:
        await talk.session.delete(earlier)
        await talk.session.flush()
    enrolment = Enrolment(
        organisation_id=invite.organisation_id,
        invite_id=invite.id,
        channel=heard.channel,
        address=heard.sender,
        started_at=talk.now,
    )
    talk.session.add(enrolment)
    unit = await talk.session.get_one(Unit, invite.unit_id)
    role = role_name(talk.say, invite.role, unit)
    organisation = await people.organisation(talk.session, invite.organisation_id)
    if invite.name:
        enrolment.name = invite.name
        words = {"name": invite.name, "role": role, "unit": unit.name, "organisation": organisation.short_name}
        await _ask_consent(talk, enrolment, talk.say("join.known_by_list", **words))
        return
    await talk.reply(talk.say("join.ask_name", role=role, unit=unit.name, organisation=organisation.short_name))


async def _name(talk: Talk, enrolment: Enrolment) -> None:
    name = " ".join(talk.heard.text.split())
    if talk.heard.heard is not Heard.TEXT or not is_name(name):
        await talk.reply(talk.say("join.name_unclear"))
        return
    enrolment.name = name
    await _ask_consent(talk, enrolment)


async def _consent(talk: Talk, enrolment: Enrolment) -> None:
    said = plain(talk.heard.text)
    if said in MORE:
        organisation = await people.organisation(talk.session, enrolment.organisation_id)
        text = "\n".join([await notice(talk, organisation), talk.say("join.agree_or_not")])
        await talk.reply(text, buttons=_consent_buttons(talk))
    elif said in AGREED:
        await _finish(talk, enrolment)
    elif said in REFUSED:
        await talk.session.delete(enrolment)
        await talk.reply(talk.say("join.declined"))
    else:
        await _ask_consent(talk, enrolment)


async def _ask_consent(talk: Talk, enrolment: Enrolment, lead: str = "") -> None:
    organisation = await people.organisation(talk.session, enrolment.organisation_id)
    text = talk.say(
        "join.ask_consent",
        name=given_name(enrolment.name or ""),
        organisation=organisation.short_name,
        aggregator=await _aggregator(talk, organisation),
    )
    await talk.reply(f"{lead}\n{text}" if lead else text, buttons=_consent_buttons(talk))


async def notice(talk: Talk, organisation: Organisation) -> str:
    """The whole notice: what is kept, what for, who sees it, how long, whom to turn to, who else has a copy.

    A new wording gets a new `CONSENT`, by which everybody is asked again.
    """
    aggregator = await _aggregator(talk, organisation)
    return talk.say("join.notice_in_full", organisation=organisation.short_name, aggregator=aggregator)


async def _aggregator(talk: Talk, organisation: Organisation) -> str:
    code = organisation.aggregator_unit_code or ""
    unit = await people.unit_by_name(talk.session, organisation.id, code)
    return unit.name if unit else talk.say("join.aggregator")


async def _finish(talk: Talk, enrolment: Enrolment) -> None:
    session, heard = talk.session, talk.heard
    invite = await session.get_one(Invite, enrolment.invite_id)
    name = enrolment.name or heard.sender_name
    await session.delete(enrolment)
    if not await invites.use(session, invite.id, f"{heard.channel}:{heard.sender}", talk.now):
        await talk.reply(talk.say("join.used_code"))
        return
    organisation = await people.organisation(session, invite.organisation_id)
    account = await people.add_account(
        session, organisation.id, heard.channel, heard.sender, name, organisation.locale, CONSENT, talk.now
    )
    await people.join(session, account, invite.unit_id, invite.role, talk.now)
    if invite.channel:
        await preferences.want(session, await people.person(session, account.person_id), [invite.channel])
    unit = await session.get_one(Unit, invite.unit_id)
    await trail.note(talk, organisation.id, "join", f"unit:{unit.code}", new=invite.role, by=account)
    if unit.kind == TEAM:
        await talk.reply(talk.say("join.done_team", team=unit.name))
        return
    coming = await upcoming.of_unit(talk, organisation, unit)
    told = talk.say("join.done", coming=coming)
    if invite.channel and invite.channel != heard.channel:
        told = "\n".join([told, talk.say("join.wished", channel=channel_names.name(talk.say, invite.channel))])
    await talk.reply(told)


async def _further_role(talk: Talk, invite: Invite) -> None:
    account = talk.known.account
    if not await invites.use(talk.session, invite.id, f"account:{account.id}", talk.now):
        await talk.reply(talk.say("join.used_code"))
        return
    unit = await talk.session.get_one(Unit, invite.unit_id)
    await people.join(talk.session, account, unit.id, invite.role, talk.now)
    await trail.note(talk, unit.organisation_id, "join", f"unit:{unit.code}", new=invite.role)
    told = talk.say("join.further_role", role=role_name(talk.say, invite.role, unit), unit=unit.name)
    if unit.organisation_id != talk.known.organisation.id:
        organisation = await people.organisation(talk.session, unit.organisation_id)
        told = "\n".join([told, talk.say("join.other_organisation", organisation=organisation.name)])
    await talk.reply(told)


def role_name(say: Speaker, role: str, unit: Unit) -> str:
    """What a role is called in a unit: the head of a team is its tổ trưởng."""
    return say(f"teams.role.{role}" if unit.kind == TEAM and role in OF_A_TEAM else f"role.{role}")


def given_name(name: str) -> str:
    """Vietnamese people are addressed by the last word of their name."""
    return name.split()[-1] if name.split() else name


def is_name(name: str) -> bool:
    """Whether somebody can be called so: letters, and not too many."""
    letters = sum(c.isalpha() for c in name)
    return 2 <= letters <= len(name) <= MAX_NAME and all(c.isalpha() or c in " .'’-" for c in name)


def _consent_buttons(talk: Talk) -> list[list[Button]]:
    return [[Button(talk.say("button.agree"), "join:yes"), Button(talk.say("button.more"), "join:more")]]
