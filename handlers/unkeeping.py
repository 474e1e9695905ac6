"""Wrong evidence is taken back before the report is sent: by a word, or by the button under its receipt."""

import re

from domain.chat import Button
from domain.evidence import counts_as
from handlers import asking, hand, refusing, review, trail
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, evidence
from storage.conversations import Step
from storage.tables import Evidence


def button(talk: Talk, asked_kind: str, evidence_id: int) -> list[list[Button]]:
    """[Xóa ảnh] or [Xóa tệp], for the file just kept. `asked_kind`: photo or file."""
    return [[Button(talk.say(f"button.drop.{asked_kind}"), f"drop:{evidence_id}")]]


async def drop(talk: Talk, said: str = "") -> None:
    """`xóa ảnh`, `xóa tệp câu 2`: the newest of the question named, in hand, or of the whole report."""
    sheet = await review.sheet_to_fix(talk)
    number = re.search(r"\d{1,3}$", said)
    asked = sheet.at(int(number[0])) if sheet and number else None
    if sheet is None or (number and asked is None):
        await talk.reply(talk.say("evidence.nothing_to_drop"))
        return
    among = [asked.figure.id] if asked else [one.figure.id for one in sheet.questions]
    await _drop(talk, sheet, await evidence.newest(talk.session, among))


async def tapped(talk: Talk, evidence_id: int) -> None:
    """The button under an older receipt, too: the rows decide, not the button."""
    found = await talk.scope.evidence(evidence_id)
    if found is None:
        await refusing.outside(talk, f"evidence:{evidence_id}")
        return
    row, owed = found
    await _drop(talk, await asking.sheet(talk.session, owed), row)


async def _drop(talk: Talk, sheet: Sheet, row: Evidence | None) -> None:
    if row is None:
        await talk.reply(talk.say("evidence.nothing_to_drop"))
    elif sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
    elif sheet.owed.is_handed_in:
        receipt = review.receipt_number(sheet.owed)
        await talk.reply(talk.say("evidence.sent_already", receipt=receipt))
    else:
        await _take_back(talk, sheet, row)


async def _take_back(talk: Talk, sheet: Sheet, row: Evidence) -> None:
    what = talk.say(f"evidence.kind.{counts_as(row.kind)}")
    what = f"{what} {row.name}" if row.name else what
    await evidence.remove(talk.session, row)
    talk.reach.files.doubted.add(row.sha256)
    await trail.note(talk, row.organisation_id, "evidence_dropped", f"figure:{row.figure_id}", old=row.sha256)
    fresh = await asking.sheet(talk.session, sheet.owed)
    asked = fresh.holding(row.figure_id)
    if asked is None:
        raise LookupError(row.figure_id)
    lines = [talk.say("evidence.dropped", what=what, number=asked.figure.position)]
    if missing := asking.evidence_missing(asked):
        conversations.take_up(talk.known.conversation, asked.figure, Step.EVIDENCE)
        lines.append(talk.say("evidence.missing", what=asking.evidence_names(talk.say, missing)))
    else:
        lines.append(talk.say("evidence.go_on"))
    await talk.reply("\n".join(lines), figure_id=asked.figure.id)
