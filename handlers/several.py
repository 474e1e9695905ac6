"""Several answers at once: read, said back as a list, corrected in it, and stored by one confirmation."""

import re
from dataclasses import replace
from unicodedata import normalize

from domain.chat import Heard
from domain.indicators import Indicator
from domain.several import Problem, Several, is_one_figure, read_correction, read_several
from domain.values import Value, plain
from handlers import afterwards, asking, echoing, hand, listing, odd, progress, secrecy, waiting
from handlers.asking import Sheet
from handlers.listing import Entry, Item
from handlers.talk import Talk
from handlers.understanding import understood
from handlers.waiting import Turn, Waiting
from storage import answers, conversations, reports
from storage.conversations import Step
from storage.reports import Answer, Question

STORE = frozenset({"dung", "dung roi", "dung vay", "yes", "ok", "ghi", "luu", "dong y", "save", "record"})
SEND = frozenset({"gui", "gui bao cao", "nop", "send"})
DROP = frozenset({"huy", "huy bo", "cancel"})
SKIP = frozenset({"bo qua", "boqua", "skip"})
SHOW = frozenset(
    {"viec", "viec cua toi", "bao cao", "tiep", "tiep tuc", "xem", "see", "lui", "quay lai", "back", "sua", "fix"}
)
STOP = frozenset({"thoi", "de sau", "stop"})
ONE = frozenset({"mot so", "one figure"})
LEAVE_OUT = frozenset({"bo", "bo qua", "xoa", "skip"})
_MOST_SIGNS = 40  # of an item that is named again
_FIX = re.compile(r"(?:sua|fix) (?:(?:cau|muc) )?([0-9]{1,3})")


def awaits(talk: Talk) -> bool:
    """Whether this message is about the list that waits, though it looks like a command."""
    said = _said(talk)
    about = said in STORE | SEND | DROP | SHOW | SKIP or said.startswith(("sua ", "fix "))
    reason = waiting.held(talk).turn is Turn.WHY and odd.opens_a_reason(talk.heard.text)
    return about or reason or _stops(talk)


async def taken(talk: Talk, sheet: Sheet | None) -> bool:
    """Take a message with several answers, or one about the list that waits. False: it is neither."""
    if waiting.is_there(talk) and sheet is not None:
        return await _about_the_list(talk, sheet)
    if talk.heard.heard is not Heard.TEXT:
        return False
    sheet = sheet or await _only_one(talk)
    return sheet is not None and await given(talk, sheet)


async def given(talk: Talk, sheet: Sheet) -> bool:
    """Take a message with several answers to this report. False: it holds none, or maybe one."""
    found = await _read(talk, sheet)
    if found is None:
        return False
    talk.refusal = None  # as several figures it is nobody's number
    items = [Item(one.number, one.raw) for one in found.items]
    one = talk.heard.text if found.may_be_one and await _may_be_one(talk, sheet) else ""
    await begin(talk, sheet, items, list(found.unread), one=one)
    return True


async def is_list(talk: Talk, sheet: Sheet) -> bool:
    """Whether the message reads as several answers to this report."""
    return await _read(talk, sheet) is not None


async def begin(talk: Talk, sheet: Sheet, items: list[Item], unread: list[str], *, one: str = "") -> None:
    """Show a list of answers and let it wait, with what waits already; a locked report takes none."""
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return
    before = await _in_hand(talk)
    if before is not None and before.owed.report.id != sheet.owed.report.id:
        await say_waits(talk)
        return
    kept = waiting.held(talk) if before else Waiting([])
    await echoing.show(talk, sheet, _with(kept, sheet, items, unread, talk.heard.message, one))


async def say_waits(talk: Talk) -> bool:
    """Something else came while a list waits: the list is not pushed aside. False: none waits."""
    sheet = await _in_hand(talk)
    if sheet is None:
        return False
    await afterwards.repeat(talk, sheet, waiting.held(talk), secrecy.said_first(talk, talk.say("several.first_this")))
    return True


async def tapped(talk: Talk, action: str, report_id: int, mark: str) -> bool:
    """A button under a list: only the one that waits, as it was shown. True: it is to be read as one figure."""
    sheet = await hand.in_hand(talk) if waiting.is_there(talk) else None
    of = waiting.held(talk) if sheet else None
    if sheet is None or of is None or sheet.owed.report.id != report_id:
        await hand.stale_of(talk, report_id)
    elif sheet.owed.is_locked(talk.now):
        await _say_locked(talk, sheet, of)
    elif of.mark != mark or of.turn is not Turn.LIST:
        await afterwards.repeat(talk, sheet, of, talk.say("several.stale_button"))
    elif action == "one" and of.one:
        _as_one(talk, sheet, of)
        return True
    else:
        await afterwards.confirm(talk, sheet, of, sends=action == "send")
    return False


