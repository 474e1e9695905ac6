"""Groups: found by address, moved once, left and come back to."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage import conversations, groups
from storage.conversations import Step
from tests.rows import NOW, Town


async def test_a_group_moves_once(session: AsyncSession, town: Town) -> None:
    old = town.group.address
    assert await groups.move(session, "telegram", old, "-100999")
    assert not await groups.move(session, "telegram", old, "-100999"), "told a second time"
    found = await groups.at(session, "telegram", "-100999")
    assert found is not None
    assert found.id == town.group.id
    assert await groups.at(session, "telegram", old) is None


async def test_a_group_of_another_messenger_is_another_group(session: AsyncSession, town: Town) -> None:
    assert await groups.at(session, "zalo", town.group.address) is None
    assert not await groups.move(session, "zalo", town.group.address, "1")


async def test_a_group_hears_nothing_while_the_bot_is_out(session: AsyncSession, town: Town) -> None:
    town.group.next_digest_at = NOW
    await session.flush()
    for left_at, hears in ((NOW, False), (None, True)):
        await groups.mark_left(session, "telegram", town.group.address, left_at)
        assert bool(await groups.leadership(session, town.organisation.id)) is hears
        assert bool(await groups.due_for_digest(session, NOW)) is hears


async def test_a_digest_is_due_when_its_time_has_come(session: AsyncSession, town: Town, other_town: Town) -> None:
    town.group.next_digest_at = NOW
    other_town.group.next_digest_at = NOW - timedelta(minutes=1)
    await session.flush()
    first = await groups.due_for_digest(session, NOW)
    assert first is not None
    assert first.id == other_town.group.id
    assert await groups.due_for_digest(session, NOW - timedelta(hours=1)) is None


async def test_a_conversation_is_a_row_that_outlives_the_process(session: AsyncSession, town: Town) -> None:
    talk = await conversations.of(session, town.officer)
    assert (talk.step, talk.figure_id) == (Step.IDLE, None)
    conversations.take_up(talk, town.figures[1], Step.CONFIRM, {"readings": [{"number": "1"}]})
    await session.flush()
    await session.refresh(talk)
    again = await conversations.of(session, town.officer)
    assert (again.step, again.figure_id, again.figure_version) == (Step.CONFIRM, town.figures[1].id, 0)
    assert again.candidates == {"readings": [{"number": "1"}]}


async def test_an_empty_hand_holds_nothing(session: AsyncSession, town: Town) -> None:
    talk = await conversations.of(session, town.officer)
    conversations.take_up(talk, town.figures[0], Step.ANSWER)
    conversations.take_up(talk, None, Step.IDLE)
    assert (talk.figure_id, talk.figure_version, talk.candidates) == (None, None, None)
