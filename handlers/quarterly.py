"""`rà soát`: what a quarter's review looks at, numbered, with what was decided; and the word when it is due."""

import re
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.periods import Period
from domain.regimes import Frequency
from domain.roles import OVERSEEING, Role
from handlers import awake, ended, faltering, pacing, quarters, refusing, ruling
from handlers.faltering import Item, Trouble
from handlers.talk import Talk
from locales import Speaker, speak
from storage import conversations, days_off, outbox, people, plans, tables
from storage.conversations import Step
from storage.outbox import Kind, To
from storage.tables import Organisation

_ITEM = re.compile(
    r"/?\s*(?:rà ?soát|ra ?soat|review) +(?:mục |muc |item )?(\d{1,4})\b *(.*)", re.IGNORECASE | re.DOTALL
)


async def command(talk: Talk, said: str = "") -> None:
    """`rà soát`, `rà soát quý 3`, `rà soát 3`, `rà soát 3 gia hạn 31/12/2026: lý do`."""
    if not await talk.holds(OVERSEEING):
        await refusing.say(talk, "quarterly.not_for_you", "review")
        return
    numbered = _ITEM.fullmatch(talk.heard.text.strip())
    if numbered is None:
        await _show(talk, said)
    else:
        await ruling.numbered(talk, numbered[1], numbered[2])


async def _show(talk: Talk, said: str) -> None:
    organisation = talk.known.organisation
    quarter = await quarters.meant(talk.session, organisation, said, talk.now)
    if quarter is None:
        await talk.reply(talk.say("quarterly.no_such"))
        return
    found = await faltering.items(talk.session, organisation, quarter, talk.now)
    may_decide = await ruling.may_decide(talk)
    if may_decide:
        held = {"review": quarter.key, "items": {str(one.number): str(one.subject) for one in found}}
        conversations.take_up(talk.known.conversation, None, Step.DECIDE, held)
    await talk.reply(await _text(talk, quarter, found, may_decide=may_decide))


async def _text(talk: Talk, quarter: Period, found: list[Item], *, may_decide: bool) -> str:
    review = quarters.name(talk.say, quarter.key)
    lines = [talk.say("quarterly.head", review=review, whose=talk.known.organisation.short_name)]
    if not found:
        return "\n".join([*lines, talk.say("quarterly.nothing")])
    for trouble, group in groupby(found, key=lambda one: one.trouble):
        section = list(group)
        lines += ["", talk.say(f"quarterly.section.{trouble}", number=len(section))]
        for one in section:
            lines.append(line(talk.say, one, talk.known.zone))
            if one.decision is not None:
                lines.append(await ruling.decided_line(talk, one.decision))
    left = sum(one.waits for one in found)
    lines += ["", talk.say("quarterly.left", number=left, all=sum(one.trouble is not Trouble.ENDED for one in found))]
    return "\n".join([*lines, talk.say("quarterly.how")] if may_decide else lines)


def line(say: Speaker, one: Item, zone: ZoneInfo) -> str:
    """ "3. Số hóa hồ sơ (Phòng VH-XH): hạn 30/06, chưa xong."."""
    units = ", ".join(dict.fromkeys(duty.unit.short_name for duty in one.duties))
    words = {"number": one.number, "name": one.name, "units": units}
    if one.trouble is Trouble.ENDED and one.ended_by is not None:
        return say("quarterly.line", why=ended.words(say, one.ended_by, zone), **words)
    if one.paced:
        said = {pacing.sentence(say, of) for of in one.paced}
        why = said.pop() if len(said) == 1 else say("quarterly.why.several")
        return say("quarterly.line", why=why, **words)
    if one.due_on is not None and one.trouble is Trouble.LATE:
        return say("quarterly.line", why=say("quarterly.why.late", due=say.full_day(one.due_on)), **words)
    return say("quarterly.line", why=say(f"quarterly.why.{one.trouble}"), **words)


async def nudge(session: AsyncSession, organisation: Organisation, closed: tables.Period, now: datetime) -> None:
    """A quarter ended with the period that is summed up now: the aggregators hear once that its review is due.

    They hear nothing when there is nothing to decide.
    """
    if closed.frequency not in set(Frequency):
        return  # a round out of turn ends no quarter
    regime = await plans.regime(session, closed.regime_id)
    days = await days_off.around(session, organisation.id, now)
    quarter = quarters.ended_within(regime, closed.first_day, closed.cut_off, days)
    if quarter is None:
        return
    waiting = sum(one.waits for one in await faltering.items(session, organisation, quarter, now))
    if not waiting:
        return
    for account, person in await people.holders(session, organisation.id, [Role.AGGREGATOR], now):
        say = speak(person.locale)
        text = say.count("quarterly.due", waiting, review=quarters.name(say, quarter.key))
        to = To(account.channel, account.address, organisation.id)
        key = f"quarterly:{organisation.id}:{quarter.key}:{account.id}"
        await outbox.add(session, key, Kind.PROMPT, to, text, now, due_at=await awake.at(session, organisation.id, now))
