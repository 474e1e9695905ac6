"""What has been kept long enough goes, a little at a time; figures, their history and the trail stay."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.retention import MONTH, Spans, next_run
from storage import evidence, invites, retention
from storage.files import EvidenceFiles
from storage.privacy_tables import Retention
from storage.tables import Audit, CodeTry, Enrolment, Evidence, Inbox, Invite, Outbox, Revision, Table
from storage.visit_tables import Visit, VisitDraft, VisitFile, VisitRevision
from tests.rows import NOW, Town

DAY = timedelta(days=1)
NIGHT = NOW + 800 * DAY
PICTURE = "photo"


@pytest.fixture
async def kept(session: AsyncSession, town: Town) -> Town:
    """One of everything, from the moment `NOW`; a run is due at any later one."""
    of: dict[str, Any] = {"organisation_id": town.organisation.id}
    by = {"person_id": town.officer.person_id, "account_id": town.officer.id}
    figure = town.figures[0].id
    invite = await invites.add(session, town.organisation.id, town.unit.id, "officer", "OLD", NOW)
    used = await invites.add(session, town.organisation.id, town.unit.id, "officer", "USED", NOW)
    assert await invites.use(session, used.id, "telegram:7001", NOW)
    message: dict[str, Any] = {"channel": "telegram", "chat": "7001", "created_at": NOW, "due_at": NOW, "attempts": 1}
    visit = {"unit_id": town.unit.id, "kind": "visit", "activity": "vneid", "words": "", "number": 5} | by
    said = {"counted": "people", "on": NOW.date(), "at": NOW, "channel": "telegram", "chat": "7001", "message": "1"}
    session.add_all(
        [
            Retention(name="daily", next_at=NOW + DAY),
            _update("1", "done"),
            _update("2", "new"),
            Outbox(key="reply:1", kind="reply", text="Đã ghi 90%", state="sent", document=b"xlsx", **message),
            Outbox(key="digest:1", kind="digest", text="Đúng hạn 3/5", state="sent", **message),
            Outbox(key="prompt:1", kind="prompt", text="1/5", state="due", **message),
            Outbox(key="goodbye:1", kind="reply", text="Đã xóa", state="sent", **message),
            Visit(**of, **visit, **said, entry="telegram:1", position=1, latitude=20, longitude=106),
            Evidence(**of, **_file("a" * 64, "photo"), figure_id=figure, name="z1.jpg", person_id=by["person_id"]),
            Evidence(**of, **_file("b" * 64, "file"), figure_id=figure, name="bc.pdf", person_id=by["person_id"]),
            VisitFile(**of, **_file("c" * 64, "photo"), entry="telegram:1", person_id=by["person_id"]),
            VisitDraft(**of, account_id=town.officer.id, chat="7001", draft={}, at=NOW),
            CodeTry(channel="telegram", sender="9", at=NOW),
            Enrolment(**of, invite_id=invite.id, channel="telegram", address="9", started_at=NOW),
            Revision(**of, **by, figure_id=figure, version=1, new={}, said="90", at=NOW),
            Audit(**of, at=NOW, actor="account:1", action="submit", object="report:1"),
        ]
    )
    await session.flush()
    return town


def _update(key: str, state: str) -> Inbox:
    at = {"received_at": NOW, "next_attempt_at": NOW}
    return Inbox(channel="telegram", event_key=key, chat="7001", raw="{90}", state=state, attempts=0, **at)


def _file(sha256: str, kind: str) -> dict[str, Any]:
    return {"sha256": sha256, "received_sha256": sha256, "album": "", "kind": kind, "size": 9, "at": NOW}


async def _run(session: AsyncSession, now: datetime) -> None:
    while await retention.clear_next(session, now):
        await session.flush()
    session.expire_all()


async def _values(session: AsyncSession, column: Any) -> list[Any]:
    return list((await session.execute(select(column).order_by(column))).scalars())


# What is there of each kind after so many days: of the update its text, of the photo whether the file is there, …
LEFT = [
    (29, ["xlsx", "draft", "invite", "raw", "photo", "location", "text", "update"]),
    (31, ["invite", "raw", "photo", "location", "text", "update"]),
    (34, ["raw", "photo", "location", "text", "update"]),
    (61, ["photo", "location", "text", "update"]),
    (366, ["text", "update"]),
    (731, []),
]


@pytest.mark.parametrize(("days", "left"), LEFT, ids=[str(days) for days, _ in LEFT])
async def test_each_kind_goes_at_its_time(session: AsyncSession, kept: Town, days: int, left: list[str]) -> None:
    await _run(session, NOW + days * DAY)
    handled = await _values(session, Inbox.raw)
    reply = (await session.execute(select(Outbox).where(Outbox.key == "reply:1"))).scalar_one()
    there = {
        "xlsx": reply.document is not None,
        "draft": bool(await _values(session, VisitDraft.id)),
        "invite": len(await _values(session, Invite.id)) == 2,
        "raw": handled.count("{90}") == 2,
        "photo": (await _values(session, VisitFile.gone_at)) == [None],
        "location": (await _values(session, Visit.latitude)) != [None],
        "text": reply.text != "",
        "update": len(handled) == 2,
    }
    assert [name for name, is_there in there.items() if is_there] == left


async def test_figures_trail_digests_and_what_waits_are_never_touched(session: AsyncSession, kept: Town) -> None:
    untouched = (Revision, Audit, VisitRevision)
    before = [await _values(session, table.id) for table in untouched]
    await _run(session, NOW + 4000 * DAY)
    assert [await _values(session, table.id) for table in untouched] == before
    assert await _values(session, Inbox.event_key) == ["2"], "what is not handled waits, however old"
    texts = dict((await session.execute(select(Outbox.key, Outbox.text))).all())
    assert texts == {"reply:1": "", "goodbye:1": "", "digest:1": "Đúng hạn 3/5", "prompt:1": "1/5"}
    assert [row.gone_at for row in await _files(session, "file")] == [None], "a document is the unit's own record"


async def _files(session: AsyncSession, kind: str) -> list[Evidence]:
    return list((await session.execute(select(Evidence).where(Evidence.kind == kind))).scalars())


async def test_the_address_of_a_goodbye_goes_with_the_next_run(session: AsyncSession, kept: Town) -> None:
    await _run(session, NOW + DAY)
    assert (await session.execute(select(Outbox.chat).where(Outbox.key == "goodbye:1"))).scalar_one() == ""


async def test_longer_and_shorter_spans_are_obeyed(session: AsyncSession, kept: Town) -> None:
    session.info[retention.SPANS] = Spans(locations=MONTH, updates=90 * DAY)
    await _run(session, NOW + 61 * DAY)
    assert await _values(session, Visit.latitude) == [None]
    assert await _values(session, Inbox.raw) == ["{90}", "{90}"]


async def test_a_run_is_once_a_night_and_says_what_went(session: AsyncSession, kept: Town) -> None:
    now = NOW + 34 * DAY
    await _run(session, now)
    row = await retention.last(session)
    assert row is not None
    assert (row.finished_at, row.next_at, row.so_far) == (now, next_run(now), {})
    assert row.removed == {"sent_files": 1, "goodbyes": 1, "drafts": 1, "enrolments": 1, "code_tries": 1} | {
        "invites": 1,
        "used_invites": 1,
    }
    assert not await retention.clear_next(session, now + timedelta(hours=1))


async def test_the_first_run_is_planned_for_the_night(session: AsyncSession) -> None:
    assert await retention.clear_next(session, NOW), "it is written down"
    assert not await retention.clear_next(session, NOW)
    row = await retention.last(session)
    assert row is not None
    assert row.next_at == next_run(NOW)


async def test_a_dry_run_counts_and_changes_nothing(session: AsyncSession, kept: Town) -> None:
    due = await retention.would_clear(session, Spans(), NOW + 34 * DAY)
    assert {name for name, number in due.items() if number} == {
        *("sent_files", "goodbyes", "drafts", "enrolments", "code_tries", "used_invites"),
    }
    assert await _values(session, VisitDraft.id) != []


async def test_stopped_after_any_step_it_goes_on_to_the_same_end(
    session: AsyncSession, kept: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)  # many small steps, each its own transaction in the bot
    steps = 0
    while True:
        step = await session.begin_nested()
        is_more = await retention.clear_next(session, NIGHT)
        await session.flush()
        await step.rollback()  # killed before it was committed
        if not is_more:
            break
        session.expire_all()
        assert await retention.clear_next(session, NIGHT), "the same once more"
        await session.flush()
        steps += 1
    row = await retention.last(session)
    assert steps > 5
    assert row is not None
    assert sum(row.removed.values()) == 13
    assert not any((await retention.would_clear(session, Spans(), NIGHT)).values())


async def test_files_leave_the_disk_once_nobody_refers_to_them(
    session: AsyncSession, kept: Town, tmp_path: Path
) -> None:
    files = EvidenceFiles(tmp_path)
    shared, alone = files.keep(b"shared"), files.keep(b"alone")
    of = {"organisation_id": kept.organisation.id, "person_id": kept.officer.person_id, "entry": "telegram:2"}
    session.add(VisitFile(**of, **_file(shared, PICTURE)))
    session.add(VisitFile(**of, **_file(alone, PICTURE)))
    newer = {"figure_id": kept.figures[0].id, "name": "", "organisation_id": kept.organisation.id}
    session.add(Evidence(**newer, **_file(shared, PICTURE) | {"at": NIGHT}, person_id=kept.officer.person_id))
    await session.flush()
    session.info[retention.FILES] = files
    assert await retention.clear_next(session, NIGHT)
    assert files.doubted == set(), "not before it is committed"
    await _run(session, NIGHT)
    assert await evidence.loose(session, files.doubted) >= {alone}
    assert shared not in await evidence.loose(session, files.doubted), "another figure still shows it"


async def test_it_does_not_matter_how_many_rows_there_are(session: AsyncSession, kept: Town) -> None:
    tries = [CodeTry(channel="telegram", sender=str(number), at=NOW) for number in range(retention.BATCH + 5)]
    session.add_all(tries)
    await session.flush()
    assert await retention.clear_next(session, NOW + 34 * DAY)
    assert (await session.execute(select(func.count()).select_from(CodeTry))).scalar_one() > 0, "not all at once"
    await _run(session, NOW + 34 * DAY)
    assert await _values(session, CodeTry.id) == []


def test_no_clearing_is_about_a_trail() -> None:
    kept_for_ever: set[type[Table]] = {Revision, VisitRevision, Audit}
    assert not kept_for_ever & {one.table for one in retention.CLEARINGS}