async def change(talk: Talk, sheet: Sheet, number: int, raw: str) -> None:
    """ "sửa 2: 89" while a list waits: changes the item, settles its doubt ("đúng 9,1 lý do"), or leaves it out."""
    of = replace(waiting.held(talk), one="")
    others = [item for item in of.items if item.number != number]
    asked = sheet.at(number)
    if asked is None:
        await talk.reply(talk.say("review.which", most=len(sheet.questions)))
        return
    if plain(raw) in LEAVE_OUT:
        await echoing.show(talk, sheet, replace(of, items=others))
        return
    entries = await listing.entries(talk, sheet, [item for item in of.items if item.number == number])
    item = _settled(talk, entries[0], raw) if len(entries) == 1 else None
    item = item or Item(number, raw, asked.figure.version)
    await echoing.show(talk, sheet, replace(of, items=sorted([*others, item], key=lambda one: one.number)))


def _settled(talk: Talk, entry: Entry, raw: str) -> Item | None:
    """The item with its doubt settled by a "đúng …" or the words offered; None when this is another answer."""
    if entry.question is None:
        return None
    text = normalize("NFC", raw).strip()
    for option in entry.options:
        if option.progress is not None:
            if plain(text).removeprefix("dung ") in _names(talk, entry.question, option):
                return replace(entry.item, chosen=reports.as_json(option))
            continue
        written = asking.answer_text(talk.say, entry.question, option)
        writings = (written, entry.item.raw) if len(entry.options) == 1 else (written,)
        why = odd.agreed(text, writings, entry.question.indicator)
        names_none = plain(text) in STORE and len(entry.options) > 1
        if why is None or names_none or (why and odd.unfit(why)):
            continue
        return replace(entry.item, chosen=reports.as_json(option), why=why)
    return None


def _names(talk: Talk, asked: Question, option: Answer) -> set[str]:
    """How a progress that is offered may be named: by its state, or as it would be written."""
    return {plain(progress.state_text(talk.say, option)), plain(asking.answer_text(talk.say, asked, option))}


async def _about_the_list(talk: Talk, sheet: Sheet) -> bool:
    of = waiting.held(talk)
    if sheet.owed.is_locked(talk.now):
        await _say_locked(talk, sheet, of)
        return True
    if talk.heard.heard is not Heard.TEXT:
        return await say_waits(talk)
    said = _said(talk)
    if said in ONE and of.one:
        _as_one(talk, sheet, of)
        return False
    await _heard(talk, sheet, of, said)
    return True


async def _say_locked(talk: Talk, sheet: Sheet, of: Waiting) -> None:
    """The report has locked over a list that waited: what was not recorded is named, for nobody can see it any more."""
    conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.IDLE)
    entries = await listing.entries(talk, sheet, of.items)
    lines = [f"{item.number}: {_as_listed(talk, entry)}" for item, entry in zip(of.items, entries, strict=True)]
    await hand.say_locked(talk, sheet, talk.say("several.not_recorded", what="; ".join(lines)) if lines else "")


def _as_listed(talk: Talk, entry: Entry) -> str:
    """An item as it was understood, or as it was written."""
    if entry.question is None or entry.answer is None:
        return entry.item.raw[:_MOST_SIGNS]
    return asking.answer_text(talk.say, entry.question, entry.answer)


async def _heard(talk: Talk, sheet: Sheet, of: Waiting, said: str) -> None:
    correction = read_correction(talk.heard.text)
    fixes = _FIX.fullmatch(said)
    if _stops(talk):
        await talk.reply(talk.say("several.stopped"))
    elif said in DROP:
        await echoing.drop(talk, sheet, of)
    elif correction:
        await change(talk, sheet, *correction)
    elif fixes:
        await _fix(talk, sheet, of, int(fixes[1]))
    elif said in STORE | SEND and of.turn in (Turn.LIST, Turn.FIX):
        await afterwards.confirm(talk, sheet, of, sends=said in SEND)
    elif said in SEND and of.turn is Turn.DAYS:
        left_undated = talk.say("several.left_undated", which=echoing.listed_numbers(of.undated))
        await afterwards.go_on(talk, sheet, replace(of, undated=[], sends=True), left_undated)
    elif of.turn is Turn.DAYS and await afterwards.days_heard(talk, sheet, of):
        return
    elif said in SKIP and of.turn is Turn.WHY:
        left = replace(of, items=[item for item in of.items if item.number != of.number])
        await afterwards.go_on(talk, sheet, left, talk.say("moving.skipped", number=of.number))
    elif said in SHOW | SKIP | STORE | SEND:
        lead = talk.say("several.waits") if of.turn in (Turn.LIST, Turn.FIX) else ""
        await afterwards.repeat(talk, sheet, of, lead)
    else:
        await _answered(talk, sheet, of)


