"""`vắng`: who will be away hands their duties to somebody of the same unit, for some days."""

import re
from datetime import date

from domain.dates import read_span
from domain.values import plain
from handlers import passing_on, trail
from handlers.talk import Talk
from locales import speak
from storage import absences, conversations, people
from storage.conversations import Step
from storage.tables import Person

_LEAD = re.compile(r"^/?\s*(?:vắng mặt|vang mat|vắng|vang|absent)\s*", re.IGNORECASE)
_SUBSTITUTE = re.compile(
    r"\s*(?:,?\s*(?:người |nguoi )?(?:thay bằng|thay bang|thay|substitute|by)[ :]+@?|@)(.+)$", re.IGNORECASE
)
_MOST_SHOWN = 9


async def away(talk: Talk, said: str = "") -> None:
    """`vắng từ 1/12 đến 5/12 thay bằng Trần Thị Mai`; alone it lists what is known."""
    rest = _LEAD.sub("", " ".join(talk.heard.text.split()))
    if not rest:
        await _list(talk)
        return
    named = _SUBSTITUTE.search(rest)
    span = read_span(rest[: named.start()] if named else rest, _today(talk))
    if span is None:
        await talk.reply(talk.say("absence.days_unclear"))
    elif named is None:
        await _choose(talk, span, await _colleagues(talk), "absence.who")
    else:
        await _name(talk, span, named[1].strip(" ."))


async def heard(talk: Talk) -> None:
    """Which of several people: a digit of the list, or a name."""
    held = talk.known.conversation.candidates or {}
    span = date.fromisoformat(held["first"]), date.fromisoformat(held["last"])
    said = talk.heard.text.strip()
    colleagues = await _colleagues(talk)
    picked = next((one for one in colleagues if one.id == held["opens"].get(said)), None)
    if picked is not None:
        await _hand_on(talk, span, picked)
    else:
        await _name(talk, span, said)


async def back(talk: Talk, said: str = "") -> None:
    """`hết vắng`: everything that is not over ends now."""
    known = await absences.of_person(talk.session, talk.known.person.id, _today(talk))
    if not known:
        await talk.reply(talk.say("absence.none"))
        return
    for absence, substitute in known:
        await absences.end(talk.session, absence, talk.now)
        await trail.note(talk, absence.organisation_id, "end_absence", f"absence:{absence.id}")
        await _tell(talk, "absence_ended", substitute, "absence.told_ended", {})
    await talk.reply(talk.say("absence.ended"))


async def _name(talk: Talk, span: tuple[date, date], name: str) -> None:
    colleagues = await _colleagues(talk)
    wanted = plain(name.removeprefix("@"))
    fitting = [one for one in colleagues if wanted and f" {plain(one.name)}".endswith(f" {wanted}")]
    exact = [one for one in fitting if one.name.casefold().endswith(name.removeprefix("@").casefold())]
    fitting = exact or fitting
    if len(fitting) == 1:
        await _hand_on(talk, span, fitting[0])
    elif fitting:
        await _choose(talk, span, fitting, "absence.which")
    elif f" {plain(talk.known.person.name)}".endswith(f" {wanted}"):
        await _choose(talk, span, colleagues, "absence.not_yourself")
    else:
        await _choose(talk, span, colleagues, "absence.unknown")


async def _choose(talk: Talk, span: tuple[date, date], among: list[Person], key: str) -> None:
    if not among:
        await talk.reply(talk.say("absence.nobody"))
        return
    lines = [talk.say(key)]
    lines += [f"{number}. {one.name}" for number, one in enumerate(among[:_MOST_SHOWN], start=1)]
    lines.append(talk.say("absence.choose"))
    opens = {str(number): one.id for number, one in enumerate(among[:_MOST_SHOWN], start=1)}
    held = {"first": span[0].isoformat(), "last": span[1].isoformat(), "opens": opens}
    conversations.take_up(talk.known.conversation, None, Step.SUBSTITUTE, held)
    await talk.reply("\n".join(lines))


async def _hand_on(talk: Talk, span: tuple[date, date], substitute: Person) -> None:
    first, last = span
    if talk.known.conversation.step == Step.SUBSTITUTE:
        talk.known.conversation.step = Step.IDLE
    for known, person in await absences.of_person(talk.session, talk.known.person.id, _today(talk)):
        if known.first_day <= last and first <= known.last_day:
            words = {"first": talk.say.day(known.first_day), "last": talk.say.day(known.last_day)}
            await talk.reply(talk.say("absence.known_already", name=person.name, **words))
            return
    absence = await absences.add(talk.session, talk.known.account, substitute.id, first, last, talk.now)
    new = f"{first} {last} person:{substitute.id}"
    await trail.note(talk, absence.organisation_id, "absence", f"absence:{absence.id}", new=new)
    days = {"first": talk.say.weekday_and_day(first), "last": talk.say.weekday_and_day(last)}
    await talk.reply(talk.say("absence.noted", name=substitute.name, **days))
    say = speak(substitute.locale)
    days = {"first": say.weekday_and_day(first), "last": say.weekday_and_day(last)}
    await _tell(talk, "absence", substitute, "absence.told", days)


async def _tell(talk: Talk, what: str, substitute: Person, key: str, words: dict[str, str]) -> None:
    account = await people.account_of(talk.session, substitute.id)
    if account is not None:
        text = speak(substitute.locale)(key, who=talk.known.person.name, **words)
        await passing_on.tell(talk, what, account, text)


async def _list(talk: Talk) -> None:
    known = await absences.of_person(talk.session, talk.known.person.id, _today(talk))
    lines = [talk.say("absence.list" if known else "absence.none")]
    for absence, substitute in known:
        days = {"first": talk.say.day(absence.first_day), "last": talk.say.day(absence.last_day)}
        lines.append(talk.say("absence.line", name=substitute.name, **days))
    lines.append(talk.say("absence.end_how" if known else "absence.how"))
    await talk.reply("\n".join(lines))


async def _colleagues(talk: Talk) -> list[Person]:
    return await absences.colleagues(talk.session, talk.known.account, talk.now)


def _today(talk: Talk) -> date:
    return talk.now.astimezone(talk.known.zone).date()
