"""`xin mở khóa`: an officer chooses a locked report, says why it should be opened, and waits for the answer."""

import re
from typing import Any

from domain.chat import Button
from domain.roles import ANSWERING, Role
from domain.values import plain
from handlers import asking, deciding, hand, own_words, passing_on, refusing, secrecy, trail
from handlers.deciding import MAX_REASON
from handlers.talk import Talk
from locales import Speaker
from storage import conversations, lock_exceptions, people, reports
from storage.conversations import Step
from storage.reports import Owed

_LEAD = re.compile(r"^/?\s*(?:xin ?mở ?kh(?:óa|oá)|xin ?mo ?khoa|unlock)[ :]*", re.IGNORECASE)
_MOST_LISTED = 9


async def request(talk: Talk, said: str = "") -> None:
    """`xin mở khóa <lý do>`: the one locked report, the one whose period is named, or a list to choose from."""
    text = _LEAD.sub("", talk.heard.text.strip())
    locked = await _locked(talk)
    named = [one for one in locked if _behind_period(talk, one, text) is not None]
    if not locked:
        await talk.reply(talk.say("unlock.nothing_locked"))
    elif len(named) == 1:
        await _ask(talk, named[0], _behind_period(talk, named[0], text) or "")
    elif len(locked) == 1:
        await _ask(talk, locked[0], text)
    else:
        await _list(talk, named or locked, text)


async def heard(talk: Talk) -> None:
    """What was asked for: which report, why to open it, or why not."""
    held = talk.known.conversation.candidates or {}
    if "refuse" in held:
        await deciding.refuse_because(talk, int(held["refuse"]), talk.heard.text)
    elif "opens" not in held:
        await _chosen(talk, int(held["report"]), talk.heard.text)
    elif (picked := held["opens"].get(talk.heard.text.strip())) is not None:
        await _chosen(talk, picked, held["why"])
    else:
        await talk.reply(secrecy.said_first(talk, talk.say("unlock.choose_again", most=len(held["opens"]))))


async def tapped(talk: Talk, report_id: int) -> None:
    """A report of the list, which may be an old one; the reason typed with the request is still known at the list."""
    held: dict[str, Any] = talk.known.conversation.candidates or {}
    at_the_list = talk.known.conversation.step == Step.UNLOCK and report_id in held.get("opens", {}).values()
    await _chosen(talk, report_id, held["why"] if at_the_list else "")


async def _list(talk: Talk, locked: list[Owed], text: str) -> None:
    shown = locked[:_MOST_LISTED]
    lines = [talk.say("unlock.which_report")]
    for number, one in enumerate(shown, start=1):
        waits = await lock_exceptions.waiting(talk.session, one.report)
        noted = talk.say("unlock.list_waits", number=waits.id) if waits else ""
        lines.append(talk.say("unlock.list_line", number=number, name=_name(talk.say, one), noted=noted))
    if len(locked) > len(shown):
        lines.append(talk.say("unlock.list_older"))
    lines.append(talk.say("unlock.list_how"))
    opens = {str(number): one.report.id for number, one in enumerate(shown, start=1)}
    why = own_words.fitting(talk, text, MAX_REASON) or ""
    conversations.take_up(talk.known.conversation, None, Step.UNLOCK, {"opens": opens, "why": why})
    buttons = [[Button(_name(talk.say, one), f"unlock:{one.report.id}")] for one in shown]
    await talk.reply(secrecy.said_first(talk, "\n".join(lines)), buttons=buttons)


async def _chosen(talk: Talk, report_id: int, text: str) -> None:
    owed = await hand.report(talk, report_id)
    if owed is None:
        await refusing.note(talk, f"report:{report_id}", "todo.stale_button")
    if owed is None or not owed.is_locked(talk.now):
        talk.known.conversation.step = Step.IDLE
        await hand.say_what_is_owed(talk)
    else:
        await _ask(talk, owed, text)


async def _ask(talk: Talk, owed: Owed, text: str) -> None:
    period = asking.period_name(talk.say, owed)
    before = await lock_exceptions.waiting(talk.session, owed.report)
    if before is not None:
        asked_at = talk.say.moment(before.asked_at, talk.known.zone)
        talk.known.conversation.step = Step.IDLE
        await talk.reply(talk.say("unlock.asked_already", number=before.id, period=period, asked=asked_at))
        return
    reason = own_words.fitting(talk, text, MAX_REASON)
    if reason is None:
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

    usual_day = await deciding.usual_day(talk)

    def write(say: Speaker) -> str:
        words = {"who": talk.known.person.name, "unit": owed.unit_name, "period": asking.period_name(say, owed)}
        return say("unlock.request", number=row.id, reason=reason, until=say.day(usual_day), **words)

    def buttons(say: Speaker) -> list[list[Button]]:
        return [[Button(say("button.grant"), f"grant:{row.id}"), Button(say("button.refuse"), f"refuse:{row.id}")]]

    told = await passing_on.tell_all(talk, "unlock", [Role.AGGREGATOR], write, buttons=buttons)
    await talk.reply(talk.say("unlock.asked" if told else "unlock.asked_nobody", number=row.id, period=period))


async def _locked(talk: Talk) -> list[Owed]:
    """Every locked report of the person's units, newest first."""
    units = await people.units_of(talk.session, talk.known.person.id, ANSWERING, talk.now)
    every = await reports.recent_of_units(talk.session, [unit.id for unit in units], limit=None)
    return [one for one in every if one.is_locked(talk.now)]


def _behind_period(talk: Talk, owed: Owed, text: str) -> str | None:
    """What follows the period's name in "Tháng 9/2026: nhầm câu 2"; None where it is not named first."""
    named = asking.period_name(talk.say, owed).split()
    words = text.split()
    said = " ".join(words[: len(named)]).rstrip(":,.;")
    if plain(said) != plain(" ".join(named)):
        return None
    return " ".join(words[len(named) :]).lstrip(":,.; ")


def _name(say: Speaker, owed: Owed) -> str:
    return say("unlock.name", period=asking.period_name(say, owed), unit=owed.unit.short_name)
