"""Who is to hear of which report's rung: each person once for ever, in one message with whatever else waits."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from storage import once, picking
from storage.outbox import Kind
from storage.tables import DUE, Mention, Outbox, Report, rows_of
from storage.types import UtcDateTime
from storage.worded import Worded


class Part(StrEnum):
    """As what somebody hears of a report."""

    OWN = "own"  # answers for it
    OTHERS = "others"  # is told that it is late
    NOBODY = "nobody"  # is told that no officer could be asked


# Put together once: asked for every letter.
_PERSON, _NOW = Mention.person_id == bindparam("person"), bindparam("now", type_=UtcDateTime())
_WAITS = Mention.told_in.is_(None)
_TAKEN_BACK = Worded(
    delete(rows_of(Mention))
    .where(_PERSON, Mention.report_id == bindparam("report"), _WAITS, Mention.stage != bindparam("rung"))
    .returning(Mention.since_at)
)
_TOLD = Worded(
    update(rows_of(Mention)).where(Mention.id.in_(bindparam("rows", expanding=True))).values(told_in=bindparam("key"))
)
_FIRST_DUE = select(Mention.person_id).where(_WAITS, Mention.due_at <= _NOW).order_by(Mention.due_at, Mention.id)
_PERSON_DUE = picking.free(_FIRST_DUE.limit(1), Mention)
_WAITING = select(Mention).where(_PERSON, _WAITS, Mention.since_at <= _NOW).order_by(Mention.id)
_UNSENT = (
    select(Mention.told_in, Mention.report_id)
    .join(Outbox, Outbox.key == Mention.told_in)
    .where(_PERSON, Outbox.state == DUE, Outbox.kind == Kind.REMINDER)
)


async def queue(
    session: AsyncSession, person_id: int, report: Report, stage: str, part: Part, due_at: datetime
) -> None:
    """Have somebody hear of a rung, unless they have; an older one that still waits is not said any more."""
    words = {"person": person_id, "report": report.id, "rung": stage}
    since = [at for (at,) in await _TAKEN_BACK.rows(session, words)]
    await once.insert(
        session,
        Mention,
        organisation_id=report.organisation_id,
        person_id=person_id,
        report_id=report.id,
        stage=stage,
        part=part,
        since_at=min([*since, due_at]),
        due_at=due_at,
    )


async def person_due(session: AsyncSession, now: datetime) -> int | None:
    """Somebody who is to hear of something now."""
    return (await session.execute(_PERSON_DUE, {"now": now})).scalar_one_or_none()


async def waiting(session: AsyncSession, person_id: int, now: datetime) -> list[Mention]:
    """All that waits for this person's next message, also what did not fit into the day so far."""
    return list((await session.execute(_WAITING, {"person": person_id, "now": now})).scalars())


async def told(session: AsyncSession, which: Collection[Mention], key: str) -> None:
    """Note the message in which they were said."""
    await _TOLD.rows(session, {"rows": [one.id for one in which], "key": key})
    for one in which:
        set_committed_value(one, "told_in", key)


async def hold(session: AsyncSession, which: Collection[Mention], until: datetime) -> None:
    """Have them wait until a moment."""
    for one in which:
        one.due_at = until
    await session.flush()


async def drop(session: AsyncSession, one: Mention) -> None:
    """It need not be said any more."""
    await session.delete(one)
    await session.flush()


async def untell(session: AsyncSession, key: str, now: datetime) -> None:
    """A message did not arrive: what it said waits again."""
    await session.execute(update(Mention).where(Mention.told_in == key).values(told_in=None, due_at=now))


async def rename(session: AsyncSession, old: str, new: str) -> None:
    """A message goes on under another key: what it says is told in it."""
    await session.execute(update(Mention).where(Mention.told_in == old).values(told_in=new))


async def in_newest_message(session: AsyncSession, person_id: int) -> list[int]:
    """The reports that the newest message to somebody asked for."""
    own = Mention.person_id == person_id, Mention.part == Part.OWN
    newest = select(Mention.told_in).where(*own, Mention.told_in.is_not(None)).order_by(Mention.id.desc()).limit(1)
    found = select(Mention.report_id).where(*own, Mention.told_in == newest.scalar_subquery())
    return list((await session.execute(found.order_by(Mention.id))).scalars())


async def unsent(session: AsyncSession, person_id: int) -> dict[str, set[int]]:
    """The reminders to somebody that have not gone out yet, by their keys, and the reports that each speaks of."""
    of: dict[str, set[int]] = {}
    for key, report_id in await session.execute(_UNSENT, {"person": person_id}):
        of.setdefault(str(key), set()).add(report_id)
    return of


async def forget(session: AsyncSession, report_id: int) -> None:
    """What waits to be said to those who answer for a report is not said."""
    of_report = Mention.report_id == report_id, Mention.part == Part.OWN, Mention.told_in.is_(None)
    await session.execute(delete(Mention).where(*of_report))


def next_at() -> Select[datetime | None]:
    """When somebody is to hear of something next."""
    return select(func.min(Mention.due_at)).where(Mention.told_in.is_(None))


async def put_off(session: AsyncSession, now: datetime, until: datetime) -> str | None:
    """Have the person whose message failed written to later. None: nobody is."""
    person_id = await person_due(session, now)
    if person_id is None:
        return None
    late = update(Mention).where(Mention.person_id == person_id, Mention.told_in.is_(None), Mention.due_at <= now)
    await session.execute(late.values(due_at=until))
    return f"person {person_id}"
