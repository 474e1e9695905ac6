"""`xin mở khóa`: an officer asks for a locked report to be opened, and says why."""

import re

from domain.chat import Button
from domain.roles import Role
from handlers import asking, deciding, hand, passing_on, secrecy, trail
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, lock_exceptions, reports
from storage.conversations import Step
from storage.reports import Owed

MAX_REASON = 500
_LEAD = re.compile(r"^/?\s*(?:xin ?mở ?kh(?:óa|oá)|xin ?mo ?khoa|unlock)[ :]*", re.IGNORECASE)


async def request(talk: Talk, said: str = "") -> None:
    """`xin mở khóa <lý do>`: the report in hand, or the newest one of the unit, if it is locked."""
    owed = await _locked(talk)
    if owed is None:
        await talk.reply(talk.say("unlock.nothing_locked"))
    else:
        await _ask(talk, owed, _LEAD.sub("", talk.heard.text.strip()))


async def heard(talk: Talk) -> None:
    """The reason that was asked for: why to open, or why not."""
    held = talk.known.conversation.candidates or {}
    if "refuse" in held:
        await deciding.refuse_because(talk, int(held["refuse"]), talk.heard.text)
        return
    owed = await reports.get(talk.session, int(held["report"]))
    if owed is None or not owed.is_locked(talk.now) or not await hand.may_answer(talk, owed):
        talk.known.conversation.step = Step.IDLE
        await hand.say_what_is_owed(talk)
    else:
        await _ask(talk, owed, talk.heard.text)


async def _ask(talk: Talk, owed: Owed, text: str) -> None:
    period = asking.period_name(talk.say, owed)
    before = await lock_exceptions.waiting(talk.session, owed.report)
    if before is not None:
        asked_at = talk.say.moment(before.asked_at, talk.known.zone)
        await talk.reply(talk.say("unlock.asked_already", number=before.id, period=period, asked=asked_at))
        return
    reason = " ".join(text.split())
    if talk.refusal or not any(sign.isalpha() for sign in reason) or len(reason) > MAX_REASON:
        conversations.take_up(talk.known.conversation, None, Step.UNLOCK, {"report": owed.report.id})
        await talk.reply(secrecy.said_first(talk, talk.say("unlock.why", period=period, most=MAX_REASON)))
        return
    account = talk.known.account
    row = await lock_exceptions.request(talk.session, owed.report, account, reason, talk.now)
    what = f"lock_exception:{row.id}"
    await trail.note(talk, row.organisation_id, "ask_unlock", what, new=f"report:{owed.report.id}", why=reason)
    sheet = await asking.sheet(talk.session, owed)
    following = sheet.next_open(0)
    if following is None:
        conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.IDLE)
    else:
        conversations.take_up(talk.known.conversation, following.figure, Step.ANSWER)

    def write(say: Speaker) -> str:
        words = {"who": talk.known.person.name, "unit": owed.unit.name, "period": asking.period_name(say, owed)}
        until = say.day(deciding.usual_day(talk))
        return say("unlock.request", number=row.id, reason=reason, until=until, **words)

    def buttons(say: Speaker) -> list[list[Button]]:
        return [[Button(say("button.grant"), f"grant:{row.id}"), Button(say("button.refuse"), f"refuse:{row.id}")]]

    told = await passing_on.tell_all(talk, "unlock", [Role.AGGREGATOR], write, buttons=buttons)
    await talk.reply(talk.say("unlock.asked" if told else "unlock.asked_nobody", number=row.id, period=period))


async def _locked(talk: Talk) -> Owed | None:
    sheet = await hand.in_hand(talk)
    newest = [sheet.owed] if sheet else []
    return next((one for one in [*newest, *await hand.newest(talk)] if one.is_locked(talk.now)), None)
