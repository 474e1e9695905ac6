"""`cho mở`, `từ chối`: the aggregating office decides on opening a locked report; the first decision holds."""

import re
from datetime import date, datetime, time, timedelta

from domain.dates import read_day
from domain.roles import ANSWERING, Role
from handlers import asking, hand, own_words, passing_on, pin, refusing, secrecy, trail
from handlers.talk import Talk
from locales import Speaker, speak
from storage import conversations, days_off, lock_exceptions, reports
from storage.conversations import Step
from storage.reports import Owed
from storage.tables import LockException

MAX_REASON = 500
_GRANT = re.compile(r"/?\s*(?:cho ?mở|cho ?mo|grant)(?: +(?P<number>\d{1,18}))?(?: +(?P<until>.+))?", re.IGNORECASE)
_REFUSE = re.compile(
    r"/?\s*(?:từ ?chối|tu ?choi|refuse)(?:[ :]+(?P<number>\d{1,18}))?[ :]*(?P<why>.*)", re.IGNORECASE | re.DOTALL
)


async def grant(talk: Talk, said: str = "") -> None:
    """`cho mở 3 đến 20/11`: without a day, to the end of the next working day."""
    written = _GRANT.fullmatch(" ".join(talk.heard.text.split()))
    asked = await _asked(talk, written["number"] if written else None)
    if asked is None or written is None:
        return
    day = await usual_day(talk)
    if written["until"]:
        read = read_day(written["until"], talk.now.astimezone(talk.known.zone).date())
        if read is None:
            await talk.reply(talk.say("unlock.day_unclear", number=asked.id))
            return
        day = read
    await _grant(talk, asked, day)


async def refuse(talk: Talk, said: str = "") -> None:
    """`từ chối 3: lý do`."""
    written = _REFUSE.fullmatch(talk.heard.text.strip())
    asked = await _asked(talk, written["number"] if written else None)
    if asked is not None and written is not None:
        await _refuse(talk, asked, written["why"])


async def refuse_because(talk: Talk, number: int, why: str) -> None:
    """The reason for a refusal, which was asked for."""
    asked = await _asked(talk, str(number))
    if asked is not None:
        await _refuse(talk, asked, why)


async def tapped(talk: Talk, action: str, number: int) -> None:
    """[Cho mở] or [Từ chối] under a request."""
    asked = await _asked(talk, str(number))
    if asked is None:
        return
    if action == "grant":
        await _grant(talk, asked, await usual_day(talk))
    else:
        await _refuse(talk, asked, "")


async def usual_day(talk: Talk) -> date:
    """The next working day."""
    days = await days_off.around(talk.session, talk.known.organisation.id, talk.now)
    return days.shift(talk.now.astimezone(talk.known.zone).date(), 1)


async def _asked(talk: Talk, number: str | None) -> LockException | None:
    """The request that is meant and still waits; None when what there is to say was said."""
    if not await talk.holds([Role.AGGREGATOR]):
        await refusing.say(talk, "unlock.not_for_you", f"lock_exception:{number}" if number else "unlock")
        return None
    waiting = await lock_exceptions.all_waiting(talk.session, talk.known.organisation.id)
    if number is None:
        if len(waiting) == 1:
            return waiting[0]
        numbers = ", ".join(str(one.id) for one in waiting)
        await talk.reply(talk.say("unlock.which", which=numbers) if waiting else talk.say("unlock.none_waits"))
        return None
    asked = await talk.scope.unlock_request(int(number))
    if asked is None:
        await refusing.say(talk, "unlock.unknown", f"lock_exception:{number}", number=number)
        return None
    if asked.decided_at is not None:
        await _say_decided(talk, asked)
        return None
    return asked


