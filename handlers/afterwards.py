"""After the one confirmation of a list: the reason of each odd figure, the days expected, and what is still unread."""

from dataclasses import replace
from unicodedata import normalize

from domain.expected_days import read_days
from domain.values import Refusal, Special
from handlers import asking, echoing, listing, odd, on_behalf, waiting
from handlers.asking import Sheet
from handlers.listing import Entry, Item
from handlers.talk import Talk
from handlers.waiting import Turn, Waiting
from storage import recording, reports
from storage.reports import Answer


async def confirm(talk: Talk, sheet: Sheet, of: Waiting, *, sends: bool) -> None:
    """Store what was read; odd figures wait for their reason, doubtful lines for another wording."""
    entries = await listing.entries(talk, sheet, of.items)
    if not any(entry.is_read for entry in entries):
        await echoing.show(talk, sheet, of)
        return
    after = await _store(talk, replace(of, unread=[], one="", sends=of.sends or sends), entries)
    await go_on(talk, sheet, after, _told(talk, after.stored - of.stored))


async def go_on(talk: Talk, sheet: Sheet, of: Waiting, lead: str) -> None:
    """Ask the next thing a confirmed list lacks; with nothing left the report goes on."""
    entries = await listing.entries(talk, sheet, of.items)
    odd_one = next((entry for entry in entries if entry.is_read and entry.unusual), None)
    if odd_one:
        await _ask_why(talk, sheet, of, odd_one, lead)
    elif of.undated:
        waiting.keep(talk, sheet, replace(of, turn=Turn.DAYS, number=0))
        which = echoing.listed_numbers(of.undated)
        text = talk.say("several.when_expected", which=which)
        await talk.reply(f"{lead}\n{text}" if lead else text)
    elif any(entry.blocks for entry in entries):
        await echoing.show(talk, sheet, replace(of, sends=False), lead)
    else:
        await echoing.finish(talk, sheet, of, lead)


async def repeat(talk: Talk, sheet: Sheet, of: Waiting, lead: str) -> None:
    """Say again what waits."""
    if of.turn in (Turn.WHY, Turn.DAYS):
        await go_on(talk, sheet, of, lead)
    else:
        await echoing.show(talk, sheet, of, lead)


async def why_heard(talk: Talk, sheet: Sheet, of: Waiting) -> None:
    """The reason that was asked for, or another figure instead."""
    entry = await _of_number(talk, sheet, of, of.number)
    if entry is None or entry.question is None or entry.answer is None or not entry.unusual:
        await echoing.show(talk, sheet, of, talk.say("several.waits"))
        return
    text = normalize("NFC", talk.heard.text).strip()
    written = asking.answer_text(talk.say, entry.question, entry.answer)
    why = odd.agreed(text, (written, entry.item.raw), entry.question.indicator)
    if why is None and odd.is_reason(text, entry.question.indicator):
        why = odd.reason(text)
    if why is None:
        await _another(talk, sheet, of, Item(of.number, text, entry.question.figure.version))
        return
    against = odd.unfit(why) if why else ""
    if isinstance(against, Refusal):
        talk.refusal = against
        await go_on(talk, sheet, of, talk.say(f"refused.{against}"))
    elif against:
        await talk.reply(talk.say(against, most=odd.MOST_SIGNS))
    elif not why:
        await _ask_why(talk, sheet, of, entry, "")
    else:
        await _another(talk, sheet, of, replace(entry.item, why=why))


async def days_heard(talk: Talk, sheet: Sheet, of: Waiting) -> bool:
    """Store the days that were asked for. False: the message names none."""
    days = read_days(talk.heard.text, of.undated, talk.today)
    if days is None:
        return False
    told = []
    for number, day in days.items():
        asked = sheet.at(number)
        if asked is None or asked.figure.special != Special.NO_FIGURE_YET:
            continue  # a figure came meanwhile
        answer = Answer(special=Special.NO_FIGURE_YET, expected_on=day)
        if day is not None:
            dated = Entry(Item(number, talk.heard.text), asked, answer)
            await _record(talk, dated, talk.heard.message, await on_behalf.source(talk, sheet.owed))
        told.append(talk.say("several.dated", number=number, value=asking.answer_text(talk.say, asked, answer)))
    left = replace(of, undated=[number for number in of.undated if number not in days])
    await go_on(talk, sheet, left, talk.say("several.recorded", what="; ".join(told)) if told else "")
    return True


