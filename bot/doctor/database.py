"""Checks of the database: whose it is, how safely it keeps what it is given, whether its clock is ours."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, union_all
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.doctor.findings import Finding, Patient, fail, ok, skipped, warn
from bot.options import CLOCK_OFF, CODES
from storage import soundness
from storage.opening import CannotOpenError, Trouble
from storage.tables import Audit, Inbox, Outbox

SKEW, FAR = timedelta(seconds=60), timedelta(hours=6)
_KEPT = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_SAFELY = {
    "fsync": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
    "transaction_isolation": ("serializable",),
}
_NEWEST = select(
    func.max(
        union_all(
            select(func.max(Inbox.received_at).label("at")),
            select(func.max(Outbox.created_at)),
            select(func.max(Audit.at)),
        )
        .subquery()
        .c.at
    )
)


async def whose(patient: Patient) -> Sequence[Finding]:
    """It answers, is ours, and can be written."""
    if (trouble := patient.trouble) is not None:
        return [fail(f"database.{trouble.trouble}", "", code=CODES[trouble.trouble], **trouble.words)]
    return [ok("doctor.database.ok", where=make_url(patient.home.database()).render_as_string())]


async def schema(patient: Patient) -> Sequence[Finding]:
    """Its tables are those of this version."""
    found = patient.found
    if found is None:
        return [skipped()]
    if found.is_current:
        return [ok("doctor.schema.ok", revision=found.revision)]
    if not found.revision:
        return [warn("doctor.schema.new", "doctor.schema.new.do")]
    return [warn("doctor.schema.older", "doctor.schema.older.do", revision=found.revision)]


async def engine(patient: Patient) -> Sequence[Finding]:
    """What was said to be stored is stored, whatever happens to the machine."""
    async with patient.rows.engine.connect() as connection:
        if patient.rows.is_shared:
            return await _postgresql(connection)
        return await _sqlite(connection)


async def clock(patient: Patient) -> Sequence[Finding]:
    """The machine's clock goes with the database server's, and is not behind what is stored already."""
    async with patient.rows.sessions() as session:
        newest = (await session.execute(_NEWEST)).scalar_one()
        theirs: datetime = patient.now
        if patient.rows.is_shared:
            theirs = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    ours = patient.now
    off = max(abs(ours - theirs), newest - ours if newest else timedelta(0))
    words = {"minutes": round(off.total_seconds() / 60)}
    if off > FAR:
        return [fail("doctor.clock.off", "doctor.clock.off.do", code=CLOCK_OFF, **words)]
    if off > SKEW:
        return [warn("doctor.clock.off", "doctor.clock.off.do", **words)]
    return [ok("doctor.clock.ok")]


async def deep(patient: Patient) -> Sequence[Finding]:
    """Nothing in the file is torn, and all invariants hold."""
    async with patient.rows.sessions() as session:
        if not patient.rows.is_shared:
            torn = (await session.execute(text("PRAGMA integrity_check(1)"))).scalar_one()
            if torn != "ok":
                raise CannotOpenError(Trouble.DAMAGED)
        found = await soundness.breaches(session, patient.now)
    broken = [
        fail(
            "doctor.deep.broken",
            "doctor.deep.broken.do",
            number=one.number,
            name=one.name,
            rows="; ".join(one.rows),
        )
        for one in found
    ]
    return broken or [ok("doctor.deep.ok", invariants=len(soundness.INVARIANTS))]


async def _sqlite(connection: AsyncConnection) -> Sequence[Finding]:
    set_ = {name: await _said(connection, f"PRAGMA {name}") for name in _KEPT}
    if wrong := {name: held for name, held in set_.items() if held != _KEPT[name]}:
        shown = ", ".join(f"{name}={held}" for name, held in wrong.items())
        return [fail("doctor.engine.sqlite_loose", "doctor.engine.sqlite_loose.do", wrong=shown)]
    if await _said(connection, "PRAGMA quick_check(1)") != "ok":
        raise CannotOpenError(Trouble.DAMAGED)
    return [ok("doctor.engine.sqlite", version=sqlite3.sqlite_version)]


async def _postgresql(connection: AsyncConnection) -> Sequence[Finding]:
    version = await _said(connection, "SHOW server_version")
    held = {name: await _said(connection, f"SHOW {name}") for name in _SAFELY}
    loose = [f"{name}={one}" for name, one in held.items() if one not in _SAFELY[name]]
    if loose:
        return [fail("doctor.engine.postgresql_loose", "doctor.engine.postgresql_loose.do", wrong=", ".join(loose))]
    return [ok("doctor.engine.postgresql", version=version)]


async def _said(connection: AsyncConnection, question: str) -> str:
    answer: Any = (await connection.execute(text(question))).scalar_one()
    return str(answer)