async def _grant(talk: Talk, asked: LockException, day: date) -> None:
    if await pin.is_asked(talk):
        return
    zone = talk.known.zone
    until = datetime.combine(day + timedelta(days=1), time(0), zone) - timedelta(seconds=1)
    if not await lock_exceptions.decide(talk.session, asked, talk.known.account, until, talk.now):
        await _say_decided(talk, asked)
        return
    owed = await _owed(talk, asked)
    what = f"lock_exception:{asked.id}"
    new = until.isoformat()
    await trail.note(talk, asked.organisation_id, "grant_unlock", what, old="waiting", new=new, why=asked.reason)
    words = {"unit": owed.unit_name, "period": asking.period_name(talk.say, owed)}
    await talk.reply(talk.say("unlock.granted", until=talk.say.weekday_and_day(day), **words))
    await _tell_officers_opened(talk, owed, day)
    await _tell_colleagues(talk, asked, owed)


async def _refuse(talk: Talk, asked: LockException, text: str) -> None:
    why = own_words.fitting(talk, text, MAX_REASON)
    if why is None:
        conversations.take_up(talk.known.conversation, None, Step.UNLOCK, {"refuse": asked.id})
        told = talk.say("unlock.refuse_why", number=asked.id, most=MAX_REASON)
        await talk.reply(secrecy.said_first(talk, told))
        return
    if await pin.is_asked(talk):
        return
    if not await lock_exceptions.decide(talk.session, asked, talk.known.account, None, talk.now):
        await _say_decided(talk, asked)
        return
    owed = await _owed(talk, asked)
    what = f"lock_exception:{asked.id}"
    await trail.note(talk, asked.organisation_id, "refuse_unlock", what, old="waiting", new="refused", why=why)
    talk.known.conversation.step = Step.IDLE
    words = {"unit": owed.unit_name, "period": asking.period_name(talk.say, owed)}
    await talk.reply(talk.say("unlock.refused", **words))
    account, person = await lock_exceptions.person_of(talk.session, asked.asked_by_id)
    say = speak(person.locale)
    period = asking.period_name(say, owed)
    told = say("unlock.told_refused", who=talk.known.person.name, period=period, why=why)
    await passing_on.tell(talk, "unlock_refused", account, told)
    await _tell_colleagues(talk, asked, owed)


async def _tell_officers_opened(talk: Talk, owed: Owed, day: date) -> None:
    sheet = await asking.sheet(talk.session, owed)
    for account, person in await passing_on.listeners(talk, ANSWERING, owed.unit.id):
        say = speak(person.locale)
        words = {"who": talk.known.person.name, "period": asking.period_name(say, owed)}
        key = "unlock.opened_to_fix" if owed.is_handed_in else "unlock.opened_to_answer"
        text = say(key, until=say.weekday_and_day(day), **words)
        talking = await conversations.of(talk.session, account)
        following = None if owed.is_handed_in else sheet.next_open(0)
        elsewhere = sheet.holding(talking.figure_id) is None or talking.step == Step.SEVERAL
        busy = elsewhere and await hand.is_busy(talk.session, talking, talk.now)
        if following is not None and not busy:
            conversations.take_up(talking, following.figure, Step.ANSWER)
            text += f"\n\n{await asking.question(talk.session, say, sheet, following, at_length=True)}"
        await passing_on.tell(talk, "unlocked", account, text)


async def _tell_colleagues(talk: Talk, asked: LockException, owed: Owed) -> None:
    """The other aggregators have the request before their eyes, too."""

    def write(say: Speaker) -> str:
        words = {"number": asked.id, "unit": owed.unit_name, "who": talk.known.person.name}
        return say("unlock.colleague_granted" if asked.granted else "unlock.colleague_refused", **words)

    await passing_on.tell_all(talk, "unlock_decided", [Role.AGGREGATOR], write)


async def _say_decided(talk: Talk, asked: LockException) -> None:
    _, person = await lock_exceptions.person_of(talk.session, asked.decided_by_id or asked.asked_by_id)
    when = talk.say.moment(asked.decided_at or talk.now, talk.known.zone)
    key = "unlock.granted_before" if asked.granted else "unlock.refused_before"
    await talk.reply(talk.say(key, number=asked.id, who=person.name, when=when))


async def _owed(talk: Talk, asked: LockException) -> Owed:
    owed = await reports.get(talk.session, asked.report_id)
    if owed is None:
        raise ValueError(f"no report {asked.report_id}")
    return owed
