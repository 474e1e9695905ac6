"""Units merge, split or get another code: who goes along is told, and who must invite anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.roles import Role
from handlers import awake
from locales import Speaker, speak
from storage import outbox, people, successions
from storage.outbox import Kind, To
from storage.tables import Account, Person, Unit

Handover = tuple[Unit, Unit]
"""A unit of the version before, and the one that carries on its work."""

LOOKING_AFTER = (Role.AGGREGATOR, Role.ADMINISTRATOR)


async def tell(session: AsyncSession, plan_id: int, handovers: Sequence[Handover], now: datetime) -> None:
    """Have the people of each unit with one successor serve there, and tell everybody concerned."""
    if not handovers:
        return
    split, along = await _sorted(session, handovers)
    moved: dict[int, tuple[Account, Person, list[Handover]]] = {}
    for old, new in along:
        for account, person in await successions.take_people_along(session, old, new, now):
            moved.setdefault(person.id, (account, person, []))[2].append((old, new))
    told = [(account, person, of) for account, person, of in moved.values()]
    for account, person, of in told:
        say = speak(person.locale)
        lines = [say("reshuffle.you", new=new.name, old=_names(olds)) for new, olds in _merged(of)]
        await _send(session, f"moved:{plan_id}", account, "\n".join([*lines, say("reshuffle.you_next")]), now)
    organisation_id = handovers[0][0].organisation_id
    for account, person in await people.holders(session, organisation_id, LOOKING_AFTER, now):
        text = _summary(speak(person.locale), split, along)
        await _send(session, f"reshuffle:{plan_id}", account, text, now)


async def _sorted(
    session: AsyncSession, handovers: Iterable[Handover]
) -> tuple[dict[int, list[Handover]], list[Handover]]:
    """What was split, by the old unit, and what goes on as a whole.

    Of a unit that goes on beside the new one, too, nobody can tell who goes where.
    """
    split, along = defaultdict[int, list[Handover]](list), list[Handover]()
    for old, new in handovers:
        whole = old.retired_at is not None and await successions.successors(session, old.id) == [new.id]
        (along if whole else split[old.id]).append((old, new))
    return split, along


def _summary(say: Speaker, split: dict[int, list[Handover]], along: list[Handover]) -> str:
    lines = [say("reshuffle.head")]
    lines += [say("reshuffle.merged", new=new.name, old=_names(olds)) for new, olds in _merged(along)]
    for of_one in split.values():
        old, parts = of_one[0][0], [new for _, new in of_one]
        key = "reshuffle.split" if old.retired_at is not None else "reshuffle.split_off"
        lines.append(say(key, old=old.name, new=_names(parts), code=parts[0].code))
    return "\n".join([*lines, say("reshuffle.next")])


def _merged(handovers: Iterable[Handover]) -> list[tuple[Unit, list[Unit]]]:
    by_new: dict[int, tuple[Unit, list[Unit]]] = {}
    for old, new in handovers:
        by_new.setdefault(new.id, (new, []))[1].append(old)
    return list(by_new.values())


def _names(units: Iterable[Unit]) -> str:
    return ", ".join(unit.name for unit in units)


async def _send(session: AsyncSession, about: str, account: Account, text: str, now: datetime) -> None:
    await outbox.add(
        session,
        f"{about}:{account.id}",
        Kind.PROMPT,
        To(account.channel, account.address, account.organisation_id),
        text,
        now,
        due_at=await awake.at(session, account.organisation_id, now),
    )
