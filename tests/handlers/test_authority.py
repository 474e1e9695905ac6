"""Every role, near and far, tries everything that a button, a reply, a typed number or a command can name."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Capabilities, Heard, Inbound, Photos
from domain.roles import Role
from handlers import table
from handlers.talk import Reach
from storage import conversations, people
from storage.conversations import Step
from storage.database import Database
from storage.files import EvidenceFiles
from storage.tables import Audit, Conversation, Figure, Outbox, Revision
from tests.handlers.authority import PLACES, PROMPT, SECRETS, World, build
from tests.rows import NOW

TABLE = Path(__file__).with_name("authority.txt")
CAN = Capabilities(
    buttons=True, edit=True, delete=True, files=True, photos=Photos.BYTES, max_text=4096, groups=True,
    mention_only=False, deep_link=True, can_start=True,
)  # fmt: skip
# What a refusal may write: its words, its entry, that the person was heard, and that nothing is in their hand.
HARMLESS = frozenset({"outbox", "audit", "accounts", "conversations"})

Prepare = Callable[[AsyncSession, World, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Try:
    """What is done: `text` with the world's ids in it, after `before` put something into the person's hand."""

    text: str
    heard: Heard = Heard.BUTTON
    before: Prepare | None = None
    reply_to: str = ""
    message: str = "mine"


async def _holds_figure(session: AsyncSession, world: World, address: str) -> None:
    await _holds(session, address, Step.ANSWER, None, world.ids["figure"])


async def _was_asked(session: AsyncSession, world: World, address: str) -> None:
    await session.execute(update(Outbox).where(Outbox.chat == address).values(message=PROMPT))


async def _has_answered(session: AsyncSession, world: World, address: str) -> None:
    account = await people.account_at(session, "telegram", address)
    figure = await session.get_one(Figure, world.ids["figure"])
    assert account is not None
    session.add(
        Revision(
            organisation_id=figure.organisation_id, figure_id=figure.id, version=figure.version, new={}, said="",
            person_id=account.person_id, account_id=account.id, at=NOW, message="mine",
        )
    )  # fmt: skip


async def _enters_for(session: AsyncSession, world: World, address: str) -> None:
    await _holds(session, address, Step.SOURCE, {"report": world.ids["report"]})


async def _had_card(session: AsyncSession, world: World, address: str) -> None:
    await _holds(session, address, Step.CHECK, {"what": "accept", "report": world.ids["approved"], "stamp": 2})


async def _holds(
    session: AsyncSession, address: str, step: Step, held: dict[str, Any] | None, figure_id: int | None = None
) -> None:
    account = await people.account_at(session, "telegram", address)
    assert account is not None
    talking = await conversations.of(session, account)
    talking.step, talking.candidates, talking.figure_id, talking.figure_version = step, held, figure_id, 0
    await session.flush()


def typed(text: str, before: Prepare | None = None, reply_to: str = "") -> Try:
    return Try(text, Heard.TEXT, before, reply_to)


TRIES = {
    "báo cáo: [Gửi]": Try("send:{report}"),
    "báo cáo: [Sửa]": Try("fix:{report}"),
    "báo cáo: [Tính lại]": Try("recompute:{report}"),
    "báo cáo: [Đúng] số suy ra": Try("derived:{report}"),
    "báo cáo: danh sách nhiều số": Try("several:send:{report}:0123456789ab"),
    "báo cáo: [Nhắc chiều]": Try("snooze:tomorrow:{report}"),
    "báo cáo: phản hồi tin hỏi": typed("187", _was_asked, PROMPT),
    "báo cáo: câu còn cầm trong tay": typed("187", _holds_figure),
    "câu hỏi: chọn cách đọc số": Try("reading:{figure}:0:0"),
    "số liệu: sửa tin đã gửi": Try("188", Heard.EDIT, _has_answered),
    "minh chứng: [Xóa ảnh]": Try("drop:{evidence}"),
    "báo cáo khóa: [Xin mở khóa]": Try("unlock:{locked}"),
    "báo cáo nộp: [Xem] để duyệt": Try("see:approve:{handed_in}:2"),
    "báo cáo nộp: [Duyệt]": Try("approve:approve:{handed_in}:2"),
    "báo cáo nộp: [Trả lại] khi duyệt": Try("return:approve:{handed_in}:2"),
    "báo cáo duyệt: [Xem]": Try("see:accept:{approved}:2"),
    "báo cáo duyệt: [Tiếp nhận]": Try("accept:accept:{approved}:2"),
    "báo cáo duyệt: [Trả lại]": Try("return:accept:{approved}:2"),
    "báo cáo duyệt: tiếp nhận (gõ)": typed("tiếp nhận"),
    "báo cáo duyệt: thẻ còn cầm trong tay": typed("tiếp nhận", _had_card),
    "nhập hộ: gõ mã đơn vị": typed("nhập hộ KINDAO"),
    "nhập hộ: nói theo nguồn nào": typed("theo công văn số 12", _enters_for),
    "xin mở khóa: [Cho mở]": Try("grant:{request}"),
    "xin mở khóa: [Từ chối]": Try("refuse:{request}"),
    "xin mở khóa: cho mở (gõ số)": typed("cho mở {request}"),
    "xin mở khóa: từ chối (gõ số)": typed("từ chối {request}: chưa đủ lý do"),
    "đột xuất: [Xem]": Try("round:show:{round}"),
    "đột xuất: [Đóng]": Try("round:close:{round}"),
    "đột xuất: lập đợt mới": typed("đột xuất: Bão số 9"),
    "lượt: [Hoàn tác] của người khác": Try("undo:{visit}"),
    "lượt: để riêng (gõ số)": typed("để riêng {visit}: ghi nhầm tổ"),
    "lượt: xem lượt (gõ mã tổ)": typed("xem lượt TOKD"),
    "lượt: xuất tệp": typed("xuất lượt csv"),
    "tổ: [Chốt tháng]": Try("visitmonth:{team}:2026-10"),
    "tổ: mở tháng (gõ mã tổ)": typed("mở tháng 10/2026 TOKD: ghi thiếu"),
    "tổ: đội tôi": typed("đội"),
    "tổ: độ phủ (gõ mã tổ)": typed("độ phủ TOKD"),
    "cơ quan: [Xem cơ quan]": Try("serve:{organisation}"),
    "người: mời (gõ mã đơn vị)": typed("mời KINDAO"),
    "người: mất liên lạc": typed("mất liên lạc"),
    "rà soát: [Dừng nhiệm vụ]": Try("rule:stop:task:{task}:2026-Q3"),
    "rà soát: xem danh sách": typed("rà soát quý 3"),
    "bản tin: tổng hợp": typed("tổng hợp"),
    "cảnh báo: gõ": typed("cảnh báo"),
    "điểm thi đua": typed("điểm thi đua"),
    "tiến độ": typed("tiến độ"),
    "cấp dưới": typed("cấp dưới"),
    "ngày nghỉ: đổi ngày": typed("ngày nghỉ 2/1/2027"),
}


def expected() -> dict[str, dict[tuple[Role, str], str]]:
    """The table: of each thing that is done, what becomes of whom."""
    lines = [one for one in TABLE.read_text(encoding="utf-8").splitlines() if one and not one.startswith("# ")]
    names = next(one for one in TABLE.read_text(encoding="utf-8").splitlines() if "| officer |" in one)
    roles = [Role(one.strip()) for one in names.split("|")[1:]]
    return {
        what.strip(): {
            (role, place): cell.strip()[at]
            for role, cell in zip(roles, cells, strict=True)
            for at, place in enumerate(PLACES)
        }
        for what, *cells in (line.split("|") for line in lines if "|" in line)
    }


def test_the_table_says_of_everything_that_is_tried() -> None:
    assert set(expected()) == set(TRIES)
    assert all(set(cells.values()) <= set("+x.") and len(cells) == 24 for cells in expected().values())


@pytest.mark.parametrize("part", range(4))
async def test_who_may_do_what(database: Database, part: int, tmp_path: Path) -> None:
    async with database.sessions.begin() as session:
        world = await build(session)
    wrong = []
    for what in sorted(TRIES)[part::4]:
        for who, mark in expected()[what].items():
            if fault := await _tried(database, world, TRIES[what], who, mark, EvidenceFiles(tmp_path)):
                wrong.append(f"{what}: {who[0]} {who[1]} {mark}: {fault}")
    assert wrong == []


async def _tried(
    database: Database, world: World, one: Try, who: tuple[Role, str], mark: str, files: EvidenceFiles
) -> str:
    """What is wrong with what became of it; nothing stays in the database."""
    address = world.addresses[who]
    heard = Inbound(
        "telegram", "e1", address, one.heard, NOW, one.text.format(**world.ids), sender=address,
        sender_name="X", message=one.message, reply_to=one.reply_to,
    )  # fmt: skip
    reach = Reach(CAN, lambda code: f"https://t.me/b?start={code}", files, ("telegram",))
    async with database.sessions() as session:
        if one.before:
            await one.before(session, world, address)
        await session.flush()
        with _written(session) as touched:
            await table.handle(session, heard, NOW, reach)
            await session.flush()
        said = await _said(session)
        refused = (await session.execute(select(Audit).where(Audit.action == "refused"))).scalars().all()
        held = await _in_hand(session, world, address)
        session.expunge_all()
        await session.rollback()
    return _fault(mark, world, address, said, refused, touched, held)


def _fault(
    mark: str, world: World, address: str, said: list[Outbox], refused: Any, touched: set[str], held: str
) -> str:
    to_them = [one for one in said if one.chat == address]
    if not to_them:
        return "nothing is said"
    if mark == "+":
        return f"refused with {refused[0].why}" if refused else ""
    words = "\n".join(f"{one.text} {one.file_name} {one.buttons} {(one.document or b'').decode()}" for one in said)
    told = [secret for secret in SECRETS if secret in words.casefold()]
    faults = [
        *([f"tells {told}: {words}"] if told else []),
        *([f"writes {sorted(touched - HARMLESS)}"] if touched - HARMLESS and mark == "x" else []),
        *([f"others hear of it: {said[-1].text}"] if len(to_them) < len(said) else []),
        *([f"{len(refused)} entries, says {to_them[0].text}"] if (mark == "x") is not (len(refused) == 1) else []),
        *([f"still in hand: {held}"] if held else []),
    ]
    return "; ".join(faults)


async def _said(session: AsyncSession) -> list[Outbox]:
    found = select(Outbox).where(~Outbox.key.startswith("prompt:"))
    return list((await session.execute(found.order_by(Outbox.id))).scalars())


async def _in_hand(session: AsyncSession, world: World, address: str) -> str:
    account = await people.account_at(session, "telegram", address)
    assert account is not None
    found = select(Conversation.figure_id).where(Conversation.person_id == account.person_id)
    figure_id = (await session.execute(found)).scalar_one()
    return f"figure {figure_id}" if figure_id == world.ids["figure"] else ""


@contextmanager
def _written(session: AsyncSession) -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    touched: set[str] = set()
    engine = session.get_bind()

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        words = statement.replace('"', "").split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            touched.add(words[1] if words[0] == "UPDATE" else words[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield touched
    finally:
        event.remove(engine, "before_cursor_execute", note)
