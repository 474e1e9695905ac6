"""A shorter period changed after a longer one was confirmed: its officers hear once what no longer matches."""

from hashlib import sha256

from domain.chat import Button
from domain.roles import Role
from handlers import asking, awake, proposing, sequel
from handlers.asking import Sheet
from handlers.proposing import Proposed
from handlers.talk import Talk
from locales import Speaker, speak
from storage import outbox, people, reports
from storage.outbox import Kind, To
from storage.reports import Owed

LOOKED_THROUGH = 12  # of a unit's newest reports


async def tell(talk: Talk, changed: Owed) -> None:
    """Look through the longer reports that the changed one is part of, and name what comes out otherwise now."""
    recent = await reports.recent_of_units(talk.session, [changed.unit.id], LOOKED_THROUGH)
    for owed in recent:
        if not sequel.is_part(changed, owed):
            continue
        sheet = await asking.sheet(talk.session, owed)
        if anew := await proposing.anew(talk.session, sheet):
            await _tell(talk, sheet, anew)


async def _tell(talk: Talk, sheet: Sheet, anew: list[Proposed]) -> None:
    """To every officer of the unit; the same new figures are told once."""
    owed = sheet.owed
    what = sha256("|".join(str(one.as_json()) for one in anew).encode()).hexdigest()[:16]
    holders = await people.holders(talk.session, owed.report.organisation_id, [Role.OFFICER], talk.now, owed.unit.id)
    for account, person in holders:
        say = speak(person.locale)
        buttons = [[Button(say("button.recompute"), f"recompute:{owed.report.id}")]]
        await outbox.add(
            talk.session,
            f"outdated:{account.id}:{owed.report.id}:{what}",
            Kind.PROMPT,
            To(account.channel, account.address, account.organisation_id),
            _text(talk, say, sheet, anew),
            talk.now,
            due_at=await awake.at(talk.session, owed.report.organisation_id, talk.now),
            buttons=[] if owed.is_locked(talk.now) else buttons,
        )


def _text(talk: Talk, say: Speaker, sheet: Sheet, anew: list[Proposed]) -> str:
    period = asking.period_name(say, sheet.owed)
    lines = [say("outdated.head", period=period, unit=sheet.owed.unit.name)]
    for one in anew:
        held = asking.answer_text(say, one.asked, reports.answer_of(one.asked.figure))
        new = asking.answer_text(say, one.asked, one.answer)
        number, name = one.asked.figure.position, one.asked.name
        lines.append(say("outdated.line", number=number, name=name, held=held, new=new))
    number = anew[0].asked.figure.position
    key = "outdated.locked" if sheet.owed.is_locked(talk.now) else "outdated.how"
    lines.append(say(key, number=number, period=say("review.named", period=period)))
    return "\n".join(lines)
