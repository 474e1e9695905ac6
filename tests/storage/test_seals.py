"""The trails cannot be changed by the bot's own hand, and who changes them by another is found out."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from storage import seals, timetable
from storage.database import Database
from storage.seals import Fault
from storage.tables import Audit, Seal

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
LATER = NOW + seals.AFTER

Change = Callable[[AsyncSession], Awaitable[object]]


async def _written(session: AsyncSession, number: int = 5) -> None:
    session.add_all([Audit(at=NOW, actor="operator", action="tried", object=f"period:{one}") for one in range(number)])
    await session.flush()


async def _seal(session: AsyncSession) -> None:
    session.info[seals.KEY] = KEY
    while await seals.seal_next(session, LATER):
        pass


async def _behind_its_back(session: AsyncSession, change: Change) -> None:
    """As somebody does who may do anything with the database."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for table in ("audit", "seals"):
            for way in ("update", "delete"):
                await session.execute(text(f"DROP TRIGGER {table}_no_{way}"))
    await change(session)
    session.expunge_all()


async def test_a_trail_that_nobody_touched_is_sound(session: AsyncSession) -> None:
    await _written(session)
    await _seal(session)
    verdict = await seals.verify(session, KEY, {})
    assert (verdict.links, verdict.fault) == (5, None)
    assert (5, verdict.head) == await seals.newest(session)
    assert await seals.unsealed(session, LATER) == 0


FOUND: dict[str, tuple[Change, str, Fault]] = {
    "changed": (
        lambda s: s.execute(update(Audit).where(Audit.object == "period:2").values(actor="account:9")),
        "audit:3",
        Fault.CHANGED,
    ),
    "removed": (lambda s: s.execute(delete(Audit).where(Audit.object == "period:1")), "audit:2", Fault.MISSING),
    "removed with its seal": (
        lambda s: s.execute(text("DELETE FROM seals WHERE row_id = 2")),
        "audit:3",
        Fault.BROKEN,
    ),
}


@pytest.mark.parametrize("how", FOUND)
async def test_the_first_wrong_row_is_named(session: AsyncSession, how: str) -> None:
    change, row, fault = FOUND[how]
    await _written(session)
    await _seal(session)
    await _behind_its_back(session, change)
    verdict = await seals.verify(session, KEY, {})
    assert (verdict.row, verdict.fault) == (row, fault)


async def test_an_end_that_was_cut_off_is_found_by_what_was_written_down_elsewhere(session: AsyncSession) -> None:
    await _written(session)
    await _seal(session)
    anchors = dict([await seals.newest(session)])

    async def cut(session: AsyncSession) -> None:
        await session.execute(delete(Seal).where(Seal.seq > 3))
        await session.execute(delete(Audit).where(Audit.id > 3))

    await _behind_its_back(session, cut)
    assert (await seals.verify(session, KEY, {})).fault is None, "the chain alone does not know"
    assert (await seals.verify(session, KEY, anchors)).fault is Fault.CUT


async def test_a_chain_made_anew_with_a_stolen_key_does_not_match_the_codes_in_the_digests(
    session: AsyncSession,
) -> None:
    await _written(session)
    await _seal(session)
    _, head = await seals.newest(session)

    async def forge(session: AsyncSession) -> None:
        await session.execute(update(Audit).where(Audit.id == 2).values(actor="account:9"))
        await session.execute(delete(Seal))

    await _behind_its_back(session, forge)
    await _seal(session)
    assert (await seals.verify(session, KEY, {})).fault is None
    assert (await seals.verify(session, KEY, {5: head[:8]})).fault is Fault.REPLACED


async def test_with_another_key_nothing_is_sound(session: AsyncSession) -> None:
    await _written(session)
    await _seal(session)
    assert (await seals.verify(session, b"x" * 32, {})).fault is Fault.CHANGED


async def test_without_a_key_nothing_is_sealed_and_that_is_seen(session: AsyncSession) -> None:
    await _written(session)
    assert not await seals.seal_next(session, LATER)
    assert await seals.unsealed(session, LATER) == 5


async def test_a_straggler_that_commits_late_is_sealed_with_the_next(session: AsyncSession) -> None:
    session.add(Audit(id=7, at=NOW, actor="operator", action="tried", object="period:7"))
    await _seal(session)
    session.add(Audit(id=6, at=NOW, actor="operator", action="tried", object="period:6"))
    await _seal(session)
    assert (await seals.verify(session, KEY, {})).links == 2


async def test_the_tick_waits_a_minute_and_then_has_work(session: AsyncSession) -> None:
    await _written(session)
    assert "seal" in await timetable.idle_rows(session, LATER - timedelta(seconds=1))
    assert "seal" not in await timetable.idle_rows(session, LATER)
    await _seal(session)
    assert "seal" in await timetable.idle_rows(session, LATER)


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("trail", ["audit", "revisions", "visit_revisions", "seals"])
async def test_every_trail_has_its_triggers(database: Database, trail: str, statement: str) -> None:
    async with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            found = text("SELECT tgtype FROM pg_trigger WHERE tgrelid = to_regclass(:trail) AND NOT tgisinternal")
            on_row_before, on_delete, on_update = 1 | 2, 8, 16
            kinds = (await connection.execute(found, {"trail": trail})).scalars().all()
            assert on_row_before | on_delete | on_update in kinds
        else:
            way = statement[:6].lower()
            found = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
            sql = (await connection.execute(found, {"name": f"{trail}_no_{way}"})).scalar_one()
            assert f"BEFORE {way.upper()} ON {trail}" in sql


async def test_the_bot_cannot_change_what_it_wrote(session: AsyncSession) -> None:
    await _written(session)
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(update(Audit).values(actor="account:9"))


async def test_nor_remove_it(session: AsyncSession) -> None:
    await _written(session)
    with pytest.raises(DBAPIError, match="only ever added"):
        await session.execute(delete(Audit))
