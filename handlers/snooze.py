"""`nhắc lại 15h`: who answers for a report is left in peace until a time before its deadline, once."""

import re
from datetime import datetime, time

from domain import timetables
from domain.chat import Button
from domain.lateness import State
from domain.moments import read_moment
from handlers import asking, hand, trail
from handlers.letter_words import Letter, Told
from handlers.talk import Talk
from locales import Speaker
from storage import mentions, people, plans
from storage.mentions import Part
from storage.reports import Owed

STAGE = "snoozed"
# What the buttons offer: the same words can be typed.
AFTERNOON, TOMORROW = "afternoon", "tomorrow"
_TIMES = {AFTERNOON: "chieu nay", TOMORROW: "sang mai"}
_LEAD = re.compile(
    r"^/?\s*(?:nhắc ?lại|nhac ?lai|nhắc|nhac|snooze|để|de)(?:\s+(?:tôi|toi|em|mình|minh|lại|lai)\b)*\s*", re.IGNORECASE
)
_NOON = time(12)


async def typed(talk: Talk, said: str = "") -> None:
    """`nhắc lại 8h mai`, `để chiều nhắc`: what the newest message asked for, else what is due first."""
    rest = _LEAD.sub("", " ".join(talk.heard.text.split()))
    until = read_moment(rest, talk.now.astimezone(talk.known.zone))
    if until is None:
        await talk.reply(talk.say("snooze.how"))
        return
    newest = await mentions.in_newest_message(talk.session, talk.known.person.id)
    owed = [one for one in await hand.owed_by(talk) if not newest or one.report.id in newest]
    await _snooze(talk, owed if newest else owed[:1], until)


async def tapped(talk: Talk, when: str, report_id: int) -> None:
    """A button under a reminder, which may be an old one: then it is about the one report it names."""
    newest = await mentions.in_newest_message(talk.session, talk.known.person.id)
    meant = newest if report_id in newest else [report_id]
    until = read_moment(_TIMES[when], talk.now.astimezone(talk.known.zone))
    owed = [one for one in await hand.owed_by(talk) if one.report.id in meant]
    if until is not None:
        await _snooze(talk, owed, until)


def button(say: Speaker, letter: Letter, now: datetime) -> tuple[Button, ...]:
    """The choice under a reminder: this afternoon in the morning, else tomorrow morning; none that cannot be."""
    first = next((one for one in letter.chased if _can_wait(one)), None)
    if first is None:
        return ()
    local = now.astimezone(first.regime.zone)
    when = AFTERNOON if local.time() < _NOON else TOMORROW
    until = read_moment(_TIMES[when], local)
    if until is None or until >= first.owed.due_at or timetables.out_of_quiet(first.regime, until) > until:
        return ()
    label = say("button.snooze_afternoon" if when == AFTERNOON else "button.snooze_tomorrow")
    return (Button(label, f"snooze:{when}:{first.owed.report.id}"),)


def _can_wait(one: Told) -> bool:
    report = one.owed.report
    return report.state == State.OPEN and report.snoozed_until_at is None and one.now < report.due_at


async def _snooze(talk: Talk, owed: list[Owed], until: datetime) -> None:
    if not owed:
        await talk.reply(talk.say("snooze.nothing"))
        return
    why_not = [(one, await _why_not(talk, one, until)) for one in owed]
    waits = [one for one, why in why_not if not why]
    for one in waits:
        await _put_off(talk, one, until)
    if not waits:
        await talk.reply(why_not[0][1])
        return
    names = ", ".join(asking.period_name(talk.say, one) for one in waits)
    lines = [talk.say("snooze.done", period=names, until=talk.say.moment(until, talk.known.zone))]
    lines += [why for _, why in why_not if why]
    await talk.reply("\n".join(lines))


async def _why_not(talk: Talk, owed: Owed, until: datetime) -> str:
    """What speaks against it, with the way out; "" when nothing does."""
    regime = await plans.regime(talk.session, owed.period.regime_id)
    due = talk.say.moment(owed.due_at, regime.zone)
    words = {"period": asking.period_name(talk.say, owed), "due": due}
    if talk.now > owed.due_at:
        return talk.say("snooze.overdue", **words)
    if owed.report.snoozed_until_at is not None:
        return talk.say("snooze.once", **words)
    if until <= talk.now:
        return talk.say("snooze.past")
    if until >= owed.due_at:
        return talk.say("snooze.after_deadline", **words)
    if timetables.out_of_quiet(regime, until) > until:
        quiet = {"start": regime.quiet_from_time.strftime("%H:%M"), "end": regime.quiet_to_time.strftime("%H:%M")}
        return talk.say("snooze.quiet", **quiet)
    return ""


async def _put_off(talk: Talk, owed: Owed, until: datetime) -> None:
    """Nothing that waits for those who answer for it is said before; at the time they are reminded in any case."""
    report = owed.report
    report.snoozed_until_at = until
    await mentions.forget(talk.session, report.id)
    for _, person in await people.answerers(talk.session, report, talk.now):
        await mentions.queue(talk.session, person.id, report, STAGE, Part.OWN, until)
    await trail.note(talk, report.organisation_id, "snooze", f"report:{report.id}", new=until.isoformat())
