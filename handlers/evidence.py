"""A photo or a file comes in: kept for the question that asked for it, or answered politely."""

from dataclasses import replace

from domain.attachments import Attachment, Fault
from domain.chat import Button, Heard
from domain.documents import documents_in
from domain.evidence import counts_as
from handlers import asking, hand, incomplete, returning, review, trail, unkeeping, wanting, watching
from handlers.asking import Sheet
from handlers.talk import Talk
from storage import conversations, evidence
from storage.conversations import Step
from storage.reports import Question


async def taken(talk: Talk) -> bool:
    """Keep what came along for the question that wants it. False: none does, or its caption is an answer to read."""
    attachment = talk.attachment
    found = await wanting.question(talk) if attachment or talk.heard.files else None
    if found is None:
        return False
    sheet, asked = found
    if sheet.owed.is_locked(talk.now):  # a file for it was not even fetched
        await hand.say_locked(talk, sheet)
        return True
    if attachment is None:
        return False
    if attachment.fault is Fault.NO_ROOM and asked.figure.answered_at is None and talk.heard.text.strip():
        return await _caption_is_the_answer(talk, asked, talk.say("evidence.refused.no_room"))
    if attachment.fault:
        said = talk.say(f"evidence.refused.{attachment.fault}")
        if asked.figure.answered_at is None and talk.heard.text.strip():  # the words count without the file
            return await _caption_is_the_answer(talk, asked, said)
        await talk.reply(said, figure_id=asked.figure.id)
        return True
    if not attachment.sha256:
        return False  # wanted for something else when it came, and for this only now
    return await _keep(talk, sheet, asked, attachment)


async def still_wanted(talk: Talk, sheet: Sheet, asked: Question, echo: str) -> bool:
    """After an answer: the question stays in hand while a photo or a file is missing beside it."""
    if not asked.evidence:
        return False
    fresh = (await asking.sheet(talk.session, sheet.owed)).holding(asked.figure.id)  # a file may have come with it
    if fresh is None or sheet.owed.is_handed_in or not asking.evidence_missing(fresh):
        return False
    conversations.take_up(talk.known.conversation, asked.figure, Step.EVIDENCE)
    await talk.reply(f"{echo}\n{_missing(talk, fresh)}", figure_id=asked.figure.id)
    return True


def document_given(talk: Talk, asked: Question) -> str:
    """The number of a document typed where one is still missing; "" for anything else."""
    found = documents_in(talk.heard.text.strip())
    wanted = "document_number" in asking.evidence_missing(asked)
    return "; ".join(found.numbers) if wanted and found.leads and not found.rest.strip() else ""


async def _keep(talk: Talk, sheet: Sheet, asked: Question, attachment: Attachment) -> bool:
    if not talk.reach.files.has(attachment.sha256):
        raise FileNotFoundError(attachment.sha256)  # cleared away meanwhile: the update is handled again
    by, heard = talk.known.person.id, talk.heard
    in_album = await evidence.figure_of_album(talk.session, by, heard.album) == asked.figure.id
    lacked = bool(asking.evidence_missing(asked))
    new = await evidence.add(
        talk.session,
        organisation_id=sheet.owed.report.organisation_id,
        figure_id=asked.figure.id,
        sha256=attachment.sha256,
        received_sha256=attachment.received_sha256,
        album=heard.album,
        kind=attachment.kind,
        name=attachment.name[:200],
        size=attachment.size,
        person_id=by,
        at=talk.now,
    )
    if new:
        what = f"figure:{asked.figure.id}"
        await trail.note(talk, sheet.owed.report.organisation_id, "evidence", what, new=attachment.sha256)
    sheet = await asking.sheet(talk.session, sheet.owed)
    asked = sheet.holding(asked.figure.id) or asked
    if lacked and not asking.evidence_missing(asked):
        asked.figure.return_reason = None  # sent back for want of it, it is answered by it
        await talk.session.flush()
    said = talk.say(
        "evidence.kept" if new else "evidence.kept_before",
        what=talk.say(f"evidence.kind.{counts_as(attachment.kind)}"),
        number=asked.figure.position,
    )
    if asked.figure.answered_at is None and heard.text.strip():
        return await _caption_is_the_answer(talk, asked, "" if in_album else said)
    if not in_album:  # the first of the album was answered for all of it
        drop = unkeeping.button(talk, counts_as(attachment.kind), new) if new else []
        await _go_on(talk, sheet, asked, said, drop)
    return True


async def _caption_is_the_answer(talk: Talk, asked: Question, said: str) -> bool:
    """The question is put into the hand, and the caption goes on as if it had been typed."""
    if said:
        await talk.reply(said)
    talking = talk.known.conversation
    if talking.figure_id != asked.figure.id:
        conversations.take_up(talking, asked.figure, Step.ANSWER)
    talk.heard = replace(talk.heard, heard=Heard.TEXT)
    return False


async def _go_on(talk: Talk, sheet: Sheet, asked: Question, said: str, drop: list[list[Button]]) -> None:
    if asked.figure.answered_at is None:
        await hand.ask(talk, sheet, asked, said, at_length=False, chosen=True, buttons=drop)
    elif asking.evidence_missing(asked):
        conversations.take_up(talk.known.conversation, asked.figure, Step.EVIDENCE)
        await talk.reply(f"{said}\n{_missing(talk, asked)}", figure_id=asked.figure.id, buttons=drop)
    elif sheet.owed.is_handed_in:
        conversations.take_up(talk.known.conversation, asked.figure, Step.IDLE)
        receipt = review.receipt_number(sheet.owed)
        left = incomplete.named(talk.say, sheet)
        rest = talk.say("evidence.still_incomplete", what=left) if left else talk.say("evidence.complete")
        lines = [f"{said} {talk.say('evidence.goes_with', receipt=receipt)}", rest]
        await talk.reply("\n".join([*lines, *await watching.after_update(talk, sheet.owed)]))
    elif (following := sheet.next_open(asked.figure.position)) is None:
        if not await returning.sent_back(talk, sheet, asked, said):
            await review.card(talk, sheet, said)
    else:
        await hand.ask(talk, sheet, following, said, buttons=drop)


def _missing(talk: Talk, asked: Question) -> str:
    return talk.say("evidence.missing", what=asking.evidence_names(talk.say, asking.evidence_missing(asked)))
