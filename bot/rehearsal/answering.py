"""A simulated person answers a report through the real conversation: one list, one "gửi", as a quick officer would."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.rehearsal.cast import CHANNEL
from domain.chat import Capabilities, Heard, Inbound, Photos
from domain.indicators import Kind
from handlers import asking, table
from handlers.asking import Sheet
from handlers.talk import Reach
from storage import conversations, reports
from storage.conversations import Step
from storage.database import Database
from storage.files import EvidenceFiles
from storage.reports import Question
from storage.tables import Account

MOST_TURNS = 12  # a report takes three or four; more means that the person and the bot talk past each other
CAN = Capabilities(
    buttons=True,
    edit=True,
    delete=True,
    files=True,
    photos=Photos.BYTES,
    max_text=4096,
    groups=True,
    mention_only=False,
    deep_link=True,
    can_start=True,
)
WORDS = {Kind.YES_NO: "có", Kind.MILESTONE: "chưa xong", Kind.PROGRESS: "đang làm", Kind.WORDS: "có, theo kế hoạch"}
REASON = "đúng theo sổ theo dõi của đơn vị"


@dataclass(frozen=True, slots=True)
class _View:
    """What the person sees of the report: its sheet, and what the bot waits for; `choice`: its line in the list."""

    sheet: Sheet
    in_hand: bool
    step: str
    choice: str | None
    asks_why: bool


class Answering:
    """Types for everybody. Every message is one event in one transaction."""

    def __init__(self, database: Database, files: EvidenceFiles) -> None:
        self._database = database
        self._reach = Reach(CAN, lambda code: f"https://t.me/dunghan_bot?start={code}", files)
        self._numbers = count(1)

    async def hand_in(self, account: Account, report_id: int, now: datetime) -> bool:
        """Answer every open question and send. False: the report could not be handed in."""
        for _ in range(MOST_TURNS):
            view = await self._look(account, report_id)
            if view is None or view.sheet.owed.is_handed_in:
                return view is not None
            await self._type(account, _next_line(view), now)
        return False

    async def half(self, account: Account, report_id: int, now: datetime) -> None:
        """Answer the first half of the questions, and put the report away."""
        for _ in range(MOST_TURNS):
            view = await self._look(account, report_id)
            left = view.sheet.owed.asked // 2 - view.sheet.owed.answered if view else 0
            if view is None or left < 1:
                break
            await self._type(account, _next_line(view, left), now)
        await self._type(account, "dừng", now)

    async def tap(self, account: Account, payload: str, now: datetime) -> None:
        """Tap a button."""
        await self._say(account, Heard.BUTTON, payload, now)

    async def block(self, account: Account, now: datetime) -> None:
        """Block the bot: the messenger tells it so."""
        await self._say(account, Heard.BLOCKED, "", now)

    async def _type(self, account: Account, text: str, now: datetime) -> None:
        await self._say(account, Heard.TEXT, text, now)

    async def _say(self, account: Account, heard: Heard, text: str, now: datetime) -> None:
        number = next(self._numbers)
        said = Inbound(
            channel=CHANNEL,
            event_key=str(number),
            chat=account.address,
            heard=heard,
            sent_at=now,
            text=text,
            sender=account.address,
            message=str(number),
        )
        async with self._database.sessions.begin() as session:
            await table.handle(session, said, now, self._reach)

    async def _look(self, account: Account, report_id: int) -> _View | None:
        async with self._database.sessions.begin() as session:
            owed = await reports.get(session, report_id)
            if owed is None:
                return None
            talking = await conversations.of(session, account)
            held = await reports.holding(session, talking.figure_id) if talking.figure_id else None
            candidates = talking.candidates or {}
            chosen = (n for n, one in candidates.items() if talking.step == Step.CHOOSE and one == report_id)
            return _View(
                sheet=await asking.sheet(session, owed),
                in_hand=held is not None and held.report.id == report_id,
                step=talking.step,
                choice=next(chosen, None),
                asks_why=candidates.get("turn") == "why",
            )


def _next_line(view: _View, most: int | None = None) -> str:
    """What somebody who wants to be done types next; with `most`: who answers so many questions only."""
    if view.choice:
        return view.choice
    if view.step == Step.SEVERAL and view.asks_why:
        return REASON
    if view.step == Step.SEVERAL:
        return "gửi" if most is None else "đúng"
    if not view.in_hand or view.step == Step.IDLE:
        return "việc"
    if view.step == Step.DERIVED:
        return "đúng"
    asked = view.sheet.open_questions()[:most]
    return "; ".join(_items(asked)) if asked else "gửi"


def _items(asked: list[Question]) -> Iterator[str]:
    for question in asked:
        yield f"{question.figure.position}: {_figure(question)}"


def _figure(question: Question) -> str:
    """The target where that is a whole number, so that nothing looks odd; else something modest."""
    of = question.indicator
    if of.kind is Kind.DOCUMENT:
        return f"{question.figure.id}/BC-UBND"
    if of.kind in WORDS:
        return WORDS[of.kind]
    if of.target is not None and of.target == of.target.to_integral_value() and 0 < of.target < 1000:
        return str(int(of.target))
    return "90" if of.kind is Kind.PERCENT else "10"
