"""The outbox: said once, in order within a chat, under a lease; held back without losing its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Button
from storage import outbox, queueing
from storage.outbox import Kind, To
from storage.tables import Outbox
from tests.rows import NOW

HOA, TAM = To("telegram", "7001"), To("telegram", "7002")
CHANNELS = {"telegram", "zalo"}
SOON = NOW + timedelta(seconds=30)


async def _add(session: AsyncSession, key: str, to: To = HOA, text: str = "", due_at: datetime | None = None) -> None:
    await outbox.add(session, key, Kind.REPLY, to, text or key, NOW, due_at=due_at)


async def _rows(session: AsyncSession) -> Sequence[Outbox]:
    return (await session.execute(select(Outbox).order_by(Outbox.id))).scalars().all()


async def _sendable(session: AsyncSession, now: datetime = NOW) -> list[str]:
    return [row.key for row in await _firsts(session, now)]


async def _firsts(session: AsyncSession, now: datetime) -> list[Outbox]:
    """What each chat gets next, the most urgent first."""
    return await queueing.firsts(session, await queueing.chats(session, now, CHANNELS), now)


async def _take(session: AsyncSession, now: datetime = NOW) -> Outbox:
    row = (await _firsts(session, now))[0]
    assert await outbox.lease(session, [row.id], now)
    return row


async def test_the_same_key_twice_is_once(session: AsyncSession) -> None:
    await _add(session, "prompt:1:2026-11", text="lần đầu")
    await _add(session, "prompt:1:2026-11", text="lần sau")
    assert [row.text for row in await _rows(session)] == ["lần đầu"]


async def test_a_long_text_goes_in_parts_whose_order_stays(session: AsyncSession) -> None:
    text = "\n".join(f"{number}. {'số liệu ' * 12}".rstrip() for number in range(24))
    button = Button("Gửi", "send:1")
    for _ in range(2):
        await outbox.add(session, "card", Kind.REPLY, HOA, text, NOW, buttons=[[button]], photo=b"png")
    rows = await _rows(session)
    assert [row.key for row in rows] == ["card", "card/2", "card/3"]
    marks = [f"({number}/3) " for number in (1, 2, 3)]
    assert "\n".join(row.text.removeprefix(mark) for row, mark in zip(rows, marks, strict=True)) == text
    assert [row.text[:6] for row in rows] == marks
    assert all(len(row.text) <= outbox.MAX_CAPTION for row in rows)
    assert [row.photo for row in rows] == [b"png", None, None], "the picture comes first"
    assert [row.buttons for row in rows] == [None, None, {"rows": [[["Gửi", "send:1"]]]}], "the buttons last"
    sent = []
    while waiting := await _firsts(session, NOW):
        assert len(waiting) == 1
        sent.append(waiting[0].key)
        await outbox.settle(session, waiting[0].id, "sent", NOW, message="9")
    assert sent == [row.key for row in rows]


async def test_a_digest_in_parts_has_a_title_for_each(session: AsyncSession) -> None:
    text = "\n".join(["PHƯỜNG HỒNG BÀNG", *["số liệu " * 12] * 30])
    await outbox.add(session, "digest", Kind.DIGEST, HOA, text, NOW, title="PHƯỜNG HỒNG BÀNG")
    assert [row.title for row in await _rows(session)] == ["(1/2) PHƯỜNG HỒNG BÀNG", "(2/2) PHƯỜNG HỒNG BÀNG"]


async def test_whatever_is_queued_is_composed_before_it_is_measured(session: AsyncSession) -> None:
    text = "ế" * outbox.MAX_TEXT
    await outbox.add(session, "card", Kind.DIGEST, HOA, normalize("NFD", text), NOW, title=normalize("NFD", "Kỳ"))
    assert [(row.text, row.title) for row in await _rows(session)] == [(text, "Kỳ")]


async def test_only_the_first_message_of_each_chat_may_go(session: AsyncSession) -> None:
    await _add(session, "hoa 1")
    await _add(session, "hoa 2")
    await _add(session, "tam 1", TAM)
    await _add(session, "zalo 1", To("zalo", "7001"))
    assert await _sendable(session) == ["hoa 1", "tam 1", "zalo 1"]


async def test_a_message_for_later_holds_up_nobody(session: AsyncSession) -> None:
    await _add(session, "quiet until morning", due_at=SOON)
    await _add(session, "reply")
    assert await _sendable(session) == ["reply"]
    assert await session.scalar(outbox.next_due_at()) == NOW
    assert await outbox.waiting(session, NOW) == 1
    assert await outbox.waiting(session, SOON) == 1, "one chat, in which both wait"


async def test_a_leased_message_is_taken_by_one_sender_only(session: AsyncSession) -> None:
    await _add(session, "hoa 1")
    await _add(session, "hoa 2")
    row = await _take(session)
    assert not await outbox.lease(session, [row.id], NOW + outbox.LEASE - timedelta(seconds=1))
    assert await _sendable(session) == [], "nothing overtakes what is on its way"


async def test_a_lease_nobody_gave_back_runs_out(session: AsyncSession) -> None:
    await _add(session, "hoa 1")
    row = await _take(session)
    after = NOW + outbox.LEASE
    assert await _sendable(session, after) == ["hoa 1"]
    assert await outbox.lease(session, [row.id], after)
    await session.refresh(row)
    assert row.attempts == 2


async def test_a_settled_message_is_not_leased_again(session: AsyncSession) -> None:
    await _add(session, "hoa 1")
    row = await _take(session)
    await outbox.settle(session, row.id, "sent", NOW, message="44")
    assert not await outbox.lease(session, [row.id], NOW + timedelta(days=1))
    await session.refresh(row)
    assert (row.state, row.message, row.sent_at, row.lease_until_at, row.error) == ("sent", "44", NOW, None, None)


async def test_holding_back_a_chat_leaves_the_others(session: AsyncSession) -> None:
    for key, to in (("hoa 1", HOA), ("hoa 2", HOA), ("tam 1", TAM), ("zalo 1", To("zalo", "7001"))):
        await _add(session, key, to)
    await outbox.put_off(session, "telegram", "7001", SOON)
    assert await _sendable(session) == ["tam 1", "zalo 1"]
    assert await _sendable(session, SOON) == ["hoa 1", "tam 1", "zalo 1"]


async def test_holding_back_a_channel_leaves_the_other_channel(session: AsyncSession) -> None:
    for key, to in (("hoa 1", HOA), ("tam 1", TAM), ("zalo 1", To("zalo", "7001"))):
        await _add(session, key, to)
    await outbox.put_off(session, "telegram", None, SOON)
    assert await _sendable(session) == ["zalo 1"]
    assert await session.scalar(outbox.next_due_at()) == NOW, "the messenger that is well"
    assert await outbox.waiting(session, NOW) == 1


async def test_nothing_new_overtakes_what_is_held_back(session: AsyncSession) -> None:
    await _add(session, "first")
    await outbox.put_off(session, "telegram", None, SOON)
    await _add(session, "second")
    assert await _sendable(session) == []
    assert await _sendable(session, SOON) == ["first"]
    assert await session.scalar(outbox.next_due_at()) == SOON, "the second waits for its turn"
    assert await outbox.waiting(session, NOW) == 0, "who waits for calm must not wait for time to pass"


async def test_a_longer_hold_is_not_shortened(session: AsyncSession) -> None:
    await _add(session, "first")
    await outbox.put_off(session, "telegram", "7001", SOON)
    await outbox.put_off(session, "telegram", None, NOW + timedelta(seconds=5))
    assert await _sendable(session, NOW + timedelta(seconds=29)) == []
    assert await session.scalar(outbox.next_due_at()) == SOON


async def test_what_is_due_after_the_hold_is_not_touched(session: AsyncSession) -> None:
    later = SOON + timedelta(hours=1)
    await _add(session, "tomorrow", due_at=later)
    await outbox.put_off(session, "telegram", None, SOON)
    assert await session.scalar(outbox.next_due_at()) == later


async def test_a_chat_that_moved_takes_its_waiting_messages_along(session: AsyncSession) -> None:
    for key, to in (("old", HOA), ("waits", HOA), ("other", TAM), ("zalo", To("zalo", "7001"))):
        await _add(session, key, to)
    row = await _take(session)
    await outbox.settle(session, row.id, "sent", NOW)
    await outbox.move(session, "telegram", "7001", "-1007001")
    session.expire_all()
    assert {row.key: row.chat for row in await _rows(session)} == {
        "old": "7001",
        "waits": "-1007001",
        "other": "7002",
        "zalo": "7001",
    }


async def test_a_placeholder_is_remembered_and_forgotten(session: AsyncSession) -> None:
    await _add(session, "digest")
    row = await _take(session)
    for message in ("55", None):
        await outbox.remember_placeholder(session, row.id, message)
        await session.refresh(row)
        assert (row.message, row.state, row.lease_until_at) == (message, "due", None)
    assert await _sendable(session) == ["digest"]


async def test_a_released_message_goes_again_and_says_why(session: AsyncSession) -> None:
    await _add(session, "hoa 1")
    row = await _take(session)
    await outbox.release(session, row.id, "timed out")
    await session.refresh(row)
    assert (row.error, row.state) == ("timed out", "due")
    assert await _sendable(session) == ["hoa 1"]


async def test_what_was_sent_is_counted_by_kind(session: AsyncSession) -> None:
    for key, kind in (("a", Kind.REPLY), ("b", Kind.REPLY), ("c", Kind.DIGEST), ("d", Kind.DIGEST)):
        await outbox.add(session, key, kind, HOA, key, NOW)
    for row in (await _rows(session))[:3]:
        await outbox.settle(session, row.id, "sent", NOW)
    assert await outbox.counts(session, list(Kind)) == {"reply": 2, "digest": 1}
    assert await outbox.counts(session, [Kind.DIGEST]) == {"digest": 1}
