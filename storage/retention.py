"""Clears away what has been kept long enough, a little at a time; never a figure, its history or the audit trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import retention
from domain.retention import Spans
from storage import erasing, once, picking
from storage.files import EvidenceFiles
from storage.outbox import UNASKED, Kind
from storage.privacy_tables import Retention
from storage.tables import CodeTry, Enrolment, Evidence, Inbox, Invite, Outbox, Table
from storage.visit_tables import Visit, VisitDraft, VisitFile

SPANS, FILES = "retention_spans", "evidence_files"  # where a session carries them
BATCH = 500
_NAME = "daily"
_HANDLED = ("done", "dead")
_TO_PEOPLE = (Kind.REPLY, *UNASKED)  # what groups are told holds a unit's figures, and nobody's data


@dataclass(frozen=True, slots=True)
class Clearing:
    """One kind of what goes: which rows, and what of them. `values` None: the whole row.

    `since` names the span (domain/retention.py) that `due` holds against; None: it goes with the next run.
    """

    name: str
    table: type[Table]
    since: str | None
    due: Callable[[datetime], ColumnElement[bool]]
    values: Mapping[str, Any] | None = None
    marks: str | None = None  # the column that says when it went


_NO_FILE = MappingProxyType({"document": None, "photo": None})
_NO_TEXT = MappingProxyType({"text": "", "title": "", "buttons": None, "file_name": ""})

CLEARINGS = (
    Clearing(
        "updates",
        Inbox,
        "updates",
        lambda before: and_(Inbox.state.in_(_HANDLED), Inbox.received_at < before, Inbox.raw != ""),
        {"raw": ""},
    ),
    Clearing(
        "update_keys",
        Inbox,
        "messages",
        lambda before: and_(Inbox.state.in_(_HANDLED), Inbox.received_at < before),
    ),
    Clearing(
        "messages",
        Outbox,
        "messages",
        lambda before: and_(
            Outbox.state != "due", Outbox.created_at < before, Outbox.kind.in_(_TO_PEOPLE), Outbox.text != ""
        ),
        _NO_TEXT | _NO_FILE,
    ),
    Clearing(
        "sent_files",
        Outbox,
        "sent_files",
        lambda before: and_(
            Outbox.state != "due",
            Outbox.created_at < before,
            or_(Outbox.document.is_not(None), Outbox.photo.is_not(None)),
        ),
        _NO_FILE,
    ),
    Clearing(
        "goodbyes",
        Outbox,
        None,
        lambda _: and_(Outbox.state != "due", Outbox.key.startswith(erasing.GOODBYE), Outbox.chat != ""),
        {"chat": ""} | _NO_TEXT,
    ),
    Clearing(
        "locations",
        Visit,
        "locations",
        lambda before: and_(Visit.at < before, or_(Visit.latitude.is_not(None), Visit.longitude.is_not(None))),
        {"latitude": None, "longitude": None},
    ),
    Clearing(
        "photos",
        Evidence,
        "photos",
        lambda before: and_(Evidence.kind == "photo", Evidence.at < before, Evidence.gone_at.is_(None)),
        {"name": ""},
        "gone_at",
    ),
    Clearing(
        "visit_photos",
        VisitFile,
        "photos",
        lambda before: and_(VisitFile.at < before, VisitFile.gone_at.is_(None)),
        {},
        "gone_at",
    ),
    Clearing("drafts", VisitDraft, "unfinished", lambda before: VisitDraft.at < before),
    Clearing("enrolments", Enrolment, "unfinished", lambda before: Enrolment.started_at < before),
    Clearing("code_tries", CodeTry, "unfinished", lambda before: CodeTry.at < before),
    Clearing(
        "invites",
        Invite,
        "unfinished",
        lambda before: and_(
            Invite.used_at.is_(None), Invite.expires_at < before, ~exists().where(Enrolment.invite_id == Invite.id)
        ),
    ),
    Clearing(
        "used_invites",
        Invite,
        "unfinished",
        lambda before: and_(Invite.used_at < before, Invite.used_by.is_not(None)),
        {"used_by": None},
    ),
)
_WITH_FILES = frozenset({"photos", "visit_photos"})


def waits(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that a run is due, or has never been planned."""
    return ~exists().where(Retention.next_at > now)