async def _ask_why(talk: Talk, sheet: Sheet, of: Waiting, entry: Entry, lead: str) -> None:
    if entry.question is None or entry.answer is None:
        raise ValueError("nothing was read")
    waiting.keep(talk, sheet, replace(of, turn=Turn.WHY, number=entry.item.number))
    text = talk.say(
        "several.why",
        number=entry.item.number,
        name=entry.question.name,
        value=asking.answer_text(talk.say, entry.question, entry.answer),
        unusual=entry.unusual,
    )
    await talk.reply(f"{lead}\n{text}" if lead else text)


async def _another(talk: Talk, sheet: Sheet, of: Waiting, item: Item) -> None:
    """One item of a confirmed list anew: it is stored at once where nothing speaks against it."""
    items = [item if one.number == item.number else one for one in of.items]
    changed = replace(of, items=items)
    entry = await _of_number(talk, sheet, changed, item.number)
    if entry is None or not entry.is_read or entry.question is None or entry.answer is None:
        await echoing.show(talk, sheet, changed)
    elif entry.unusual:
        await _ask_why(talk, sheet, changed, entry, "")
    else:
        after = await _store(talk, changed, [entry])
        value = asking.answer_text(talk.say, entry.question, entry.answer)
        await go_on(talk, sheet, after, talk.say("answer.recorded_words", value=value))


async def _of_number(talk: Talk, sheet: Sheet, of: Waiting, number: int) -> Entry | None:
    items = [item for item in of.items if item.number == number]
    return (await listing.entries(talk, sheet, items))[0] if len(items) == 1 else None


async def _store(talk: Talk, of: Waiting, entries: list[Entry]) -> Waiting:
    """Store what can be; the list that is left: what wants a reason, is in doubt, or was answered meanwhile."""
    done: set[int] = set()
    first = next((entry.question.figure for entry in entries if entry.question), None)
    owed = await reports.get(talk.session, first.report_id) if first else None  # the same for all figures of a list
    source = await on_behalf.source(talk, owed) if owed else None
    for entry in entries:
        if entry.stores and await _record(talk, entry, of.message, source):
            done.add(entry.item.number)
    settled = done | {entry.item.number for entry in entries if not entry.is_read and not entry.blocks}
    undated = {entry.item.number for entry in entries if entry.item.number in done and _is_undated(entry)}
    return replace(
        of,
        items=[item for item in of.items if item.number not in settled],
        undated=sorted((set(of.undated) - done) | undated),
        stored=of.stored + len(done),
    )


def _is_undated(entry: Entry) -> bool:
    answer = entry.answer
    return answer is not None and answer.special is Special.NO_FIGURE_YET and answer.expected_on is None


async def _record(talk: Talk, entry: Entry, message: str, source: str | None) -> bool:
    """False: somebody else answered in between; the figure is read anew, so that the list says who."""
    if entry.question is None or entry.answer is None:
        return False
    figure = entry.question.figure
    if figure.answered_at and reports.answer_of(figure) == entry.answer and not entry.item.why:
        return True  # said again: no revision
    stored = await recording.record(
        talk.session,
        figure,
        entry.answer,
        entry.item.raw,
        talk.known.account,
        talk.now,
        why=entry.item.why or None,
        message=message,
        source=source,
    )
    if not stored:
        await talk.session.refresh(figure)
    return stored


def _told(talk: Talk, stored: int) -> str:
    return talk.say.count("several.stored", stored) if stored else talk.say("several.stored_none")
