"""A list as it was understood, said back: what a confirmation would store, and what is to be looked at again."""

from dataclasses import replace

from domain.chat import Button
from domain.lateness import State
from handlers import asking, hand, listing, review, waiting
from handlers.asking import Sheet
from handlers.listing import Entry
from handlers.talk import Talk
from handlers.waiting import Turn, Waiting
from storage import conversations, reports
from storage.conversations import Step

_MOST_UNREAD = 5
_MOST_SIGNS = 60  # of a line that was not read


async def show(talk: Talk, sheet: Sheet, of: Waiting, lead: str = "") -> None:
    """Say a list back and let it wait; one of which nothing can ever be stored is dropped, with the reasons."""
    entries = await listing.entries(talk, sheet, of.items)
    items = [entry.item for entry in entries if entry.item.raw or entry.item.chosen]
    of = replace(of, items=items, turn=Turn.LIST, number=0)
    problems = [_problem(talk, entry) for entry in entries if entry.problem]
    if not any(entry.is_read or entry.blocks for entry in entries):
        await drop(talk, sheet, of, "\n".join(problems))
        return
    waiting.keep(talk, sheet, of)
    read = [entry for entry in entries if entry.is_read]
    lines = [talk.say.count("several.read", len(read))] if read else []
    lines += [_line(talk, entry) for entry in read]
    problems += [talk.say("several.unread", line=line[:_MOST_SIGNS]) for line in of.unread[:_MOST_UNREAD]]
    lines += [talk.say("several.look_again"), *problems] if problems else []
    lines += [talk.say("several.odd_next")] if any(entry.unusual for entry in read) else []
    blocked = any(entry.blocks for entry in entries)
    sends = not blocked and _completes(sheet, read)
    lines.append(_what_next(talk, of, read=bool(read), blocked=blocked, sends=sends))
    text = "\n".join([lead, *lines] if lead else lines)
    await talk.reply(text, buttons=_buttons(talk, sheet, of, sends=sends) if read else [])


async def drop(talk: Talk, sheet: Sheet, of: Waiting, lead: str = "") -> None:
    """What was not stored so far stays unstored, and the report goes on where it was."""
    lead = lead or _dropped(talk, of)
    following = sheet.holding(talk.known.conversation.figure_id)
    if following is None or following.figure.answered_at is not None:
        following = sheet.next_open(0)
    if of.stored:
        await finish(talk, sheet, replace(of, sends=False), lead)
    elif sheet.owed.report.state == State.SUBMITTED:
        conversations.take_up(talk.known.conversation, sheet.questions[0].figure, Step.IDLE)
        receipt = review.receipt_number(sheet.owed)
        await talk.reply(f"{lead}\n{talk.say('moving.left_as_sent', receipt=receipt)}")
    elif following is None:
        await review.card(talk, sheet, lead)
    else:
        await hand.ask(talk, sheet, following, lead)


async def finish(talk: Talk, sheet: Sheet, of: Waiting, lead: str) -> None:
    """Nothing of the list is left to ask: the report is handed in where that was wanted, or its rest asked."""
    following = sheet.next_open(0)
    conversations.take_up(talk.known.conversation, sheet.questions[-1].figure, Step.REVIEW)
    if sheet.owed.report.state == State.SUBMITTED:
        await review.corrected(talk, sheet, sheet.questions[0], lead)
    elif following is None and of.sends:
        await review.send(talk)
    elif following is None:
        await review.card(talk, sheet, lead)
    else:
        if of.sends:
            left = sheet.open_questions()
            numbers = listed_numbers([question.figure.position for question in left])
            lead = f"{lead}\n{talk.say.count('review.left', len(left), which=numbers)}"
        await hand.ask(talk, sheet, following, lead)


def listed_numbers(numbers: list[int]) -> str:
    """ "1, 2, 5"."""
    return ", ".join(map(str, sorted(set(numbers))))


def _dropped(talk: Talk, of: Waiting) -> str:
    if not of.stored:
        return talk.say("moving.cancelled")
    if of.items:
        return talk.say("several.dropped_rest", which=listed_numbers([item.number for item in of.items]))
    return talk.say("several.left_undated", which=listed_numbers(of.undated))


def _what_next(talk: Talk, of: Waiting, *, read: bool, blocked: bool, sends: bool) -> str:
    if blocked and not read:
        return talk.say("several.settle_rest" if of.stored else "several.settle_first")
    if blocked:
        return talk.say("several.store_these")
    how = talk.say("several.send" if sends else "several.store")
    return f"{how}\n{talk.say('several.or_one')}" if of.one else how


def _buttons(talk: Talk, sheet: Sheet, of: Waiting, *, sends: bool) -> list[list[Button]]:
    action, label = ("send", talk.say("button.send")) if sends else ("store", talk.say("button.store"))
    mark = f"{sheet.owed.report.id}:{of.mark}"
    one = [Button(talk.say("button.one_figure"), f"several:one:{mark}")] if of.one else []
    return [[Button(label, f"several:{action}:{mark}"), *one]]


def _completes(sheet: Sheet, read: list[Entry]) -> bool:
    given = {entry.item.number for entry in read}
    open_ = sheet.owed.report.state in (State.OPEN, State.RETURNED)
    return open_ and all(question.figure.position in given for question in sheet.open_questions())


def _line(talk: Talk, entry: Entry) -> str:
    if entry.question is None or entry.answer is None:
        return ""
    written = asking.answer_text(talk.say, entry.question, entry.answer)
    if entry.item.why:
        written = talk.say("review.with_reason", value=written, reason=entry.item.why)
    figure = entry.question.figure
    line = f"{figure.position}. {entry.question.name}: {written}"
    before = asking.answer_text(talk.say, entry.question, reports.answer_of(figure)) if figure.answered_at else ""
    if before and before != written:
        line = f"{line} {talk.say('several.before', value=before)}"
    if entry.unusual:
        line = f"{line} {talk.say('several.odd', why=entry.unusual)} {entry.likelier}".rstrip()
    return line


def _problem(talk: Talk, entry: Entry) -> str:
    where = talk.say("several.in_row", row=entry.item.row) if entry.item.row else ""
    raw = f" ({entry.item.raw[:40]})" if entry.item.raw else ""
    return talk.say("several.problem", number=entry.item.number, where=where, raw=raw, problem=entry.problem)
