"""A list of answers while several reports are open and none is in hand: it is kept until its report is chosen."""

from dataclasses import replace

from domain.chat import Heard
from handlers import asking, several
from handlers.asking import Sheet
from handlers.talk import Talk
from storage.conversations import Step
from storage.reports import Owed

LIST, MESSAGE = "list", "message"


def waits(talk: Talk) -> bool:
    """Whether a list is kept that belongs to no report yet."""
    return talk.known.conversation.step == Step.CHOOSE and bool(kept(talk))


def kept(talk: Talk) -> dict[str, str]:
    """What a menu of reports keeps of the list beside what its digits open; empty for none."""
    held = talk.known.conversation.candidates or {}
    return {name: held[name] for name in (LIST, MESSAGE) if name in held}


async def keeps(talk: Talk, owed: list[Owed]) -> bool:
    """Keep a message that is a list for one of these reports; more of it joins what is kept. False: it is none."""
    talking = talk.known.conversation
    if talk.heard.heard is not Heard.TEXT or talking.figure_id is not None or len(owed) < 2:
        return False
    sheets = [await asking.sheet(talk.session, one) for one in owed]
    if not any([await several.is_list(talk, sheet) for sheet in sheets]):
        return False
    before = kept(talk) if waits(talk) else {}
    text = "\n".join(part for part in (before.get(LIST, ""), talk.heard.text) if part)
    talking.step = Step.CHOOSE
    talking.candidates = {LIST: text, MESSAGE: before.get(MESSAGE) or talk.heard.message}
    talk.refusal = None  # as several figures it is nobody's number
    return True


async def given(talk: Talk, sheet: Sheet) -> bool:
    """The list that was kept, as if it had been said to this report. False: this report cannot read it."""
    held = kept(talk)
    talk.heard = replace(talk.heard, text=held[LIST], message=held.get(MESSAGE, ""))
    if await several.given(talk, sheet):
        return True
    await talk.reply(talk.say("several.not_of_this", period=asking.period_name(talk.say, sheet.owed)))
    return False
