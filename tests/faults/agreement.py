"""What the database holds and what the phones show, beside what the model says must be so."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import text

from simulator.model import Bot, Chat, Message
from storage import timetable
from storage.outbox import AT_MOST_ONCE
from tests.faults.model import Model, Sheet
from tests.faults.reborn import Reborn

MAY_REPEAT = ("drop_reply", "truncate", "server_error", "refuse_connection")
FIGURES = (
    "select u.code, f.position, f.number, f.version, (select count(*) from revisions v where v.figure_id = f.id),"
    " (select max(v.version) from revisions v where v.figure_id = f.id) from figures f join reports r"
    " on r.id = f.report_id join units u on u.id = r.unit_id order by u.code, f.position"
)
REPORTS = (
    "select u.code, r.state, r.submissions, r.due_at, r.first_submitted_at from reports r"
    " join units u on u.id = r.unit_id order by u.code"
)
SENT = "select kind, chat, text from outbox where state = 'sent' order by id"


async def rows(one: Reborn, question: str, **words: object) -> list[Any]:
    """Rows of one SQL question."""
    async with one.stage.database.sessions() as session:
        return [tuple(row) for row in (await session.execute(text(question), words)).all()]


async def figures_agree(one: Reborn, model: Model) -> None:
    """Every figure is the model's, with as many answers as the model counts, each of them kept."""
    found = await rows(one, FIGURES)
    held = [(unit, at, float(number or 0), version, kept, last or 0) for unit, at, number, version, kept, last in found]
    expected = [
        (unit, at, float(figure.value or 0), figure.version, figure.version, figure.version)
        for unit, sheet in sorted(model.sheets.items())
        for at, figure in enumerate(sheet.held, start=1)
    ]
    assert set(held) == set(expected), f"{set(held) - set(expected)} instead of {set(expected) - set(held)}"
    assert len(held) == len(expected)


async def reports_agree(one: Reborn, model: Model) -> None:
    """Each report once, open or handed in, due when the model says; the first handing in is kept."""
    found = {unit: rest for unit, *rest in await rows(one, REPORTS)}
    assert found.keys() == model.sheets.keys()
    for unit, (state, submissions, due_at, first_at) in found.items():
        sheet = model.sheets[unit]
        assert (state, submissions) == (("submitted", 1) if sheet.handed_in else ("open", 0)), unit
        assert _moment(due_at) == sheet.due_at, unit
        assert _is_when(first_at, sheet), (unit, first_at, sheet.handed_in)


def _is_when(first_at: Any, sheet: Sheet) -> bool:
    if sheet.handed_in is None:
        return first_at is None
    before, after = sheet.handed_in
    return first_at is not None and before <= _moment(first_at) <= after


def _moment(held: Any) -> datetime:
    """SQLite keeps moments as texts without their zone, which is UTC."""
    moment = held if isinstance(held, datetime) else datetime.fromisoformat(held)
    return moment if moment.tzinfo else datetime.fromisoformat(f"{moment.isoformat()}+00:00")


async def nothing_waits(one: Reborn) -> None:
    """Calm: all updates handled, all messages sent, nothing due that is not done."""
    now = one.clock.now()
    assert await rows(one, "select event_key, state, error from inbox where state != 'done'") == []
    stuck = "select key, state, due_at, held_until_at, error from outbox where state not in ('sent', 'unreachable')"
    later = [row for row in await rows(one, stuck) if row[1] == "due" and _moment(row[3] or row[2]) > now]
    assert [row for row in await rows(one, stuck) if row not in later] == []
    due = await one.stage.next_action_at()
    assert due is None or due > now, due
    async with one.stage.database.sessions() as session:
        idle = await timetable.idle_rows(session, now)
    assert {"open", "remind", "tell", "warn", "close", "digest"} <= idle


async def phones_agree(one: Reborn) -> None:
    """What was sent is shown: digests and warnings once, all else once more only where a send was interrupted."""
    sent = [(kind, (_now(one, chat), said)) for kind, chat, said in await rows(one, SENT)]
    shown = Counter((_now(one, chat.id), message.said) for chat in _chats(one) for message in _of_the_bot(chat))
    wanted = Counter(what for _, what in sent)
    assert wanted - shown == Counter(), "sent, but not there"
    at_most_once = {what for kind, what in sent if kind in AT_MOST_ONCE}
    assert {what: shown[what] for what in at_most_once} == {what: wanted[what] for what in at_most_once}
    fired = sum(fault.fired for fault in one.calls.all if fault.kind in MAY_REPEAT)
    assert (shown - wanted).total() <= len(one.deaths) + fired


async def unreachable_are(one: Reborn, blocked: set[str]) -> None:
    """Exactly those who block the bot are known not to be reached."""
    found = "select p.name from accounts a join people p on p.id = a.person_id where a.unreachable_at is not null"
    assert {name for (name,) in await rows(one, found)} == blocked


def _chats(one: Reborn) -> list[Chat]:
    said = one.messenger
    return [*said.private.values(), *(group for group in said.groups.values() if group.moved_to is None)]


def _of_the_bot(chat: Chat) -> list[Message]:
    return [one for one in chat.history() if isinstance(one.sender, Bot) and one.kind != "service"]


def _now(one: Reborn, chat: int | str) -> int:
    """The present id of a chat."""
    group = one.messenger.groups.get(int(chat))
    return group.moved_to if group and group.moved_to else int(chat)
