"""Checks of the machine and of what the operator set: settings, room, rights, zones."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from bot import private, wiring
from bot.doctor.findings import Finding, Patient, fail, ok, warn
from bot.options import MISSET, NO_ROOM
from bot.room import FILES_FROM, UPDATES_FROM
from storage.tables import Organisation

HERE = "Asia/Ho_Chi_Minh"
_ANY_DAY = datetime(2026, 11, 9, tzinfo=UTC)


async def settings(patient: Patient) -> Sequence[Finding]:
    """They can be read, and name a messenger."""
    if patient.settings is None:
        wrong = {"what": patient.wrong_settings}
        return [fail("doctor.settings.wrong", "doctor.settings.wrong.do", code=MISSET, **wrong)]
    names = wiring.configured(patient.settings)
    if not names:
        return [fail("doctor.settings.no_messenger", "doctor.settings.no_messenger.do", code=MISSET)]
    return [ok("doctor.settings.ok", channels=", ".join(names))]


async def room(patient: Patient) -> Sequence[Finding]:
    """The disk that the data lies on has some left."""
    left = patient.free(patient.home.data)
    words = {"free": left // 1_000_000, "data": patient.home.data}
    if left < UPDATES_FROM:
        return [fail("doctor.room.low", "doctor.room.low.do", code=NO_ROOM, **words)]
    if left < FILES_FROM:
        return [warn("doctor.room.low", "doctor.room.low.do", **words)]
    return [ok("doctor.room.ok", **words)]


async def rights(patient: Patient) -> Sequence[Finding]:
    """We can write the data, and nobody else can read it."""
    folder = patient.home.data
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return [fail("doctor.rights.none", "doctor.rights.none.do", code=NO_ROOM, data=folder)]
    if seen := private.open_to_others(folder):
        files = " ".join(map(str, seen))
        return [fail("doctor.rights.open", "doctor.rights.open.do", code=MISSET, files=files)]
    return [ok("doctor.rights.ok", data=folder)]


async def zones(patient: Patient) -> Sequence[Finding]:
    """The machine knows when it is what time in every organisation's zone."""
    names = {HERE}
    if patient.database is not None:
        async with patient.database.sessions() as session:
            names |= set((await session.execute(select(Organisation.zone))).scalars())
    unknown = [one for one in sorted(names) if not _is_known(one)]
    if unknown:
        return [fail("doctor.zones.unknown", "doctor.zones.unknown.do", zones=", ".join(unknown))]
    return [ok("doctor.zones.ok", zones=", ".join(sorted(names)))]


def _is_known(zone: str) -> bool:
    try:
        offset = _ANY_DAY.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return zone != HERE or offset == timedelta(hours=7)
