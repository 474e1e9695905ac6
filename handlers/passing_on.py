"""Telling others what somebody did: colleagues of a unit, its head, the aggregating office."""

from collections.abc import Callable, Collection, Sequence

from domain.chat import Button
from domain.roles import Role
from handlers import awake
from handlers.talk import Talk
from locales import Speaker, speak
from storage import outbox, people
from storage.outbox import Kind, To
from storage.tables import Account, Person

Write = Callable[[Speaker], str]
Buttons = Callable[[Speaker], Sequence[Sequence[Button]]]


async def tell(
    talk: Talk,
    what: str,
    account: Account,
    text: str,
    *,
    buttons: Sequence[Sequence[Button]] = (),
    figure_id: int | None = None,
) -> None:
    """One message to somebody else, outside quiet hours and days off. What is handled twice is told once."""
    await outbox.add(
        talk.session,
        f"{what}:{account.id}:{talk.heard.channel}:{talk.heard.event_key}",
        Kind.PROMPT,
        To(account.channel, account.address, account.organisation_id),
        text,
        talk.now,
        due_at=await awake.at(talk.session, account.organisation_id, talk.now),
        buttons=buttons,
        figure_id=figure_id,
    )


async def listeners(talk: Talk, roles: Collection[Role], unit_id: int | None = None) -> list[tuple[Account, Person]]:
    """Everybody else with one of these roles, in one unit or in all."""
    holders = await people.holders(talk.session, talk.known.organisation.id, roles, talk.now, unit_id)
    return [(account, person) for account, person in holders if person.id != talk.known.person.id]


async def tell_all(
    talk: Talk,
    what: str,
    roles: Collection[Role],
    write: Write,
    *,
    unit_id: int | None = None,
    buttons: Buttons | None = None,
) -> int:
    """The same to everybody else with one of these roles, each in their own language. How many were told."""
    told = await listeners(talk, roles, unit_id)
    for account, person in told:
        say = speak(person.locale)
        await tell(talk, what, account, write(say), buttons=buttons(say) if buttons else ())
    return len(told)
