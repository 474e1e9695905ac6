"""The sender: what becomes of a message, outcome by outcome, against a messenger that plays a part."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import handlers
from bot.clock import HeldClock
from bot.links import NO_LINKS, Links
from bot.sender import Sender
from bot.wording import TYPED
from channels.channel import Channel
from domain.chat import Ambiguous, Blocked, Button, Capabilities, Later, Moved, Outcome, Outgoing, Photos, Refused, Sent
from locales import CATALOGUES, speak
from storage import groups, outbox
from storage.database import Database
from storage.outbox import Kind, To
from storage.tables import Account, Outbox
from tests.bot.conftest import ABLE, Messenger
from tests.rows import NOW, Town, build

HOA, TAM, GROUP = "7001", "7002", "-1001"
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


async def _add(database: Database, *texts: str, chat: str = HOA, kind: Kind = Kind.REPLY, **more: object) -> None:
    async with database.sessions.begin() as session:
        for text in texts:
            await outbox.add(session, text, kind, To("telegram", chat), text, NOW, **more)  # type: ignore[arg-type]  # whatever add() takes


async def _digest(database: Database) -> None:
    await _add(database, "QUÁ HẠN: không có", chat=GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG")


async def _send_all(sender: Sender) -> None:
    """Everything that may be sent now."""
    while await sender.send_next() == 0.0:
        pass


async def _states(database: Database) -> dict[str, str]:
    async with database.sessions() as session:
        return dict((await session.execute(select(Outbox.text, Outbox.state).order_by(Outbox.id))).all())


def _texts(messenger: Messenger, chat: str = "") -> list[str]:
    return [message.text for message in messenger.delivered if not chat or message.chat == chat]


async def test_nothing_to_send(sender: Sender) -> None:
    assert await sender.send_next() is None


async def test_messages_arrive_in_order_and_are_sent_once(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await _add(database, "một", "hai", "ba")
    await _send_all(sender)
    await _send_all(sender)
    assert _texts(messenger) == ["một", "hai", "ba"]
    assert set((await _states(database)).values()) == {"sent"}


async def test_a_message_carries_its_buttons_and_its_picture(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await _add(database, "thẻ", buttons=[[Button("Gửi", "send:1")]], photo=b"png")
    await _send_all(sender)
    assert messenger.delivered == [Outgoing(HOA, "thẻ", buttons=((Button("Gửi", "send:1"),),), photo=b"png")]


async def test_where_there_are_no_buttons_a_message_goes_without_them(
    database: Database, sender: Sender, town: Town, messenger: Messenger
) -> None:
    messenger.can = replace(ABLE, buttons=False)
    await _add(database, "thẻ", buttons=[[Button("Gửi", "send:1")]])
    await _send_all(sender)
    assert messenger.delivered == [Outgoing(HOA, "thẻ")]


async def test_a_message_for_a_messenger_that_is_switched_off_holds_up_nobody(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    async with database.sessions.begin() as session:
        await outbox.add(session, "zalo", Kind.REPLY, To("zalo", HOA), "zalo", NOW)
    await _add(database, "một")
    await _send_all(sender)
    assert _texts(messenger) == ["một"]
    assert await _states(database) == {"zalo": "due", "một": "sent"}, "it waits for its messenger"


async def test_a_chat_that_must_wait_holds_up_nobody_else(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await _add(database, "một", "hai")
    await _add(database, "tâm", chat=TAM)
    messenger.waits[HOA] = 0.7
    await sender.send_next()
    assert _texts(messenger) == ["tâm"]
    assert await sender.send_next() == 0.7, "all that is left must wait so long"
    messenger.waits[HOA] = 0
    await _send_all(sender)
    assert _texts(messenger) == ["tâm", "một", "hai"]


async def test_later_pauses_that_chat_only(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "một", "hai")
    await _add(database, "tâm", chat=TAM)
    messenger.part = [Later(timedelta(seconds=30), "429")]
    await _send_all(sender)
    await _add(database, "ba")
    await _send_all(sender)
    assert _texts(messenger) == ["một", "tâm"]
    clock.move_to(NOW + timedelta(seconds=29))
    await _send_all(sender)
    assert _texts(messenger) == ["một", "tâm"]
    clock.move_to(NOW + timedelta(seconds=30))
    await _send_all(sender)
    assert _texts(messenger) == ["một", "tâm", "một", "hai", "ba"], "in order, none overtaken"


async def test_later_for_the_whole_bot_pauses_all(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "một", "hai")
    await _add(database, "tâm", chat=TAM)
    messenger.part = [Later(timedelta(seconds=30), "unreachable", whole_bot=True)]
    await _send_all(sender)
    await _add(database, "tâm nữa", chat=TAM)
    await _send_all(sender)
    assert _texts(messenger) == ["một"]
    clock.move_to(NOW + timedelta(seconds=30))
    await _send_all(sender)
    assert _texts(messenger, HOA)[1:] == ["một", "hai"]
    assert _texts(messenger, TAM) == ["tâm", "tâm nữa"]


async def test_a_blocked_person_is_marked_and_what_comes_next_is_not_held_up(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    await _add(database, "một", chat=town.officer.address)
    messenger.part = [Blocked("bot was blocked by the user")]
    await _send_all(sender)
    async with database.sessions() as session:
        assert (await session.get_one(Account, town.officer.id)).unreachable_at == NOW
    assert await _states(database) == {"một": "unreachable"}


async def test_a_group_that_threw_the_bot_out_is_marked(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    await _add(database, "một", chat=town.group.address)
    messenger.part = [Blocked("bot was kicked")]
    await _send_all(sender)
    async with database.sessions() as session:
        assert await groups.leadership(session, town.organisation.id) == []


async def test_a_group_that_moved_takes_everything_along(
    sender: Sender, database: Database, messenger: Messenger, town: Town
) -> None:
    old = town.group.address
    await _add(database, "một", "hai", chat=old)
    messenger.part = [Moved("-100999")]
    await _send_all(sender)
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
    await _add(database, "một", "hai")
    messenger.part = [Refused("message is too long")]
    await _send_all(sender)
    assert await _states(database) == {"một": "refused", "hai": "sent"}


async def test_a_digest_is_a_placeholder_and_then_an_edit(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await _digest(database)
    await _send_all(sender)
    assert messenger.delivered == [
        Outgoing(GROUP, "PHƯỜNG HỒNG BÀNG"),
        Outgoing(GROUP, "QUÁ HẠN: không có", edit="m1"),
    ]


async def test_a_digest_whose_edit_is_lost_is_edited_again_not_posted_again(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _digest(database)
    messenger.part = [Sent("55"), Ambiguous("timed out"), Ambiguous("timed out")]
    for _ in range(10):
        await _send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [message.edit for message in messenger.delivered] == ["", "55", "55", "55"]
    assert await _states(database) == {"QUÁ HẠN: không có": "sent"}


async def test_a_digest_whose_placeholder_was_deleted_is_posted_once_more(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    await _digest(database)
    messenger.part = [Sent("55"), Refused(GONE), Sent("56")]
    await _send_all(sender)
    assert [message.edit for message in messenger.delivered] == ["", "55", "", "56"]
    assert await _states(database) == {"QUÁ HẠN: không có": "sent"}


@pytest.mark.parametrize(("kind", "sent"), [(Kind.DIGEST, 1), (Kind.WARNING, 1), (Kind.PROMPT, 2)])
async def test_where_nothing_can_be_edited_a_digest_in_doubt_is_not_repeated(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock, kind: Kind, sent: int
) -> None:
    messenger.can = replace(ABLE, edit=False)
    await _add(database, "tin", kind=kind, title="Đề mục")
    messenger.part = [Ambiguous("timed out")]
    for _ in range(5):
        await _send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert _texts(messenger) == ["tin"] * sent
    assert await _states(database) == {"tin": "sent" if sent == 2 else "ambiguous"}


async def test_a_prompt_in_doubt_goes_again_each_time_later_and_before_what_follows(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "câu 1", kind=Kind.PROMPT)
    await _add(database, "câu 2", kind=Kind.PROMPT)
    messenger.part = [Ambiguous("timed out")] * 3
    tried: list[datetime] = []
    while len(messenger.delivered) < 5:
        before = len(messenger.delivered)
        await _send_all(sender)
        tried += [clock.now()] * (len(messenger.delivered) - before)
        clock.move_to(clock.now() + timedelta(seconds=1))
    assert [int((moment - NOW).total_seconds()) for moment in tried] == [0, 4, 12, 28, 28]
    assert _texts(messenger) == ["câu 1"] * 4 + ["câu 2"]


async def test_a_message_that_has_had_its_day_is_dropped(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "nhắc", valid_until_at=NOW + timedelta(hours=1))
    await _add(database, "sau")
    clock.move_to(NOW + timedelta(hours=1, seconds=1))
    await _send_all(sender)
    assert _texts(messenger) == ["sau"]
    assert await _states(database) == {"nhắc": "expired", "sau": "sent"}


@pytest.mark.parametrize("outcome", [Sent("1"), Blocked("x"), Refused("x")])
async def test_a_settled_message_holds_no_lease(
    sender: Sender, database: Database, messenger: Messenger, outcome: Outcome
) -> None:
    await _add(database, "một")
    messenger.part = [outcome]
    await sender.send_next()
    async with database.sessions() as session:
        row = await _only(session)
    assert (row.lease_until_at, row.attempts) == (None, 1)


async def test_what_a_dead_sender_had_in_hand_goes_again_after_its_lease(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "một")
    async with database.sessions.begin() as session:
        assert await outbox.lease(session, await _only(session), NOW)
    assert await sender.send_next() is None
    clock.move_to(NOW + outbox.LEASE)
    await _send_all(sender)
    assert _texts(messenger) == ["một"]


async def _only(session: AsyncSession) -> Outbox:
    return (await session.execute(select(Outbox))).scalar_one()


LINKS = Links("https://baocao.example.gov.vn", bytes(32))
LITTLE = replace(ABLE, buttons=False, edit=False, files=False, photos=Photos.URL, max_text=2000)


@pytest.mark.parametrize(
    ("can", "goes_as"),
    [
        (ABLE, "a file"),
        (LITTLE, "a link"),
        (replace(ABLE, file_kinds=frozenset({".pdf", ".csv"})), "a link"),
        (replace(ABLE, file_kinds=frozenset({".pdf", ".xlsx"})), "a file"),
    ],
)
async def test_a_file_goes_as_the_messenger_takes_it(
    database: Database,
    channels: dict[str, Channel],
    messenger: Messenger,
    clock: HeldClock,
    can: Capabilities,
    goes_as: str,
) -> None:
    messenger.can = can
    await _add(database, "Biểu", document=b"excel", file_name="VHXH.XLSX")
    await _send_all(Sender(database, channels, clock, LINKS))
    (sent,) = messenger.delivered
    if goes_as == "a file":
        assert (sent.text, sent.document) == ("Biểu", b"excel")
    else:
        assert sent.document is None
        (link,) = re.findall(r"https://\S+", sent.text)
        assert sent.text == f"Biểu\nTải bảng tại: {link} (đến 08:00 16/11)"
        assert LINKS.row_id(link.rpartition("/")[2], NOW) == 1


async def test_a_file_in_doubt_has_the_same_link_when_sent_again(
    database: Database, channels: dict[str, Channel], messenger: Messenger, clock: HeldClock
) -> None:
    messenger.can = LITTLE
    messenger.part = [Ambiguous("timed out")]
    sender = Sender(database, channels, clock, LINKS)
    await _add(database, "Biểu", document=b"excel", file_name="a.xlsx")
    for _ in range(3):
        await _send_all(sender)
        clock.move_to(clock.now() + timedelta(minutes=1))
    first, again = _texts(messenger)
    assert first == again


async def test_without_a_site_of_ours_it_is_said_how_else_to_get_the_file(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    messenger.can = LITTLE
    await _add(database, "Biểu", document=b"excel", file_name="a.xlsx")
    await _send_all(sender)
    (sent,) = messenger.delivered
    assert sent.document is None
    assert sent.text.startswith("Biểu\nỨng dụng này không nhận được tệp.")
    assert "https" not in sent.text


@pytest.mark.parametrize(("photos", "how"), [(Photos.BYTES, "bytes"), (Photos.URL, "url"), (Photos.NONE, "")])
async def test_a_picture_goes_as_the_messenger_takes_it(
    database: Database, channels: dict[str, Channel], messenger: Messenger, clock: HeldClock, photos: Photos, how: str
) -> None:
    messenger.can = replace(ABLE, photos=photos)
    await _add(database, "Mã mời", photo=b"png")
    await _send_all(Sender(database, channels, clock, LINKS))
    (sent,) = messenger.delivered
    assert sent.text == "Mã mời"
    assert sent.photo == (b"png" if how == "bytes" else None)
    assert sent.photo_url.startswith("https://baocao.example.gov.vn/tep/1-") == (how == "url")


@pytest.mark.parametrize("lines", [10, 60, 400])
async def test_a_text_with_a_file_fits_every_messenger(
    database: Database, channels: dict[str, Channel], messenger: Messenger, clock: HeldClock, lines: int
) -> None:
    messenger.can = LITTLE
    await _add(database, "\n".join([LONG_LINE] * lines), document=b"excel", file_name="a.xlsx")
    await _send_all(Sender(database, channels, clock, LINKS))
    assert max(len(text) for text in _texts(messenger)) <= LITTLE.max_text
    assert "\n".join(_texts(messenger)).count(LONG_LINE) == lines


LONG_LINE = "5. Phòng Kinh tế, Hạ tầng và Đô thị: 87,5 điểm"


async def test_a_digest_in_parts_that_cannot_be_edited_is_posted_once_each(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    messenger.can = LITTLE
    text = "\n".join([LONG_LINE] * 60)
    await _add(database, text, chat=GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG")
    messenger.part = [Ambiguous("timed out")]
    for _ in range(5):
        await _send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [text[:6] for text in _texts(messenger)] == ["(1/2) ", "(2/2) "], "whole, at once, and no title alone"


async def test_a_digest_in_parts_is_a_placeholder_and_an_edit_for_each(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await _add(database, "\n".join([LONG_LINE] * 60), chat=GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG")
    messenger.part = [Sent("1"), Ambiguous("timed out"), Sent("1"), Sent("2"), Ambiguous("timed out")]
    for _ in range(5):
        await _send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [message.edit for message in messenger.delivered] == ["", "1", "1", "", "2", "2"]
    assert [message.text for message in messenger.delivered if not message.edit] == [
        "(1/2) PHƯỜNG HỒNG BÀNG",
        "(2/2) PHƯỜNG HỒNG BÀNG",
    ]


@pytest.mark.parametrize("key", list(TYPED))
@pytest.mark.parametrize("locale", list(CATALOGUES))
def test_what_is_typed_for_a_button_is_understood(key: str, locale: str) -> None:
    command, _ = handlers.find(speak(locale)(TYPED[key]))
    assert command is not None
    assert command.name == ("nhaclai" if "snooze" in key else "xoatep")


@pytest.mark.parametrize(
    ("label", "said"),
    [("Nhắc lại chiều nay", '\nCó thể gõ: "nhắc lại chiều nay".'), ("Xóa ảnh", '\nCó thể gõ: "xóa ảnh".'), ("Gửi", "")],
)
@pytest.mark.parametrize("has_buttons", [True, False])
async def test_where_nothing_can_be_tapped_what_to_type_is_said(
    sender: Sender, database: Database, messenger: Messenger, label: str, said: str, has_buttons: bool
) -> None:
    messenger.can = replace(ABLE, buttons=has_buttons)
    await _add(database, "Đã nhận ảnh cho câu 1.", buttons=[[Button(label, "x")]])
    await _send_all(sender)
    (sent,) = messenger.delivered
    assert sent.text == "Đã nhận ảnh cho câu 1." + ("" if has_buttons else said)
    assert bool(sent.buttons) == has_buttons


async def test_what_to_type_has_room_under_the_longest_text(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    messenger.can = LITTLE
    both = [[Button("Nhắc lại chiều nay", "x"), Button("Nhắc lại sáng mai", "y"), Button("Xóa ảnh", "z")]]
    await _add(database, "ế" * (outbox.MAX_TEXT - outbox.TYPED_ROOM), buttons=both)
    await _send_all(sender)
    (sent,) = messenger.delivered
    assert LITTLE.max_text - 40 < len(sent.text) <= LITTLE.max_text
