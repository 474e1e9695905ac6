"""The sender: what becomes of a message, outcome by outcome, against a messenger that plays a part."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import HeldClock
from bot.links import NO_LINKS
from bot.sender import AHEAD_SECONDS, Sender
from channels.channel import Channel
from domain.chat import Ambiguous, Blocked, Button, Later, Moved, Outcome, Outgoing, Photos, Refused, Sent
from storage import groups, outbox
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Account, Outbox
from tests.bot import sending
from tests.bot.conftest import ABLE, NEXT_PLACE, Messenger
from tests.rows import NOW, Town, build

GONE = "Bad Request: message to edit not found"


@pytest.fixture
def sender(database: Database, channels: dict[str, Channel], clock: HeldClock) -> Sender:
    return Sender(database, channels, clock, NO_LINKS)


@pytest.fixture(autouse=True)
def quiet(logged: list[dict[str, object]]) -> None:
    """What goes wrong on purpose is not printed."""


@pytest.fixture
async def town(database: Database) -> Town:
    async with database.sessions.begin() as session:
        return await build(session, "hong_bang")


async def test_nothing_to_send(sender: Sender) -> None:
    assert await sender.send_next() is None


async def test_messages_arrive_in_order_and_are_sent_once(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.add(database, "một", "hai", "ba")
    await sending.send_all(sender)
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một", "hai", "ba"]
    assert set((await sending.states(database)).values()) == {"sent"}


async def test_a_message_carries_its_buttons_and_its_picture(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.add(database, "thẻ", buttons=[[Button("Gửi", "send:1")]], photo=b"png")
    await sending.send_all(sender)
    assert messenger.delivered == [Outgoing(sending.HOA, "thẻ", buttons=((Button("Gửi", "send:1"),),), photo=b"png")]


async def test_where_there_are_no_buttons_a_message_goes_without_them(
    database: Database, sender: Sender, town: Town, messenger: Messenger
) -> None:
    messenger.can = replace(ABLE, buttons=False)
    await sending.add(database, "thẻ", buttons=[[Button("Gửi", "send:1")]])
    await sending.send_all(sender)
    assert messenger.delivered == [Outgoing(sending.HOA, "thẻ")]


async def test_a_message_for_a_messenger_that_is_switched_off_holds_up_nobody(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    async with database.sessions.begin() as session:
        await outbox.add(session, "zalo", Kind.REPLY, To("zalo", sending.HOA), "zalo", NOW)
    await sending.add(database, "một")
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một"]
    assert await sending.states(database) == {"zalo": "due", "một": "sent"}, "it waits for its messenger"


async def test_a_chat_that_must_wait_holds_up_nobody_else(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.add(database, "một", "hai")
    await sending.add(database, "tâm", chat=sending.TAM)
    messenger.waits[sending.HOA] = 0.7
    await sender.send_next()
    assert sending.texts(messenger) == ["tâm"]
    assert await sender.send_next() == 0.7, "all that is left must wait so long"
    messenger.waits[sending.HOA] = 0
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["tâm", "một", "hai"]


async def test_later_pauses_that_chat_only(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "một", "hai")
    await sending.add(database, "tâm", chat=sending.TAM)
    messenger.part = [Later(timedelta(seconds=30), "429")]
    await sending.send_all(sender)
    await sending.add(database, "ba")
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một", "tâm"]
    clock.move_to(NOW + timedelta(seconds=29))
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một", "tâm"]
    clock.move_to(NOW + timedelta(seconds=30))
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một", "tâm", "một", "hai", "ba"], "in order, none overtaken"


async def test_later_for_the_whole_bot_pauses_all(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "một", "hai")
    await sending.add(database, "tâm", chat=sending.TAM)
    messenger.part = [Later(timedelta(seconds=30), "unreachable", whole_bot=True)]
    await sending.send_all(sender)
    await sending.add(database, "tâm nữa", chat=sending.TAM)
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một"]
    clock.move_to(NOW + timedelta(seconds=30))
    await sending.send_all(sender)
    assert sending.texts(messenger, sending.HOA)[1:] == ["một", "hai"]
    assert sending.texts(messenger, sending.TAM) == ["tâm", "tâm nữa"]


async def test_a_blocked_person_is_marked_and_what_comes_next_is_not_held_up(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    await sending.add(database, "một", chat=town.officer.address)
    messenger.part = [Blocked("bot was blocked by the user")]
    await sending.send_all(sender)
    async with database.sessions() as session:
        assert (await session.get_one(Account, town.officer.id)).unreachable_at == NOW
    assert await sending.states(database) == {"một": "unreachable"}


async def test_a_group_that_threw_the_bot_out_is_marked(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    await sending.add(database, "một", chat=town.group.address)
    messenger.part = [Blocked("bot was kicked")]
    await sending.send_all(sender)
    async with database.sessions() as session:
        assert await groups.leadership(session, town.organisation.id) == []


async def test_a_group_that_moved_takes_everything_along(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    old = town.group.address
    await sending.add(database, "một", "hai", chat=old)
    messenger.part = [Moved("-100999")]
    await sending.send_all(sender)
    assert [(message.chat, message.text) for message in messenger.delivered] == [
        (old, "một"),
        ("-100999", "một"),
        ("-100999", "hai"),
    ]
    async with database.sessions() as session:
        assert await groups.at(session, "telegram", "-100999") is not None
        assert await groups.at(session, "telegram", old) is None


async def test_a_refused_message_is_given_up_and_the_next_goes(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.add(database, "một", "hai")
    messenger.part = [Refused("message is too long")]
    await sending.send_all(sender)
    assert await sending.states(database) == {"một": "refused", "hai": "sent"}


async def test_a_digest_is_a_placeholder_and_then_an_edit(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.digest(database)
    await sending.send_all(sender)
    assert messenger.delivered == [
        Outgoing(sending.GROUP, "PHƯỜNG HỒNG BÀNG"),
        Outgoing(sending.GROUP, "QUÁ HẠN: không có", edit="m1"),
    ]


async def test_a_digest_whose_edit_is_lost_is_edited_again_not_posted_again(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.digest(database)
    messenger.part = [Sent("55"), Ambiguous("timed out"), Ambiguous("timed out")]
    for _ in range(10):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [message.edit for message in messenger.delivered] == ["", "55", "55", "55"]
    assert await sending.states(database) == {"QUÁ HẠN: không có": "sent"}


async def test_a_digest_whose_placeholder_was_deleted_is_posted_once_more(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.digest(database)
    messenger.part = [Sent("55"), Refused(GONE), Sent("56")]
    await sending.send_all(sender)
    assert [message.edit for message in messenger.delivered] == ["", "55", "", "56"]
    assert await sending.states(database) == {"QUÁ HẠN: không có": "sent"}


async def test_where_nothing_can_be_edited_a_digest_goes_once_and_whole(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    messenger.can = replace(ABLE, edit=False)
    await sending.digest(database)
    messenger.part = [Later(timedelta(seconds=5), "too many")]
    for _ in range(5):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert messenger.delivered == [Outgoing(sending.GROUP, "QUÁ HẠN: không có")] * 2  # put off, then taken
    assert await sending.states(database) == {"QUÁ HẠN: không có": "sent"}


@pytest.mark.parametrize(("kind", "sent"), [(Kind.DIGEST, 1), (Kind.WARNING, 1), (Kind.PROMPT, 2)])
async def test_where_nothing_can_be_edited_a_digest_in_doubt_is_not_repeated(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock, kind: Kind, sent: int
) -> None:
    messenger.can = replace(ABLE, edit=False)
    await sending.add(database, "tin", kind=kind, title="Đề mục")
    messenger.part = [Ambiguous("timed out")]
    for _ in range(5):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert sending.texts(messenger) == ["tin"] * sent
    assert await sending.states(database) == {"tin": "sent" if sent == 2 else "ambiguous"}


async def test_a_prompt_in_doubt_goes_again_each_time_later_and_before_what_follows(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "câu 1", kind=Kind.PROMPT)
    await sending.add(database, "câu 2", kind=Kind.PROMPT)
    messenger.part = [Ambiguous("timed out")] * 3
    tried: list[datetime] = []
    while len(messenger.delivered) < 5:
        before = len(messenger.delivered)
        await sending.send_all(sender)
        tried += [clock.now()] * (len(messenger.delivered) - before)
        clock.move_to(clock.now() + timedelta(seconds=1))
    assert [int((moment - NOW).total_seconds()) for moment in tried] == [0, 4, 12, 28, 28]
    assert sending.texts(messenger) == ["câu 1"] * 4 + ["câu 2"]


async def test_a_message_that_has_had_its_day_is_dropped(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "nhắc", valid_until_at=NOW + timedelta(hours=1))
    await sending.add(database, "sau")
    clock.move_to(NOW + timedelta(hours=1, seconds=1))
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["sau"]
    assert await sending.states(database) == {"nhắc": "expired", "sau": "sent"}


@pytest.mark.parametrize("outcome", [Sent("1"), Blocked("x"), Refused("x")])
async def test_a_settled_message_holds_no_lease(
    sender: Sender, database: Database, messenger: Messenger, outcome: Outcome
) -> None:
    await sending.add(database, "một")
    messenger.part = [outcome]
    await sender.send_next()
    async with database.sessions() as session:
        row = await _only(session)
    assert (row.lease_until_at, row.attempts) == (None, 1)


async def test_what_a_dead_sender_had_in_hand_goes_again_after_its_lease(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "một")
    async with database.sessions.begin() as session:
        assert await outbox.lease(session, [(await _only(session)).id], NOW)
    assert await sender.send_next() is None
    clock.move_to(NOW + outbox.LEASE)
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["một"]


async def test_so_many_are_taken_as_there_are_places_each_for_another_chat(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    for chat in ("1", "2", "3"):
        await sending.add(database, f"{chat} một", f"{chat} hai", chat=chat)
    messenger.places = 2
    taken = await sender.pick(["telegram"], 10)
    assert isinstance(taken, list)
    assert [leased.row.text for leased in taken] == ["1 một", "2 một"]
    assert await sender.pick(["telegram"], 10) == NEXT_PLACE - AHEAD_SECONDS, "theirs are kept"
    for leased in taken:
        await sender.deliver(leased)
    assert sending.texts(messenger) == ["1 một", "2 một"]


async def test_no_more_are_taken_than_can_be_sent_at_once(sender: Sender, database: Database) -> None:
    for chat in ("1", "2", "3"):
        await sending.add(database, f"cho {chat}", chat=chat)
    taken = [await sender.pick(["telegram"], 2) for _ in range(3)]
    assert [len(one) if isinstance(one, list) else one for one in taken] == [2, 1, None]


async def test_a_message_is_taken_a_little_before_it_may_leave_and_leaves_then(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "một")
    messenger.free_at[sending.HOA] = 2 * AHEAD_SECONDS
    assert await sender.pick(["telegram"], 1) == AHEAD_SECONDS
    await clock.sleep(AHEAD_SECONDS)
    taken = await sender.pick(["telegram"], 1)
    assert isinstance(taken, list)
    await sender.deliver(taken[0])
    assert (sending.texts(messenger), clock.monotonic()) == (["một"], 2 * AHEAD_SECONDS)


async def test_many_messages_for_one_chat_that_must_wait_hide_nobody(
    sender: Sender, database: Database, messenger: Messenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender.LOOKED_AT", 5)
    await sending.add(database, *(f"tin {number}" for number in range(20)))
    await sending.add(database, "tâm", chat=sending.TAM)
    messenger.waits[sending.HOA] = 30.0
    assert await sender.send_next() == 0.0
    assert sending.texts(messenger) == ["tâm"]


async def test_what_left_before_we_led_counts(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(database, "một")
    async with database.sessions.begin() as session:
        await outbox.settle(session, (await _only(session)).id, "sent", NOW)
    clock.move_to(NOW + timedelta(seconds=7))
    for _ in range(2):
        assert await sender.send_next() is None
    assert messenger.recalled == [(sending.HOA, 7.0)], "once, before anything is sent"


async def _only(session: AsyncSession) -> Outbox:
    return (await session.execute(select(Outbox))).scalar_one()


async def test_a_chart_stands_in_for_its_title_and_is_drawn_when_it_goes(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.chart(database)
    messenger.part = [Sent("55")]
    await sending.send_all(sender)
    title, drawn = messenger.delivered
    assert (title.text, title.photo) == ("Biểu đồ", None)
    assert (drawn.text, drawn.edit, (drawn.photo or b"")[:4]) == ("Biểu đồ: 3/5", "55", b"\x89PNG")
    assert await sending.states(database) == {"Biểu đồ: 3/5": "sent"}


@pytest.mark.parametrize("photos", [Photos.URL, Photos.NONE])
async def test_a_chart_is_dropped_where_no_pictures_go(
    sender: Sender, database: Database, messenger: Messenger, photos: Photos
) -> None:
    messenger.can = replace(ABLE, photos=photos)
    await sending.chart(database)
    await sending.add(database, "sau", chat=sending.GROUP)
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["sau"]
    assert await sending.states(database) == {"Biểu đồ: 3/5": "dropped", "sau": "sent"}


async def test_a_chart_in_doubt_is_not_repeated_where_nothing_can_be_edited(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    messenger.can = replace(ABLE, edit=False)
    await sending.chart(database)
    messenger.part = [Ambiguous("timed out")]
    await sending.send_all(sender)
    clock.move_to(clock.now() + timedelta(minutes=1))
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["Biểu đồ: 3/5"]
    assert await sending.states(database) == {"Biểu đồ: 3/5": "ambiguous"}


async def test_a_chart_that_cannot_be_drawn_holds_up_nobody(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await sending.chart(database, {"bars": []})
    await sending.add(database, "sau", chat=sending.GROUP)
    await sending.send_all(sender)
    assert sending.texts(messenger) == ["Biểu đồ", "sau"]
    assert await sending.states(database) == {"Biểu đồ: 3/5": "refused", "sau": "sent"}
