"""Checks of what a disaster or a dispute would ask for: backups that are new and whole, trails that are sealed."""

from collections.abc import Sequence
from datetime import timedelta

from bot import auditing, backing_up
from bot.doctor.findings import Finding, Patient, fail, ok, warn
from bot.options import say
from storage import seals

UNSEALED = timedelta(minutes=10)


async def backups(patient: Patient) -> Sequence[Finding]:
    """The newest one is of today, and still what was made."""
    settings = patient.home
    into = settings.backup_folder
    if not (settings.data / backing_up.RECIPIENT).exists():
        return [warn("doctor.backups.no_key", "doctor.backups.no_key.do")]
    newest = backing_up.newest(into)
    if newest is None:
        return [warn("doctor.backups.none", "doctor.backups.none.do", folder=into)]
    words = {"file": newest, "hours": round((patient.now - backing_up.made_at(newest)).total_seconds() / 3600)}
    is_whole = backing_up.is_whole(newest)
    if is_whole is False:
        return [fail("doctor.backups.damaged", "doctor.backups.damaged.do", file=newest)]
    if patient.now - backing_up.made_at(newest) > backing_up.LATE:
        return [warn("doctor.backups.old", "doctor.backups.old.do", **words)]
    if is_whole is None:
        return [warn("doctor.backups.unproven", "doctor.backups.unproven.do", **words)]
    return [ok("doctor.backups.ok", **words)]


async def sealing(patient: Patient) -> Sequence[Finding]:
    """What was done is sealed soon after."""
    async with patient.rows.sessions() as session:
        rows = await seals.unsealed(session, patient.now - UNSEALED)
    return [warn("doctor.sealing.waits", "doctor.sealing.waits.do", rows=rows) if rows else ok("doctor.sealing.ok")]


async def chain(patient: Patient) -> Sequence[Finding]:
    """Every row of the trails is as it was sealed."""
    file = patient.home.data / "audit.key"
    async with patient.rows.sessions() as session:
        if not file.exists():  # nothing is made by looking
            links, _ = await seals.newest(session)
            return [fail("doctor.chain.no_key", "doctor.chain.no_key.do") if links else ok("doctor.chain.ok", links=0)]
        written = auditing.written_down(patient.home.data)
        verdict = await seals.verify(session, file.read_bytes(), written)
    if verdict.fault:
        told = auditing.told(verdict, say)
        return [fail("doctor.chain.broken", "doctor.chain.broken.do", told=told)]
    return [ok("doctor.chain.ok", links=verdict.links)]
