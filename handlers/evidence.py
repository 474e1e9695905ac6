"""A photo or a file comes in: kept for the question that asked for it, or answered politely."""

from dataclasses import replace

from domain.chat import Heard
from domain.documents import documents_in
from domain.lateness import State
from handlers import asking, hand, inspecting, review, trail
from handlers.asking import Sheet
from handlers.inspecting import Fault, Seen
from handlers.talk import Talk
from storage import conversations, evidence, reports
from storage.conversations import Step
from storage.reports import Question

HOLDING = frozenset({Step.ANSWER, Step.CONFIRM, Step.EXPECTED_ON, Step.EVIDENCE})


async def taken(talk: Talk, sheet: Sheet) -> bool:
    """Keep what came along for the question that wants it. False: none does, or its caption is an answer to read."""
    if talk.attachment is None:
        return False
    found = await _wanting(talk, sheet)
    if found is None:
        return False
    sheet, asked = found
    if sheet.owed.is_locked(talk.now):
        await hand.say_locked(talk, sheet)
        return True
    seen = inspecting.inspect(talk.attachment.content)
    if isinstance(seen, Fault):
        await talk.reply(talk.say(f"evidence.refused.{seen}"), figure_id=asked.figure.id)
        return True
    return await _keep(talk, sheet, asked, seen)


async def still_wanted(talk: Talk, sheet: Sheet, asked: Question, echo: str) -> bool:
    """After an answer: the question stays in hand while a photo or a file is missing beside it."""
    fresh = (await asking.sheet(talk.session, sheet.owed)).holding(asked.figure.id)
    if fresh is None or sheet.owed.report.state == State.SUBMITTED or not asking.evidence_missing(fresh):
        return False
    conversations.take_up(talk.known.conversation, asked.figure, Step.EVIDENCE)
    _remember_album(talk, asked)
    await talk.reply(f"{echo}\n{_missing(talk, fresh)}", figure_id=asked.figure.id)
    return True


def document_given(talk: Talk, asked: Question) -> str:
    """The number of a document typed where one is still missing; "" for anything else."""
    found = documents_in(talk.heard.text.strip())
    wanted = "document_number" in asking.evidence_missing(asked)
    return "; ".join(found.numbers) if wanted and found.leads and not found.rest.strip() else ""


async def _wanting(talk: Talk, sheet: Sheet) -> tuple[Sheet, Question] | None:
    """The question a file is for: the one replied to, the album's, the one in hand, or the only one that lacks it."""
    heard, talking = talk.heard, talk.known.conversation
    figure_id = None
    if heard.reply_to:
        figure_id = await evidence.figure_asked_in(talk.session, heard.channel, heard.chat, heard.reply_to)
    held = talking.candidates or {}
    if figure_id is None and heard.album and held.get("album") == heard.album:
        figure_id = held["album_figure"]
    if figure_id is not None:
        owed = await reports.holding(talk.session, figure_id)
        if owed is None or not await hand.may_answer(talk, owed):
            return None
        sheet = await asking.sheet(talk.session, owed)
    asked = sheet.holding(figure_id or talking.figure_id)
    if asked is not None and asked.evidence and (figure_id is not None or talking.step in HOLDING):
        return sheet, asked
    lacking = [one for one in sheet.questions if asking.evidence_missing(one)]
    return (sheet, lacking[0]) if figure_id is None and len(lacking) == 1 else None


async def _keep(talk: Talk, sheet: Sheet, asked: Question, seen: Seen) -> bool:
    attachment, report = talk.attachment, sheet.owed.report
    if attachment is None or attachment.content is None:
        raise ValueError("nothing to keep")
    talking = talk.known.conversation
    in_album = bool(talk.heard.album) and (talking.candidates or {}).get("album") == talk.heard.album
    sha256 = talk.reach.files.keep(attachment.content, seen.shown)
    is_new = await evidence.add(
        talk.session,
        organisation_id=report.organisation_id,
        figure_id=asked.figure.id,
        sha256=sha256,
        kind=seen.kind,
        name=attachment.name[:200],
        size=len(attachment.content),
        person_id=talk.known.person.id,
        at=talk.now,
    )
    if is_new:
        await trail.note(talk, report.organisation_id, "evidence", f"figure:{asked.figure.id}", new=sha256)
    if in_album:
        return True  # the first of the album was answered for all of it
    fresh = await asking.sheet(talk.session, sheet.owed)
    asked = fresh.holding(asked.figure.id) or asked
    what = talk.say(f"evidence.kind.{asking.evidence_kind(seen.kind)}")
    said = talk.say("evidence.kept" if is_new else "evidence.kept_before", what=what, number=asked.figure.position)
    if asked.figure.answered_at is None and talk.heard.text.strip() and talking.figure_id == asked.figure.id:
        await talk.reply(said)
        talk.heard = replace(talk.heard, heard=Heard.TEXT)
        return False
    await _go_on(talk, fresh, asked, said)
    _remember_album(talk, asked)
    return True


async def _go_on(talk: Talk, sheet: Sheet, asked: Question, said: str) -> None:
    if asked.figure.answered_at is None:
        await hand.ask(talk, sheet, asked, said, at_length=False, chosen=True)
    elif asking.evidence_missing(asked):
        conversations.take_up(talk.known.conversation, asked.figure, Step.EVIDENCE)
        await talk.reply(f"{said}\n{_missing(talk, asked)}", figure_id=asked.figure.id)
    elif sheet.owed.report.state == State.SUBMITTED:
        receipt = await review.receipt_number(talk, sheet.owed.report)
        await talk.reply(f"{said}\n{talk.say('evidence.goes_with', receipt=receipt)}")
    elif (following := sheet.next_open(asked.figure.position)) is None:
        await review.card(talk, sheet, said)
    else:
        await hand.ask(talk, sheet, following, said)


def _missing(talk: Talk, asked: Question) -> str:
    return talk.say("evidence.missing", what=asking.evidence_names(talk.say, asking.evidence_missing(asked)))


def _remember_album(talk: Talk, asked: Question) -> None:
    """The rest of an album is for the question its first photo was for, wherever the conversation stands by then."""
    if talk.heard.album:
        talking = talk.known.conversation
        talking.candidates = {**(talking.candidates or {}), "album": talk.heard.album, "album_figure": asked.figure.id}
