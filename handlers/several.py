"""Several answers at once: read, echoed as a list, corrected in it, and stored by one confirmation."""

from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from domain.chat import Button, Heard
from domain.indicators import Indicator
from domain.lateness import State
from domain.several import Problem, Several, read_correction, read_several
from domain.values import Value, plain
from handlers import asking, hand, listing, odd, review
from handlers.asking import Sheet
from handlers.listing import Entry, Item
from handlers.talk import Talk
from storage import conversations, reports
from storage.conversations import Step
from storage.reports import Question

STORE = frozenset({"dung", "dung roi", "dung vay", "yes", "ok", "ghi", "luu", "dong y", "save"})
SEND = frozenset({"gui", "gui bao cao", "nop", "send"})
DROP = frozenset({"huy", "huy bo", "cancel"})
SHOW = frozenset({"viec", "viec cua toi", "bao cao", "tiep", "tiep tuc", "lui", "quay lai", "bo qua", "boqua", "sua"})
LEAVE_OUT = frozenset({"bo", "bo qua", "xoa", "skip"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """The list in the conversation: its items, lines that were none, and the message that gave it."""

    items: list[Item]
    unread: list[str]
    message: str


def awaits(talk: Talk) -> bool:
    """Whether this message is about the list that waits, though it looks like a command."""
    said = _said(talk)
    about = said in STORE | SEND | DROP | SHOW or said.startswith(("sua ", "fix "))
    return about and "dừng" not in talk.heard.text.casefold()


async def taken(talk: Talk, sheet: Sheet | None) -> bool:
    """Take a message with several answers, or one about the list that waits. False: it is neither."""
    if talk.heard.heard is not Heard.TEXT:
        return False
    if talk.known.conversation.step == Step.SEVERAL and sheet is not None:
        await _about_the_list(talk, sheet)
        return True
    sheet = sheet or await _only_one(talk)
    found = await _read(talk, sheet) if sheet else None
    if sheet is None or found is None:
        return False
    items = [Item(one.number, one.raw) for one in found.items]
    await begin(talk, sheet, items, list(found.unread))
    return True


async def begin(talk: Talk, sheet: Sheet, items: list[Item], unread: list[str], message: str = "") -> None:
    """Show a list of answers and let it wait; a locked report takes none."""
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return
    waiting = Waiting(listing.listed(sheet, items), unread, message or talk.heard.message)
    await _show(talk, sheet, waiting)


async def tapped(talk: Talk, action: str, report_id: int) -> None:
    """[Gửi] or [Ghi] under a list: only the one that waits can be confirmed."""
    sheet = await hand.in_hand(talk)
    if talk.known.conversation.step != Step.SEVERAL or sheet is None or sheet.owed.report.id != report_id:
        await hand.stale_button(talk)
    else:
        await _confirm(talk, sheet, _waiting(talk), sends=action == "send")


async def change(talk: Talk, sheet: Sheet, number: int, raw: str) -> None:
    """ "sửa 2: 89" while a list waits: changes the item, settles its doubt ("đúng 9,1 lý do"), or leaves it out."""
    waiting = _waiting(talk)
    others = [item for item in waiting.items if item.number != number]
    asked = sheet.at(number)
    if asked is None:
        await talk.reply(talk.say("review.which", most=len(sheet.questions)))
        return
    if plain(raw) in LEAVE_OUT:
        await _show(talk, sheet, replace(waiting, items=others))
        return
    entries = await listing.entries(talk, sheet, [item for item in waiting.items if item.number == number])
    item = _settled(talk, entries[0], raw) if len(entries) == 1 else None
    item = item or Item(number, raw, asked.figure.version)
    await _show(talk, sheet, replace(waiting, items=sorted([*others, item], key=lambda one: one.number)))


def _settled(talk: Talk, entry: Entry, raw: str) -> Item | None:
    """The item with its doubt settled by a "đúng …"; None when this is another answer."""
    if entry.question is None:
        return None
    text = normalize("NFC", raw).strip()
    for option in entry.options:
        written = asking.answer_text(talk.say, entry.question, option)
        writings = (written, entry.item.raw) if len(entry.options) == 1 else (written,)
        why = odd.agreed(text, writings, entry.question.indicator)
        names_none = plain(text) in STORE and len(entry.options) > 1
        if why is None or names_none or (why and odd.unfit(why)):
            continue
        return replace(entry.item, chosen=reports.as_json(option), why=why)
    return None


async def _about_the_list(talk: Talk, sheet: Sheet) -> None:
    said = _said(talk)
    correction = read_correction(talk.heard.text)
    if said in STORE | SEND:
        await _confirm(talk, sheet, _waiting(talk), sends=said in SEND)
    elif said in DROP:
        await _drop(talk, sheet)
    elif correction:
        await change(talk, sheet, *correction)
    elif found := await _read(talk, sheet):
        new = [Item(one.number, one.raw) for one in found.items if one.problem is not Problem.UNKNOWN_NUMBER]
        numbers = {item.number for item in new}
        kept = [item for item in _waiting(talk).items if item.number not in numbers]
        items = sorted([*kept, *listing.listed(sheet, new)], key=lambda one: one.number)
        await _show(talk, sheet, Waiting(items, list(found.unread), talk.heard.message))
    else:
        await _show(talk, sheet, _waiting(talk), talk.say("several.waits"))


async def _show(talk: Talk, sheet: Sheet, waiting: Waiting, lead: str = "") -> None:
    entries = await listing.entries(talk, sheet, waiting.items)
    items = [entry.item for entry in entries if entry.item.raw or entry.item.chosen]
    _keep(talk, sheet, replace(waiting, items=items))
    if not any(entry.stores or entry.blocks for entry in entries):
        lines = [_problem(talk, entry) for entry in entries]
        await _drop(talk, sheet, "\n".join(lines))
        return
    stored = [entry for entry in entries if entry.stores]
    lines = [talk.say.count("several.read", len(stored))] if stored else []
    lines += [_line(talk, entry) for entry in stored]
    problems = [_problem(talk, entry) for entry in entries if entry.problem]
    problems += [talk.say("several.unread", line=line[:60]) for line in waiting.unread[:5]]
    lines += [talk.say("several.look_again"), *problems] if problems else []
    blocked = any(entry.blocks for entry in entries)
    sends = not blocked and _completes(sheet, stored)
    lines.append(talk.say("several.settle_first" if blocked else "several.send" if sends else "several.store"))
    action, label = ("send", talk.say("button.send")) if sends else ("store", talk.say("button.store"))
    button = Button(label, f"several:{action}:{sheet.owed.report.id}")
    text = "\n".join([lead, *lines] if lead else lines)
    await talk.reply(text, buttons=[] if blocked else [[button]])


async def _confirm(talk: Talk, sheet: Sheet, waiting: Waiting, *, sends: bool) -> None:
    entries = await listing.entries(talk, sheet, waiting.items)
    if any(entry.blocks for entry in entries):
        await _show(talk, sheet, waiting)
        return
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return
    stored = [entry for entry in entries if entry.stores]
    for entry in stored:
        await _record(talk, entry, waiting.message)
    await _go_on(talk, sheet, [entry.question for entry in stored if entry.question], sends=sends)


async def _record(talk: Talk, entry: Entry, message: str) -> None:
    if entry.question is None or entry.answer is None:
        return
    figure = entry.question.figure
    if figure.answered_at and reports.answer_of(figure) == entry.answer and not entry.item.why:
        return  # said again: no revision
    said, by = entry.item.raw, talk.known.account
    await reports.record(
        talk.session, figure, entry.answer, said, by, talk.now, why=entry.item.why or None, message=message
    )


async def _go_on(talk: Talk, sheet: Sheet, stored: list[Question], *, sends: bool) -> None:
    echo = talk.say.count("several.stored", len(stored))
    following = sheet.next_open(0)
    conversations.take_up(talk.known.conversation, sheet.questions[-1].figure, Step.REVIEW)
    if sheet.owed.report.state == State.SUBMITTED:
        await review.corrected(talk, sheet, stored[0] if stored else sheet.questions[0], echo)
    elif following is None and sends:
        await review.send(talk)
    elif following is None:
        await review.card(talk, sheet, echo)
    else:
        await hand.ask(talk, sheet, following, echo)


async def _drop(talk: Talk, sheet: Sheet, lead: str = "") -> None:
    """Nothing of the list is stored, and the report goes on where it was."""
    lead = lead or talk.say("moving.cancelled")
    following = sheet.holding(talk.known.conversation.figure_id)
    if following is None or following.figure.answered_at is not None:
        following = sheet.next_open(0)
    if sheet.owed.report.state == State.SUBMITTED:
        conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.IDLE)
        receipt = await review.receipt_number(talk, sheet.owed.report)
        await talk.reply(f"{lead}\n{talk.say('moving.left_as_sent', receipt=receipt)}")
    elif following is None:
        await review.card(talk, sheet, lead)
    else:
        await hand.ask(talk, sheet, following, lead)


async def _read(talk: Talk, sheet: Sheet) -> Several | None:
    """For the open questions; where the numbers say so, or none is open, for all."""
    text = talk.heard.text
    asked = [await _asked(talk, sheet, question) for question in sheet.questions]
    unanswered = {question.figure.position for question in sheet.open_questions()}
    left = [one for one in asked if one[0] in unanswered]
    found = read_several(text, left) if left else None
    if found and all(item.problem is not Problem.UNKNOWN_NUMBER for item in found.items):
        return found
    return read_several(text, asked) or found


async def _asked(talk: Talk, sheet: Sheet, question: Question) -> tuple[int, Indicator, Value | None]:
    last = await reports.last_answer(talk.session, sheet.owed, question.figure)
    return question.figure.position, question.indicator, last.value if last else None


async def _only_one(talk: Talk) -> Sheet | None:
    owed = await hand.owed_by(talk)
    return await asking.sheet(talk.session, owed[0]) if len(owed) == 1 else None


def _completes(sheet: Sheet, stored: list[Entry]) -> bool:
    given = {entry.item.number for entry in stored}
    open_ = sheet.owed.report.state in (State.OPEN, State.RETURNED)
    return open_ and all(question.figure.position in given for question in sheet.open_questions())


def _waiting(talk: Talk) -> Waiting:
    held: dict[str, Any] = talk.known.conversation.candidates or {}
    return Waiting(listing.from_json(held.get("items", [])), held.get("unread", []), held.get("message", ""))


def _keep(talk: Talk, sheet: Sheet, waiting: Waiting) -> None:
    candidates = {"items": listing.to_json(waiting.items), "unread": waiting.unread, "message": waiting.message}
    talking = talk.known.conversation
    held = sheet.holding(talking.figure_id) or sheet.next_open(0) or sheet.questions[0]
    conversations.take_up(talking, held.figure, Step.SEVERAL, candidates)


def _line(talk: Talk, entry: Entry) -> str:
    if entry.question is None or entry.answer is None:
        return ""
    written = asking.answer_text(talk.say, entry.question, entry.answer)
    if entry.item.why:
        written = talk.say("review.with_reason", value=written, reason=entry.item.why)
    figure = entry.question.figure
    line = f"{figure.position}. {entry.question.name}: {written}"
    before = asking.answer_text(talk.say, entry.question, reports.answer_of(figure)) if figure.answered_at else ""
    return f"{line} {talk.say('several.before', value=before)}" if before and before != written else line


def _problem(talk: Talk, entry: Entry) -> str:
    where = talk.say("several.in_row", row=entry.item.row) if entry.item.row else ""
    raw = f" ({entry.item.raw[:40]})" if entry.item.raw else ""
    return talk.say("several.problem", number=entry.item.number, where=where, raw=raw, problem=entry.problem)


def _said(talk: Talk) -> str:
    return plain(talk.heard.text).removeprefix("/")
