"""What tests of the sender do: queue messages, let them go, look at what became of them."""

from typing import Any

from sqlalchemy import select

from bot.sender import Sender
from domain.charts import Bar, Chart
from domain.lateness import Status
from storage import outbox
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Outbox
from tests.bot.conftest import Messenger
from tests.rows import NOW

HOA, TAM, GROUP = "7001", "7002", "-1001"


async def add(database: Database, *texts: str, chat: str = HOA, kind: Kind = Kind.REPLY, **more: object) -> None:
    async with database.sessions.begin() as session:
        for text in texts:
            await outbox.add(session, text, kind, To("telegram", chat), text, NOW, **more)  # type: ignore[arg-type]  # whatever add() takes


async def digest(database: Database) -> None:
    await add(database, "QUÁ HẠN: không có", chat=GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG")


async def chart(database: Database, kept: dict[str, Any] | None = None) -> None:
    drawn = Chart("PHƯỜNG HỒNG BÀNG", "Thứ Ba", [Bar("Tháng 11", {Status.ON_TIME: 3})], {Status.ON_TIME: "đúng hạn"})
    kept = drawn.as_json() if kept is None else kept
    await add(database, "Biểu đồ: 3/5", chat=GROUP, kind=Kind.CHART, title="Biểu đồ", chart=kept)


async def send_all(sender: Sender) -> None:
    """Everything that may be sent now."""
    while await sender.send_next() == 0.0:
        pass


async def states(database: Database) -> dict[str, str]:
    async with database.sessions() as session:
        return dict((await session.execute(select(Outbox.text, Outbox.state).order_by(Outbox.id))).all())


def texts(messenger: Messenger, chat: str = "") -> list[str]:
    return [message.text for message in messenger.delivered if not chat or message.chat == chat]
