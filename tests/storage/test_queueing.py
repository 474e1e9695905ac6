"""Who is next: the most urgent first, each chat in its own order; and what a messenger has counted of late."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox, queueing
from storage.outbox import Kind, To
from storage.queueing import Waiting
from storage.tables import Outbox
from tests.rows import NOW

CHANNELS = {"telegram", "zalo"}


def waiting(chat: str, messages: int = 1, *, ago: float = 0.0, presses: bool = False) -> Waiting:
    return Waiting("telegram", chat, messages, NOW - timedelta(seconds=ago), presses)


async def _add(session: AsyncSession, key: str, chat: str, kind: Kind = Kind.PROMPT, channel: str = "telegram") -> None:
    await outbox.add(session, key, kind, To(channel, chat), key, NOW)


async def _told(session: AsyncSession, *, only_answers: bool = False) -> list[tuple[str, int]]:
    found = await queueing.chats(session, NOW, CHANNELS, only_answers=only_answers)
    return [(one.chat, one.messages) for one in found]


async def _next(session: AsyncSession, *, only_answers: bool = False) -> list[str]:
    found = await queueing.chats(session, NOW, CHANNELS, only_answers=only_answers)
    return [row.key for row in await queueing.firsts(session, found, NOW, only_answers=only_answers)]


@pytest.mark.parametrize(
    ("chats", "first"),
    [
        ([waiting("one"), waiting("many", 20)], "many"),
        ([waiting("one", ago=30), waiting("many", 20)], "one"),
        ([waiting("many", 20, ago=300), waiting("asked", presses=True)], "asked"),
        ([waiting("new"), waiting("old", ago=1)], "old"),
    ],
    ids=["who has most to get", "but none waits for that for ever", "an answer before all that", "then the oldest"],
)
def test_the_most_urgent(chats: list[Waiting], first: str) -> None:
    assert min(chats, key=lambda one: one.urgency).chat == first


async def test_chats_are_told_with_what_waits_for_them(session: AsyncSession) -> None:
    for number in range(3):
        await _add(session, f"hoa {number}", "7001")
    await _add(session, "tam", "7002")
    await _add(session, "same number elsewhere", "7001", channel="zalo")
    await _add(session, "off", "7003", channel="messenger nobody asks for")
    assert await _told(session) == [("7001", 3), ("7002", 1), ("7001", 1)]
    assert await _next(session) == ["hoa 0", "tam", "same number elsewhere"]


async def test_whoever_waits_for_an_answer_gets_what_stands_before_it_first(session: AsyncSession) -> None:
    for number in range(3):
        await _add(session, f"prompt {number}", str(number))
    await _add(session, "answer", "2", Kind.REPLY)
    assert await _next(session) == ["prompt 2", "prompt 0", "prompt 1"], "and the answer right after it"
    assert await _next(session, only_answers=True) == ["answer"], "as if there were no prompts"


async def test_a_chat_waits_as_long_as_its_next_message_does(session: AsyncSession) -> None:
    for key, chat, ago in (("long wait", "7001", 9), ("next", "7002", 5), ("behind it", "7002", 60)):
        to = To("telegram", chat)
        await outbox.add(session, key, Kind.PROMPT, to, key, NOW, due_at=NOW - timedelta(seconds=ago))
    assert await _next(session) == ["long wait", "next"]


async def test_whose_first_message_is_held_back_gets_none(session: AsyncSession) -> None:
    await _add(session, "held", "7001")
    await outbox.put_off(session, "telegram", "7001", NOW + timedelta(seconds=9))
    await _add(session, "later", "7001")
    await _add(session, "free", "7002")
    assert await _next(session) == ["free"]


async def test_one_chat_with_very_much_to_get_is_not_all_there_is(session: AsyncSession) -> None:
    for number in range(5):
        await _add(session, f"hoa {number}", "7001")
    await _add(session, "tam", "7002")
    found = await queueing.chats(session, NOW, CHANNELS, looked_at=5)
    assert ([one.chat for one in found], queueing.is_all(found, 5)) == (["7001"], False)
    found = await queueing.chats(session, NOW, CHANNELS, looked_at=50)
    assert ([one.chat for one in found], queueing.is_all(found, 50)) == (["7001", "7002"], True)


async def test_what_went_of_late_and_what_may_have_is_told(session: AsyncSession) -> None:
    for key in ("long ago", "sent", "refused", "expired", "in a dead hand", "in a hand", "never tried"):
        await _add(session, key, key)
    await outbox.add(session, "digest", Kind.DIGEST, To("telegram", "-1"), "số liệu", NOW, title="PHƯỜNG")
    await _add(session, "elsewhere", "7001", channel="zalo")
    ids = dict((await session.execute(select(Outbox.key, Outbox.id))).all())
    for key, state, ago in (
        ("long ago", "sent", 61),
        ("sent", "sent", 59),
        ("refused", "refused", 3),
        ("expired", "expired", 3),
        ("digest", "sent", 2),
        ("elsewhere", "sent", 1),
    ):
        await outbox.settle(session, ids[key], state, NOW - timedelta(seconds=ago))
    assert await outbox.lease(session, [ids["in a dead hand"]], NOW - timedelta(seconds=9))
    await outbox.release_all(session)
    await outbox.release(session, ids["in a hand"], "timed out before")
    assert await outbox.lease(session, [ids["in a hand"]], NOW - timedelta(seconds=9))
    left = await queueing.left(session, "telegram", NOW, timedelta(minutes=1))
    assert [(chat, (NOW - at).seconds) for chat, at in left] == [
        ("sent", 59),
        ("refused", 3),
        ("-1", 2),  # the placeholder
        ("-1", 2),  # its edit
        ("in a dead hand", 0),  # nobody knows when
        ("in a hand", 0),
    ]
