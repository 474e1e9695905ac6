"""`/mau`: a report's questions as an Excel file, and the same file sent back filled in."""

import re
from decimal import Decimal
from hashlib import sha256

from domain.attachments import Fault, Filled, Row
from domain.chat import Heard
from domain.indicators import Kind
from domain.values import Special
from files import workbook
from files.workbook import Line
from handlers import asking, hand, odd, refusing, several, wanting
from handlers.asking import Sheet
from handlers.listing import Item
from handlers.talk import Talk
from locales import figures
from storage import answers, reports
from storage.reports import Answer, Question

HEADS = ("number", "question", "unit_of_measure", "target", "last", "answer", "note")
_MARK = re.compile(r"DUNGHAN (\d{1,18}):([0-9A-Z-]{1,16}):([\w.-]{1,32}):([0-9a-f]{12})")
_KEY = re.compile(r"(\d{1,18}):(\d{1,9})")
_SPECIALS = {
    Special.NOTHING_AROSE: "KPS",
    Special.NO_FIGURE_YET: "chưa có số liệu",
    Special.NOT_APPLICABLE: "không áp dụng",
}
_WORDS = {
    (Kind.YES_NO, True): "có",
    (Kind.YES_NO, False): "không",
    (Kind.MILESTONE, True): "xong",
    (Kind.MILESTONE, False): "chưa xong",
}
ENDING = ".xlsx"
_MOST_SIGNS = 2000  # of a cell


async def send(talk: Talk, said: str = "") -> None:
    """`mẫu`: the report in hand, or the one that is due first, as a file to fill in."""
    sheet = await _sheet(talk)
    if sheet is None:
        await talk.reply(talk.say("workbook.nothing_open"))
        return
    if not talk.reach.can.takes(ENDING) and not talk.reach.has_links:
        await talk.reply(talk.say("workbook.no_files"))
        return
    owed = sheet.owed
    period = asking.period_name(talk.say, owed)
    heads = tuple(talk.say(f"workbook.head.{name}") for name in HEADS)
    content = workbook.write(
        talk.say("workbook.title", period=period, unit=owed.unit_name),
        talk.say("workbook.how"),
        mark(sheet),
        talk.say("workbook.sheet"),
        heads,
        [await _line(talk, sheet, question) for question in sheet.questions],
        talk.now,
    )
    key = "workbook.sent" if talk.reach.can.files else "workbook.sent_only_to_see"
    text = talk.say(key, period=period, unit=owed.unit_name, asked=owed.asked)
    await talk.reply(text, document=content, file_name=f"{owed.period.key}-{owed.unit.code}{ENDING}")


async def returned(talk: Talk) -> bool:
    """A filled template came back. False: the file is none of ours, and somebody else may know it."""
    sent = talk.attachment
    if talk.heard.heard is not Heard.DOCUMENT or sent is None:
        return False
    if sent.filled is not None:
        await _take(talk, sent.filled)
        return True
    if sent.fault in (None, Fault.WRONG_KIND) or await wanting.question(talk):
        return False
    refused = talk.say(f"evidence.refused.{sent.fault}")
    await talk.reply(refused if sent.fault is Fault.NO_ROOM else f"{refused} {talk.say('workbook.fetch_anew')}")
    return True


def mark(sheet: Sheet) -> str:
    """What ties a file to its report and to the questions the report had when it was made."""
    report, period, unit = sheet.owed.report, sheet.owed.period, sheet.owed.unit
    asked = ",".join(f"{q.figure.id}:{q.figure.position}:{q.name}" for q in sheet.questions)
    return f"DUNGHAN {report.id}:{period.key}:{unit.code}:{sha256(asked.encode()).hexdigest()[:12]}"


async def _take(talk: Talk, found: Filled) -> None:
    known = _MARK.fullmatch(found.mark)
    owed = await hand.report(talk, int(known[1])) if known else None
    if owed is None:
        await refusing.say(talk, "workbook.other_unit", f"report:{known[1]}" if known else "workbook")
        return
    sheet = await asking.sheet(talk.session, owed)
    if mark(sheet) != found.mark:
        await talk.reply(talk.say("workbook.old", period=asking.period_name(talk.say, owed)))
    elif owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif items := [item for row in found.rows if (item := _item(sheet, row))]:
        await several.begin(talk, sheet, items, [])
    else:
        await talk.reply(talk.say("workbook.nothing_new", period=asking.period_name(talk.say, owed)))


def _item(sheet: Sheet, row: Row) -> Item | None:
    """A row's answer; None where it says what is recorded already."""
    key = _KEY.fullmatch(row.key)
    asked = sheet.holding(int(key[1])) if key else sheet.at(row.number or 0)
    number = asked.figure.position if asked else row.number or 0
    if asked and row.answer == _written(asked, reports.answer_of(asked.figure)):
        return None
    changed = asked is not None and key is not None and int(key[2]) != asked.figure.version
    why = odd.reason(row.note)
    why = "" if odd.unfit(why) else why
    return Item(number, row.answer[:_MOST_SIGNS], why=why, row=row.row, changed=changed)


async def _line(talk: Talk, sheet: Sheet, asked: Question) -> Line:
    last = await answers.last_answer(talk.session, sheet.owed, asked.figure)
    return Line(
        number=asked.figure.position,
        name=asked.name,
        unit_of_measure=asked.indicator.unit_of_measure,
        target=figures.target(talk.say, asked.indicator),
        last=asking.answer_text(talk.say, asked, last) if last else "",
        answer=_written(asked, reports.answer_of(asked.figure)),
        note=asked.figure.reason or "",
        key=f"{asked.figure.id}:{asked.figure.version}",
    )


def _written(asked: Question, held: Answer) -> str:
    """An answer as an officer would type it into the cell."""
    if held.special is not None:
        return _SPECIALS[held.special]
    if held.value is None:
        return held.words or ""
    if (asked.indicator.kind, bool(held.value.number)) in _WORDS:
        return _WORDS[asked.indicator.kind, bool(held.value.number)]
    if held.value.numerator is not None and held.value.denominator is not None:
        return f"{_digits(held.value.numerator)}/{_digits(held.value.denominator)}"
    return _digits(held.value.number)


def _digits(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


async def _sheet(talk: Talk) -> Sheet | None:
    owed = await hand.owed_by(talk)
    sheet = await hand.in_hand(talk)
    if sheet is not None and sheet.owed.report.id in {one.report.id for one in owed}:
        return sheet
    return await asking.sheet(talk.session, owed[0]) if owed else None
