"""A list of answers that waits for its confirmation: what each item would store, and what speaks against it."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from domain.values import Ask, Refused, Special, Value
from handlers import asking, odd
from handlers.asking import Sheet
from handlers.talk import Talk
from handlers.understanding import understood
from storage import reports
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
    """An item held against its question. `options`: what a doubtful one may mean; `blocks`: it must be settled."""

    item: Item
    question: Question | None = None
    answer: Answer | None = None
    problem: str = ""
    options: tuple[Answer, ...] = ()
    blocks: bool = False

    @property
    def stores(self) -> bool:
        """Whether a confirmation stores it."""
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
    if item.changed or item.version != asked.figure.version:
        return Entry(item, asked, problem=await _changed(talk, asked, item), blocks=True)
    if item.chosen is not None:
        return await _with_reason(talk, sheet, Entry(item, asked, reports.answer_from_json(item.chosen)))
    last = await reports.last_answer(talk.session, sheet.owed, asked.figure)
    match understood(asked, item.raw, last.value if last else None):
        case Answer() as answer:
            return await _with_reason(talk, sheet, Entry(item, asked, answer))
        case Refused(reason):
            return Entry(replace(item, raw=""), asked, problem=talk.say(f"refused.{reason}"))
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


async def _with_reason(talk: Talk, sheet: Sheet, entry: Entry) -> Entry:
    """An odd figure among the others is named and needs its reason, too."""
    if entry.question is None or entry.answer is None or entry.answer.value is None or entry.item.why:
        return entry
    value = entry.answer.value
    unusual = await odd.doubts(talk, sheet, entry.question, value)
    if unusual is None:
        return entry
    number = talk.say.number(value.number)
    told = odd.told(talk, entry.question, value, unusual)
    how = talk.say("several.odd", number=entry.item.number, value=number)
    if unusual.likelier:
        likelier = talk.say.number(unusual.likelier.number)
        how = talk.say("several.odd_rather", number=entry.item.number, value=number, likelier=likelier)
    return replace(entry, problem=f"{told} {how}", options=(entry.answer,), blocks=True)


async def _changed(talk: Talk, asked: Question, item: Item) -> str:
    held = reports.answer_of(asked.figure)
    return talk.say(
        "several.changed",
        value=asking.answer_text(talk.say, asked, held),
        who=await reports.answered_by(talk.session, asked.figure),
        when=talk.say.moment(asked.figure.answered_at or talk.now, talk.known.zone),
        number=item.number,
        raw=item.raw[:40],
    )


def _answer(reading: Value | Special) -> Answer:
    return Answer(value=reading) if isinstance(reading, Value) else Answer(special=reading)
