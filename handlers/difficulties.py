"""A difficulty or proposal, told at any time: it goes with the next report, and to the aggregating office at once."""

import re
from unicodedata import normalize

from domain.chat import Heard
from domain.indicators import Kind
from domain.roles import ANSWERING, Role
from domain.values import plain
from handlers import answer, asking, awake, hand, refusing
from handlers.talk import Talk
from locales import speak
from storage import difficulties, outbox, people
from storage.conversations import Step
from storage.outbox import To
from storage.reports import Owed
from storage.tables import Difficulty, Unit

MOST_SIGNS = 1000
_HEAD = r"(?:vướng ?mắc|vuong ?mac|khó ?khăn|kho ?khan|kiến ?nghị|kien ?nghi)"
_FIRST_WORDS = re.compile(
    rf"/?{_HEAD}(?:@\w+)?(?:(?:\s*,\s*|\s+và\s+|\s+va\s+){_HEAD})*(?!\w)[\s,.:;–-]*", re.IGNORECASE
)
_NONE = frozenset({"khong", "khong co", "khong co gi", "chua co", "kps", "none", "no"})


async def tell(talk: Talk, said: str = "") -> None:
    """`vướng mắc thiếu máy quét`: kept for the unit's report and told to the aggregators."""
    if await _answers_a_task(talk):
        await answer.heard(talk)
        return
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    text = _text(talk.heard.text)
    if talk.refusal:
        await talk.reply(talk.say(f"refused.{talk.refusal}"))
    elif not units:
        await refusing.say(talk, "difficulty.not_yours", "difficulty")
    elif plain(text) in _NONE:
        await talk.reply(talk.say("difficulty.none"))
    elif not any(map(str.isalpha, text)):
        await talk.reply(talk.say("difficulty.how"))
    elif len(text) > MOST_SIGNS:
        await talk.reply(talk.say("difficulty.too_long", most=MOST_SIGNS, length=len(text)))
    else:
        await _keep(talk, text, units)


async def _answers_a_task(talk: Talk) -> bool:
    """ "Vướng mắc …" to a task's question is how the task stands; with the slash it never is."""
    if talk.known.conversation.step != Step.ANSWER or talk.heard.text.startswith("/"):
        return False
    if talk.heard.heard is not Heard.TEXT:
        return False
    sheet = await hand.in_hand(talk)
    asked = sheet.holding(talk.known.conversation.figure_id) if sheet else None
    return asked is not None and asked.indicator.kind is Kind.PROGRESS


async def _keep(talk: Talk, text: str, units: list[Unit]) -> None:
    owed = await _goes_with(talk)
    unit = owed.unit if owed else units[0]
    report = owed.report if owed else None
    told = await difficulties.add(talk.session, unit, report, talk.known.person.id, text, talk.now)
    if owed:
        with_what = talk.say("difficulty.with_report", period=asking.period_name(talk.say, owed))
    else:
        with_what = talk.say("difficulty.with_next", unit=unit.name)
    informed = await _inform(talk, told, unit)
    lines = [talk.say("difficulty.kept", text=text), with_what]
    lines += [talk.say("difficulty.told")] if informed else []
    if await hand.is_busy(talk.session, talk.known.conversation, talk.now):
        lines.append(talk.say("difficulty.go_on"))
    await talk.reply("\n".join(lines))


async def _goes_with(talk: Talk) -> Owed | None:
    """The report in hand while it is open, else the one that is due first."""
    owed = await hand.owed_by(talk)
    sheet = await hand.in_hand(talk)
    held = sheet.owed.report.id if sheet else None
    return next((one for one in owed if one.report.id == held), owed[0] if owed else None)


async def _inform(talk: Talk, told: Difficulty, unit: Unit) -> int:
    """The aggregators of the organisation, except who says it; at night they hear of it in the morning."""
    due_at = await awake.at(talk.session, unit.organisation_id, talk.now)
    informed = 0
    for account, someone in await people.holders(talk.session, unit.organisation_id, [Role.AGGREGATOR], talk.now):
        if someone.id == talk.known.person.id:
            continue
        say = speak(someone.locale)
        text = say("difficulty.from_unit", unit=unit.name, who=talk.known.person.name, text=told.text)
        to = To(account.channel, account.address, account.organisation_id)
        key = f"difficulty:{told.id}:{account.id}"
        await outbox.add(talk.session, key, outbox.Kind.PROMPT, to, text, talk.now, due_at=due_at)
        informed += 1
    return informed


def _text(said: str) -> str:
    """Without the words that name it; what follows stays as it was written."""
    seen = normalize("NFC", said).strip()
    head = _FIRST_WORDS.match(seen)
    return " ".join((seen[head.end() :] if head else seen).split())
