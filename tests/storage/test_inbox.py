"""The inbox: an update is kept once, handed out in its chat's order, and steps aside when it cannot be handled."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.chat import Update
from storage import inbox
from storage.tables import Inbox
from tests.rows import NOW

HOA, TAM = "7001", "7002"


async def _keep(session: AsyncSession, *events: tuple[str, str]) -> int:
    return await inbox.keep(session, "telegram", [Update(key, chat, "{}") for key, chat in events], NOW)


async def _claim(session: AsyncSession, seconds: float = 0, limit: int = 1) -> list[inbox.InHand]:
    return await inbox.claim(session, NOW + timedelta(seconds=seconds), ["telegram", "zalo"], limit)


async def _next(session: AsyncSession, seconds: float = 0) -> str | None:
    """Which update is next; it is given back."""
    for row in await _claim(session, seconds):
        key = row.event_key
        await inbox.release(session, row)
        return key
    return None


async def _row(session: AsyncSession, key: str) -> Inbox:
    return (await session.execute(select(Inbox).where(Inbox.event_key == key))).scalar_one()


async def test_a_second_delivery_changes_nothing(session: AsyncSession) -> None:
    assert await _keep(session, ("1", HOA), ("2", HOA)) == 2
    assert await _keep(session, ("2", HOA), ("3", HOA)) == 1
    assert await inbox.keep(session, "zalo", [Update("1", HOA, "{}")], NOW) == 1, "another messenger counts for itself"
    assert len((await session.execute(select(Inbox.id))).scalars().all()) == 4
    assert await inbox.waiting(session, NOW) == 2, "one for each chat: the others wait behind it"


async def test_an_update_delivered_again_after_its_handling_is_not_handled_again(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    [row] = await _claim(session)
    assert await inbox.done(session, [row], NOW)
    assert await _keep(session, ("1", HOA)) == 0
    assert await _next(session) is None


async def test_updates_are_handed_out_in_the_order_in_which_they_came(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA), ("2", TAM), ("3", HOA))
    order = []
    while claimed := await _claim(session):
        order.append(claimed[0].event_key)
        await inbox.done(session, [claimed[0]], NOW)
    assert order == ["1", "2", "3"]


async def test_of_each_chat_one_is_in_hand_at_a_time(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA), ("2", TAM), ("3", HOA), ("4", TAM))
    taken = await _claim(session, limit=10)
    assert [row.event_key for row in taken] == ["1", "2"]
    assert await _claim(session, limit=10) == [], "the others wait behind them"
    await inbox.done(session, [taken[0]], NOW)
    assert await _next(session) == "3"


async def test_who_lost_an_update_to_somebody_else_may_not_close_it(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    [slow] = await _claim(session)
    [quick] = await _claim(session, seconds=inbox.LEASE.total_seconds())
    assert quick.id == slow.id, "its lease was over"
    assert not await inbox.done(session, [slow], NOW)
    assert await inbox.done(session, [quick], NOW)


async def test_what_wants_a_file_is_handed_out_to_whoever_fetches(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA), ("2", HOA))
    [row] = await _claim(session)
    await inbox.set_aside(session, row)
    assert await _claim(session) == [], "nothing of this chat overtakes it"
    [again] = await inbox.claim(session, NOW, ["telegram"], 1, with_file=True)
    assert again.event_key == "1"
    assert await inbox.done(session, [again], NOW)
    assert await _next(session) == "2"


async def test_a_failure_of_the_database_does_not_count_as_a_try(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    for _ in range(inbox.MAX_ATTEMPTS + 1):
        assert not await inbox.step_aside(session, (await _row(session, "1")).id, "away", NOW, counts=False)
    assert await _next(session) is None
    assert await _next(session, seconds=5) == "1"


async def test_what_is_closed_already_does_not_come_back_when_the_word_of_its_commit_was_lost(
    session: AsyncSession,
) -> None:
    await _keep(session, ("1", HOA), ("2", TAM))
    row, other = await _claim(session, limit=2)
    assert await inbox.done(session, [row], NOW)
    for one, lease in ((row, NOW + inbox.LEASE), (other, NOW)):  # the other is in other hands by now
        assert not await inbox.step_aside(session, one.id, "away", NOW, lease=lease, counts=False)
    assert (await _row(session, "1")).state == "done"
    assert (await _row(session, "2")).lease_until_at == NOW + inbox.LEASE


async def test_a_chat_waits_behind_its_poison_update_and_the_others_go_on(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA), ("2", HOA), ("3", TAM))
    await inbox.step_aside(session, (await _row(session, "1")).id, "ValueError: what is this", NOW)
    assert await _next(session) == "3"
    assert await _next(session, seconds=1.9) == "3"
    assert await _next(session, seconds=2) == "1"


async def test_each_failure_waits_longer_and_the_fifth_is_the_last(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA), ("2", HOA))
    row = await _row(session, "1")
    waits, given_up = [], []
    for _ in range(inbox.MAX_ATTEMPTS):
        given_up.append(await inbox.step_aside(session, row.id, "ValueError: what is this", NOW))
        waits.append((row.next_attempt_at - NOW).total_seconds())
    assert waits == [2, 4, 8, 16, 32]
    assert given_up == [False, False, False, False, True]
    assert (row.state, row.attempts, row.error) == ("dead", 5, "ValueError: what is this")
    assert await _next(session) == "2", "what lies behind it is free"


async def test_an_update_is_closed_once(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    in_hand = await _claim(session)
    assert await inbox.done(session, in_hand, NOW)
    assert not await inbox.done(session, in_hand, NOW)
    row = await _row(session, "1")
    assert (row.state, row.handled_at) == ("done", NOW)


async def test_two_messengers_may_use_the_same_chat_number(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    await inbox.keep(session, "zalo", [Update("2", HOA, "{}")], NOW)
    await inbox.step_aside(session, (await _row(session, "1")).id, "ValueError", NOW)
    assert await _next(session) == "2"


async def test_what_came_by_a_messenger_that_has_not_started_waits_for_it(session: AsyncSession) -> None:
    await _keep(session, ("1", HOA))
    await inbox.keep(session, "zalo", [Update("2", HOA, "{}")], NOW)
    [row] = await inbox.claim(session, NOW, ["zalo"], 10)
    assert row.event_key == "2"
    assert await inbox.claim(session, NOW, [], 10) == []
