"""A list of answers that waits for its confirmation: what each item would store, and what speaks against it."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from domain.progress import LONGEST, ProgressAsk, ProgressDoubt
from domain.values import Ask, Refused, Special, Value
from handlers import asking, odd, progress
from handlers.asking import Sheet
from handlers.talk import Talk
from handlers.understanding import understood
from locales import figures
from storage import answers, reports
from storage.reports import Answer, Question


@dataclass(frozen=True, slots=True)
class Item:
    """What was written for a question, as the conversation keeps it.

    `version` of the figure when it was listed. `chosen` and `why` settle a doubt. `row` is where it stood in a file.
    `changed`: the figure was answered anew after the file was made.
    """

    number: int
    raw: str
    version: int = 0
    chosen: dict[str, Any] | None = None
    why: str = ""
    row: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An item held against its question. `options`: what a doubtful one may mean; `blocks`: it must be settled.

    `unusual` says what is odd about a figure that was read exactly: once confirmed it wants a short reason;
    `likelier` how to give the figure it rather is.
    """

    item: Item
    question: Question | None = None
    answer: Answer | None = None
    problem: str = ""
    options: tuple[Answer, ...] = ()
    blocks: bool = False
    unusual: str = ""
    likelier: str = ""

    @property
    def stores(self) -> bool:
        """Whether a confirmation stores it."""
        return self.is_read and not self.unusual

    @property
    def is_read(self) -> bool:
        """Whether it can be confirmed as it stands, be it with a reason still to come."""
        return self.answer is not None and not self.blocks


def to_json(items: list[Item]) -> list[dict[str, Any]]:
    """Items as the conversation keeps them."""
    return [{name: getattr(item, name) for name in Item.__slots__ if getattr(item, name)} for item in items]


def from_json(held: list[dict[str, Any]]) -> list[Item]:
    """Items as the conversation kept them."""
    return [Item(**{"raw": "", **one}) for one in held]


def listed(sheet: Sheet, items: list[Item]) -> list[Item]:
    """Items with the version of the figure they are shown beside."""
    return [replace(item, version=asked.figure.version) if (asked := sheet.at(item.number)) else item for item in items]


async def entries(talk: Talk, sheet: Sheet, items: list[Item]) -> list[Entry]:
    """Each item held against its question, in the order written."""
    times = Counter(item.number for item in items)
    return [await _entry(talk, sheet, item, twice=times[item.number] > 1) for item in items]


async def _entry(talk: Talk, sheet: Sheet, item: Item, *, twice: bool) -> Entry:
    asked = sheet.at(item.number)
    if asked is None:
        return Entry(item, problem=talk.say("several.unknown_number", most=len(sheet.questions)))
    if twice:
        return Entry(item, asked, problem=talk.say("several.twice", number=item.number), blocks=True)
    if not item.raw and item.chosen is None:
        return Entry(item, asked, problem=talk.say("several.empty"))
    if item.changed or item.version != asked.figure.version:
        return Entry(item, asked, problem=await _changed(talk, asked, item), blocks=True)
    if item.chosen is not None:
        return await _looked_at(talk, sheet, Entry(item, asked, reports.answer_from_json(item.chosen)))
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    match understood(asked, item.raw, last.value if last else None, talk.today):
        case Answer() as answer:
            return await _looked_at(talk, sheet, Entry(item, asked, answer))
        case Refused(reason):
            return Entry(replace(item, raw=""), asked, problem=talk.say(f"refused.{reason}"))
        case ProgressAsk() as doubt:
            return _doubtful_progress(talk, item, asked, doubt)
        case Ask() as doubt:
            return _doubtful(talk, item, asked, doubt)


def _doubtful(talk: Talk, item: Item, asked: Question, doubt: Ask) -> Entry:
    why = talk.say(f"doubt.{doubt.doubt}" if asking.is_measured(asked) else "doubt.no_answer")
    if not doubt.readings:
        again = talk.say("several.again", number=item.number)
        return Entry(item, asked, problem=f"{why} {again}", blocks=True)
    options = tuple(_answer(reading) for reading in doubt.readings)
    written = [asking.answer_text(talk.say, asked, one) for one in options]
    key = "several.with_reason" if doubt.doubt in odd.WANT_A_REASON else "several.which"
    which = talk.say(key, number=item.number, choices=talk.say("answer.or").join(written), likely=written[0])
    return Entry(item, asked, problem=f"{why} {which}", options=options, blocks=True)


def _doubtful_progress(talk: Talk, item: Item, asked: Question, doubt: ProgressAsk) -> Entry:
    """A task's wording is asked back as it is when it comes alone: a doubtful one is never kept as words."""
    again = talk.say("several.again_task", number=item.number)
    if doubt.doubt is ProgressDoubt.TOO_LONG:
        return Entry(item, asked, problem=f"{talk.say('several.too_long', most=LONGEST)} {again}", blocks=True)
    if doubt.doubt is ProgressDoubt.NOTHING_SAID:
        return Entry(item, asked, problem=f"{talk.say('doubt.no_answer')} {again}", blocks=True)
    why = talk.say(f"doubt.progress.{doubt.doubt}")
    if not doubt.readings:
        return Entry(item, asked, problem=f"{why} {again}", blocks=True)
    options = tuple(progress.answer(reading) for reading in doubt.readings)
    written = [progress.state_text(talk.say, one) for one in options]
    which = talk.say(
        "several.which_task", number=item.number, choices=talk.say("answer.or").join(written), likely=written[0]
    )
    return Entry(item, asked, problem=f"{why} {which}", options=options, blocks=True)


async def _looked_at(talk: Talk, sheet: Sheet, entry: Entry) -> Entry:
    """An odd figure among the others is marked; its reason is asked once the list is confirmed."""
    if entry.question is None or entry.answer is None or entry.answer.value is None or entry.item.why:
        return entry
    value = entry.answer.value
    unusual = await odd.doubts(talk, sheet, entry.question, value)
    if unusual is None:
        return entry
    told = odd.told(talk, entry.question, value, unusual)
    rather = ""
    if unusual.likelier:
        likelier = figures.value(talk.say, entry.question.indicator, unusual.likelier)
        other = talk.say.number(unusual.likelier.number)
        rather = talk.say("several.odd_rather", number=entry.item.number, likelier=likelier, other=other)
    return replace(entry, unusual=told, likelier=rather, options=(entry.answer,))


async def _changed(talk: Talk, asked: Question, item: Item) -> str:
    held = reports.answer_of(asked.figure)
    return talk.say(
        "several.changed",
        value=asking.answer_text(talk.say, asked, held),
        who=await answers.answered_by(talk.session, asked.figure),
        when=talk.say.moment(asked.figure.answered_at or talk.now, talk.known.zone),
        number=item.number,
        raw=item.raw[:40],
    )


def _answer(reading: Value | Special) -> Answer:
    return Answer(value=reading) if isinstance(reading, Value) else Answer(special=reading)