async def _answered(talk: Talk, sheet: Sheet, of: Waiting) -> None:
    """More of the list, the answer to what was asked about it, or neither."""
    if of.turn is Turn.FIX:
        await change(talk, sheet, of.number, talk.heard.text)
    elif found := await _read(talk, sheet):
        talk.refusal = None
        items = [Item(one.number, one.raw) for one in found.items if one.problem is not Problem.UNKNOWN_NUMBER]
        beyond = [f"{one.number}: {one.raw}" for one in found.items if one.problem is Problem.UNKNOWN_NUMBER]
        unread = [*beyond, *found.unread]
        await echoing.show(talk, sheet, _with(of, sheet, items, unread, talk.heard.message))
    elif of.turn is Turn.WHY:
        await afterwards.why_heard(talk, sheet, of)
    elif of.turn is Turn.DAYS:
        await afterwards.repeat(talk, sheet, of, secrecy.said_first(talk, talk.say("several.no_day")))
    else:
        await echoing.show(talk, sheet, of, secrecy.said_first(talk, talk.say("several.waits")))


async def _fix(talk: Talk, sheet: Sheet, of: Waiting, number: int) -> None:
    """ "sửa 2" in a list asks question 2; the next answer is for it."""
    asked = sheet.at(number)
    if asked is None:
        await talk.reply(talk.say("review.which", most=len(sheet.questions)))
        return
    waiting.keep(talk, sheet, replace(of, turn=Turn.FIX, number=number, one=""))
    held = next((item.raw for item in of.items if item.number == number), "")
    lead = talk.say("several.now_listed", value=held[:_MOST_SIGNS]) if held else talk.say("several.still_kept")
    text = await asking.question(talk.session, talk.say, sheet, asked, at_length=True)
    await talk.reply(f"{lead}\n{text}")


def _with(of: Waiting, sheet: Sheet, items: list[Item], unread: list[str], message: str, one: str = "") -> Waiting:
    """The list with more items; for a number that it has already the newer counts."""
    numbers = {item.number for item in items}
    kept = [item for item in of.items if item.number not in numbers]
    every = [*kept, *listing.listed(sheet, items)]
    ordered = sorted(every, key=lambda item: item.number) if kept else every
    return replace(of, items=ordered, unread=unread, message=message, one="" if of.items else one)


def _as_one(talk: Talk, sheet: Sheet, of: Waiting) -> None:
    """1 234 567 is one figure after all: said with hard spaces, which part no figures, to the question in hand."""
    asked = sheet.holding(talk.known.conversation.figure_id) or sheet.questions[0]
    conversations.take_up(talk.known.conversation, asked.figure, Step.ANSWER)
    text = "\u00a0".join(of.one.split())
    talk.heard = replace(talk.heard, heard=Heard.TEXT, text=text, message=of.message)


async def _may_be_one(talk: Talk, sheet: Sheet) -> bool:
    """Whether the question in hand could take the whole line as its one figure."""
    asked = sheet.holding(talk.known.conversation.figure_id) or sheet.next_open(0)
    if asked is None or waiting.is_there(talk) or not sheet.is_open(asked):
        return False
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    return isinstance(understood(asked, talk.heard.text, last.value if last else None, talk.today), Answer)


async def _in_hand(talk: Talk) -> Sheet | None:
    """The report a list waits for, as long as it takes answers."""
    sheet = await hand.in_hand(talk) if waiting.is_there(talk) else None
    return None if sheet is None or sheet.owed.is_locked(talk.now) else sheet


async def _read(talk: Talk, sheet: Sheet) -> Several | None:
    """For the open questions; where the numbers say so, or none is open, for all."""
    text = talk.heard.text
    if is_one_figure(text):
        return None
    asked = [await _asked(talk, sheet, question) for question in sheet.questions]
    unanswered = {question.figure.position for question in sheet.open_questions()}
    left = [one for one in asked if one[0] in unanswered]
    found = read_several(text, left) if left else None
    if found and all(item.problem is not Problem.UNKNOWN_NUMBER for item in found.items):
        return found
    return read_several(text, asked) or found


async def _asked(talk: Talk, sheet: Sheet, question: Question) -> tuple[int, Indicator, Value | None]:
    last = await answers.last_answer(talk.session, sheet.owed, question.figure)
    return question.figure.position, question.indicator, last.value if last else None


async def _only_one(talk: Talk) -> Sheet | None:
    owed = await hand.owed_by(talk)
    return await asking.sheet(talk.session, owed[0]) if len(owed) == 1 else None


def _stops(talk: Talk) -> bool:
    """ "dừng" with its mark, or as the command; typed bare it is rather đúng, which a list waits for."""
    text = normalize("NFC", talk.heard.text).strip().casefold()
    return text in ("dừng", "/dung", "/dừng") or _said(talk) in STOP


def _said(talk: Talk) -> str:
    return plain(talk.heard.text).removeprefix("/").strip(" .!")
