"""The consent of people we know: asked anew when the notice changes, and taken back at any time."""

from domain.chat import Button, Heard
from domain.data_requests import Kind, State
from domain.roles import Role
from handlers import data_requests, hand, join, passing_on, trail
from handlers.talk import SPOKEN, Talk
from storage import data_requests as requests
from storage import erasing, people

BUTTONS = ("consent:", "erase:")  # what may be tapped by who took their consent back
_TOLD = (Role.ADMINISTRATOR, Role.AGGREGATOR)


def is_withdrawn(talk: Talk) -> bool:
    """Whether who speaks took their consent back."""
    return talk.by is not None and talk.by.person.withdrew_at is not None


async def ask_if_new(talk: Talk) -> None:
    """Under the answer to what was said: the notice has changed. Once; what they say meanwhile is kept."""
    person = talk.known.person
    if join.CONSENT in (person.consent, person.asked_consent) or talk.heard.heard not in SPOKEN:
        return
    if person.withdrew_at is not None or person.erased_at is not None:
        return
    person.asked_consent = join.CONSENT
    notice = await join.notice(talk, talk.known.organisation)
    buttons = [
        [Button(talk.say("button.agree_notice"), f"consent:yes:{join.CONSENT}")],
        [Button(talk.say("button.withdraw"), f"consent:no:{join.CONSENT}")],
    ]
    await talk.reply(talk.say("consent.changed", notice=notice), buttons=buttons)


async def tapped(talk: Talk, answer: str, version: str) -> None:
    """A button under the notice; under an older one it says nothing of this one."""
    if version != join.CONSENT:
        await hand.stale_button(talk)
        return
    await (agree(talk) if answer == "yes" else withdraw(talk))


async def agree(talk: Talk, said: str = "") -> None:
    """`đồng ý thông báo`: to the notice as it is now, also after having taken the consent back."""
    person, was_away = talk.known.person, is_withdrawn(talk)
    if person.consent == join.CONSENT and not was_away:
        await talk.reply(talk.say("consent.has_agreed"))
        return
    await erasing.come_back(talk.session, person, join.CONSENT, talk.now)
    await trail.note(talk, person.organisation_id, "consent", f"person:{person.id}", new=join.CONSENT)
    await talk.reply(talk.say("consent.agreed"))
    if was_away:
        await passing_on.tell_all(talk, "agreed_again", _TOLD, lambda say: say("consent.told_back", name=person.name))


async def withdraw(talk: Talk, said: str = "") -> None:
    """`rút đồng ý`: from now on nothing is kept of what they say, and nobody writes to them."""
    person = talk.known.person
    if is_withdrawn(talk):
        await say_withdrawn(talk)
        return
    row = await data_requests.ask(talk, Kind.WITHDRAW)
    units = ", ".join(await _units(talk))
    await erasing.withdraw(talk.session, person, talk.now)
    requests.close(row, State.DONE, talk.known.account, talk.now)
    asked = f"data_request:{row.id}"
    await trail.note(talk, person.organisation_id, "withdraw_consent", f"person:{person.id}", new=asked)
    await talk.reply(talk.say("consent.withdrawn"))
    words = {"name": person.name, "units": units}
    await passing_on.tell_all(talk, "withdrew", _TOLD, lambda say: say("consent.told_withdrawn", **words))


async def say_withdrawn(talk: Talk) -> None:
    """The one answer to whatever they say; to what messengers report without a word, none."""
    if talk.heard.heard in SPOKEN and talk.heard.heard is not Heard.EDIT:
        await talk.reply(talk.say("consent.stays_withdrawn"))


async def _units(talk: Talk) -> list[str]:
    held = await people.units_of(talk.session, talk.known.person.id, tuple(Role), talk.now)
    return [unit.name for unit in held]
