"""Whether a file is wanted from somebody now, and for which question: asked before it is fetched, and again after."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.attachments import Wanted
from domain.chat import Heard, Inbound
from handlers import asking, hand
from handlers.asking import Sheet
from handlers.talk import Reach, Talk, begin
from storage import answers, evidence
from storage.conversations import Step
from storage.reports import Question

HOLDING = frozenset({Step.ANSWER, Step.CONFIRM, Step.REASON, Step.EXPECTED_ON, Step.EVIDENCE})
_SPREADSHEETS = (".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xls")


async def wanted(session: AsyncSession, heard: Inbound, now: datetime, via: Reach) -> Wanted | None:
    """What a file that came along may be for; None: for nothing, and it is not fetched."""
    talk = await begin(session, heard, now, via)
    if talk.by is None:
        return None
    for_evidence = await question(talk)
    found = Wanted(
        workbook=await _may_be_a_workbook(talk),
        evidence=for_evidence is not None and not for_evidence[0].owed.is_locked(now),
    )
    return found if found.workbook or found.evidence else None


async def question(talk: Talk) -> tuple[Sheet, Question] | None:
    """The question a file is for: the one replied to, the album's, the one in hand, or the only one that lacks it."""
    heard, talking = talk.heard, talk.known.conversation
    figure_id = None
    if heard.reply_to:
        figure_id = await answers.asked_in(talk.session, heard.channel, heard.chat, heard.reply_to, heard.quoted)
    figure_id = figure_id or await evidence.figure_of_album(talk.session, talk.known.person.id, heard.album)
    sheet = await _sheet(talk, figure_id)
    if sheet is None:
        return None
    asked = sheet.holding(figure_id or talking.figure_id)
    if asked is not None and asked.evidence and (figure_id is not None or talking.step in HOLDING):
        return sheet, asked
    lacking = sheet.lacking()
    return (sheet, lacking[0]) if figure_id is None and len(lacking) == 1 else None


async def _sheet(talk: Talk, figure_id: int | None) -> Sheet | None:
    if figure_id is None:
        return await hand.in_hand(talk)
    owed = await hand.asking_report(talk, figure_id)
    return await asking.sheet(talk.session, owed) if owed else None


async def _may_be_a_workbook(talk: Talk) -> bool:
    """A spreadsheet by its name, from who answers for a unit; what it really is shows when it is opened."""
    heard = talk.heard
    if heard.heard is not Heard.DOCUMENT or not heard.file_name.lower().endswith(_SPREADSHEETS):
        return False
    return bool(await hand.newest(talk) or await hand.owed_by(talk))
