"""The messenger tells the same things twice, in another order, late, or under new numbers: the rows are the same."""

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.clock import HeldClock
from bot.demo.stage import database_file
from bot.links import NO_LINKS
from bot.worker import Worker
from channels.channel import Channel
from domain.chat import Update
from storage import inbox, tables
from storage.database import Database
from storage.files import EvidenceFiles
from storage.scratch import open_scratch_database
from storage.tables import Inbox
from storage.types import UtcDateTime
from tests.stories.doings import DOINGS
from tests.stories.town import OPENING, Opened, Town

SCENARIO = """
    An › 187/200
    Mai › 90
    An › 0,95
    Hùng › chưa có
    An › đúng 0,95
    Mai › 9,1
    An › xong
    Hùng › 20/11
    An › chưa xong
    An › đang làm
    Hùng › bỏ qua
    An › gửi
    Lan › 1: 90; 2: 91
    An › sửa 1: 90
    Lan › ghi
    Mai › vướng mắc thiếu máy quét
"""

# What every playing has of its own: numbers of rows and of events, moments, and the chain made of them.
OWN = {"id", "key", "event_key", "raw", "seq", "prev", "mac", "source_key"}


def in_turn(log: Sequence[Update]) -> list[Update]:
    """One chat after the other, the last one first."""
    chats = list(dict.fromkeys(one.chat for one in log))
    return [one for chat in reversed(chats) for one in log if one.chat == chat]


def shuffled(log: Sequence[Update]) -> list[Update]:
    """The chats mixed anew; within each the order stays, as messengers promise."""
    queues = {chat: [one for one in log if one.chat == chat] for chat in dict.fromkeys(one.chat for one in log)}
    turns = [one.chat for one in log]
    Random(57).shuffle(turns)
    return [queues[chat].pop(0) for chat in turns]


def doubled(log: Sequence[Update]) -> list[Update]:
    """Mixed, and each once more some time later."""
    mixed = shuffled(log)
    return [one for at, _ in enumerate(mixed) for one in (mixed[at], mixed[max(0, at - 3)])] + mixed[-3:]


def numbered_anew(log: Sequence[Update]) -> list[Update]:
    """From the middle on the numbers begin again, lower, as at Telegram after a quiet week; then all comes again."""
    half = len(log) // 2
    told = [*log[:half], *(_renumbered(one, 17 + at) for at, one in enumerate(log[half:]))]
    return [*told, *told]


def _renumbered(one: Update, number: int) -> Update:
    raw = json.loads(one.raw)
    return Update(str(number), one.chat, json.dumps({**raw, "update_id": number})) if "update_id" in raw else one


async def recorded(town: Town) -> list[Update]:
    """What the messenger told during the scenario."""
    before = (await town.rows("select max(id) from inbox"))[0][0]
    for line in SCENARIO.strip().splitlines():
        name, _, said = line.strip().partition(" › ")
        await town.phones[name].send(said)
        await town.stage.settle()
    if town.venue.channel == "telegram":
        await DOINGS["sửa tin"](town.phones["An"], "sửa 1: 90 → sửa 1: 91")
        await town.stage.settle()
    async with town.stage.database.sessions() as session:
        rows = (await session.execute(select(Inbox).where(Inbox.id > before).order_by(Inbox.id))).scalars()
        return [Update(row.event_key, row.chat, row.raw) for row in rows]


async def replayed(november: Opened, folder: Path, channel: Channel, log: Sequence[Update]) -> dict[str, Counter[str]]:
    """Every row there is after all this, in one batch, was told in a fresh copy of the town."""
    shutil.copytree(november.folder, folder)
    clock = HeldClock(OPENING)
    database = open_scratch_database(database_file(folder))
    worker = Worker(database, {channel.name: channel}, clock, EvidenceFiles(folder / "evidence"), NO_LINKS)
    await database.transaction(lambda session: inbox.keep(session, channel.name, log, clock.now()))
    while await worker.handle_next():
        pass
    found = await rows_of(database)
    await database.close()
    return found


async def rows_of(database: Database) -> dict[str, Counter[str]]:
    """All rows of all tables, without what every playing has of its own."""
    found = {}
    async with database.sessions() as session:
        for table in tables.Table.metadata.sorted_tables:
            columns = [one for one in table.columns if one.name not in OWN and not _is_moment(one.type)]
            rows = (await session.execute(select(*columns))).all() if columns else []
            found[table.name] = Counter(map(repr, rows))
    return found


def _is_moment(kind: object) -> bool:
    return isinstance(kind, UtcDateTime)


@pytest.mark.each
async def test_whatever_the_order_the_rows_are_the_same(town: Town, november: Opened, tmp_path: Path) -> None:
    log = await recorded(town)
    assert len(log) >= len(SCENARIO.strip().splitlines())
    expected = await replayed(november, tmp_path / "ordered", town.stage.channel, log)
    assert sum(expected["revisions"].values()) > 10
    for order in (in_turn, doubled, numbered_anew):
        found = await replayed(november, tmp_path / order.__name__, town.stage.channel, order(log))
        assert found == expected, order.__name__