async def clear_next(session: AsyncSession, now: datetime) -> bool:
    """Clear away the next few hundred rows, and plan the next run once there are none. False: no run is due.

    What a killed process had not committed is done again: a row that is cleared is not found any more.
    """
    row = await _due(session, now)
    if row is None:
        return await _plan_first(session, now)
    cleared, is_all = await _clear(session, now)
    row.so_far = _sum(row.so_far, cleared)
    if not is_all or _WITH_FILES & cleared.keys():
        return True  # files are taken away once it is committed that their rows let go of them
    await _doubt_files(session, row.next_at)
    row.removed, row.so_far = row.so_far, {}
    row.finished_at, row.next_at = now, retention.next_run(now)
    return True


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have a run that fails go on later."""
    row = await _due(session, now)
    if row is None:
        return None
    row.next_at = until
    return "retention"


async def last(session: AsyncSession) -> Retention | None:
    """What is known of the last run."""
    return (await session.execute(select(Retention).where(Retention.name == _NAME))).scalar_one_or_none()


async def would_clear(session: AsyncSession, spans: Spans, now: datetime) -> dict[str, int]:
    """How many rows of each kind a run would clear now; nothing is changed."""
    return {
        one.name: (await session.execute(select(func.count()).select_from(one.table).where(_is_due(one, spans, now))))
        .scalar_one()
        for one in CLEARINGS
    }  # fmt: skip


async def _due(session: AsyncSession, now: datetime) -> Retention | None:
    found = select(Retention).where(Retention.name == _NAME, Retention.next_at <= now)
    return (await session.execute(picking.free(found, Retention))).scalar_one_or_none()


async def _plan_first(session: AsyncSession, now: datetime) -> bool:
    first = retention.next_run(now)
    return await once.insert(session, Retention, name=_NAME, next_at=first, removed={}, so_far={}) is not None


async def _clear(session: AsyncSession, now: datetime) -> tuple[dict[str, int], bool]:
    """How many rows of which kinds went, and whether that was all there is."""
    spans: Spans = session.info.get(SPANS) or Spans()
    left, cleared = BATCH, dict[str, int]()
    for one in CLEARINGS:
        done = await session.execute(_statement(one, spans, now, left))
        number = len(done.all())
        if number:
            cleared[one.name] = number
        left -= number
        if not left:
            return cleared, False
    return cleared, True


def _statement(one: Clearing, spans: Spans, now: datetime, most: int) -> Executable:
    table: Any = one.table
    rows = table.id.in_(select(table.id).where(_is_due(one, spans, now)).order_by(table.id).limit(most))
    if one.values is None:
        return delete(table).where(rows).returning(table.id).execution_options(synchronize_session=False)
    values = {**one.values, one.marks: now} if one.marks else dict(one.values)
    changed = update(table).where(rows).values(values).returning(table.id)
    return changed.execution_options(synchronize_session=False)


def _is_due(one: Clearing, spans: Spans, now: datetime) -> ColumnElement[bool]:
    return one.due(now - getattr(spans, one.since) if one.since else now)


async def _doubt_files(session: AsyncSession, since: datetime) -> None:
    """Have the worker look whether anybody still has the files whose rows let go of them in this run."""
    files: EvidenceFiles | None = session.info.get(FILES)
    if files is None:
        return  # found when the bot starts next
    for table in (Evidence, VisitFile):
        files.doubted |= set((await session.execute(select(table.sha256).where(table.gone_at >= since))).scalars())


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in (*one, *(new for new in other if new not in one))}
