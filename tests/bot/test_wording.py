"""How a message is put for a messenger that can do less: what to type, where the file is, how a group calls the bot."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import HeldClock
from bot.links import NO_LINKS, Links
from bot.sender import Sender
from bot.wording import TYPED
from channels.channel import Channel
from domain.chat import Ambiguous, Button, Capabilities, Photos, Sent
from handlers import table
from locales import CATALOGUES, speak
from storage import outbox
from storage.database import Database
from storage.outbox import Kind
from tests.bot import sending
from tests.bot.conftest import ABLE, Messenger
from tests.rows import NOW, Town, build


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
    await sending.add(database, "Biểu", document=b"excel", file_name="VHXH.XLSX")
    await sending.send_all(Sender(database, channels, clock, LINKS))
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
    await sending.add(database, "Biểu", document=b"excel", file_name="a.xlsx")
    for _ in range(3):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(minutes=1))
    first, again = sending.texts(messenger)
    assert first == again


async def test_without_a_site_of_ours_it_is_said_how_else_to_get_the_file(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    messenger.can = LITTLE
    await sending.add(database, "Biểu", document=b"excel", file_name="a.xlsx")
    await sending.send_all(sender)
    (sent,) = messenger.delivered
    assert sent.document is None
    assert sent.text.startswith("Biểu\nỨng dụng này không nhận được tệp.")
    assert "https" not in sent.text


@pytest.mark.parametrize(("photos", "how"), [(Photos.BYTES, "bytes"), (Photos.URL, "url"), (Photos.NONE, "")])
async def test_a_picture_goes_as_the_messenger_takes_it(
    database: Database, channels: dict[str, Channel], messenger: Messenger, clock: HeldClock, photos: Photos, how: str
) -> None:
    messenger.can = replace(ABLE, photos=photos)
    await sending.add(database, "Mã mời", photo=b"png")
    await sending.send_all(Sender(database, channels, clock, LINKS))
    (sent,) = messenger.delivered
    assert sent.text == "Mã mời"
    assert sent.photo == (b"png" if how == "bytes" else None)
    assert sent.photo_url.startswith("https://baocao.example.gov.vn/tep/1-") == (how == "url")


@pytest.mark.parametrize("lines", [10, 60, 400])
async def test_a_text_with_a_file_fits_every_messenger(
    database: Database, channels: dict[str, Channel], messenger: Messenger, clock: HeldClock, lines: int
) -> None:
    messenger.can = LITTLE
    await sending.add(database, "\n".join([LONG_LINE] * lines), document=b"excel", file_name="a.xlsx")
    await sending.send_all(Sender(database, channels, clock, LINKS))
    assert max(len(text) for text in sending.texts(messenger)) <= LITTLE.max_text
    assert "\n".join(sending.texts(messenger)).count(LONG_LINE) == lines


LONG_LINE = "5. Phòng Kinh tế, Hạ tầng và Đô thị: 87,5 điểm"


async def test_a_digest_in_parts_that_cannot_be_edited_is_posted_once_each(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    messenger.can = LITTLE
    text = "\n".join([LONG_LINE] * 60)
    await sending.add(database, text, chat=sending.GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG")
    messenger.part = [Ambiguous("timed out")]
    for _ in range(5):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [text[:6] for text in sending.texts(messenger)] == ["(1/2) ", "(2/2) "], "whole, at once, and no title alone"


async def test_a_digest_in_parts_is_a_placeholder_and_an_edit_for_each(
    sender: Sender, database: Database, messenger: Messenger, clock: HeldClock
) -> None:
    await sending.add(
        database, "\n".join([LONG_LINE] * 60), chat=sending.GROUP, kind=Kind.DIGEST, title="PHƯỜNG HỒNG BÀNG"
    )
    messenger.part = [Sent("1"), Ambiguous("timed out"), Sent("1"), Sent("2"), Ambiguous("timed out")]
    for _ in range(5):
        await sending.send_all(sender)
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert [message.edit for message in messenger.delivered] == ["", "1", "1", "", "2", "2"]
    assert [message.text for message in messenger.delivered if not message.edit] == [
        "(1/2) PHƯỜNG HỒNG BÀNG",
        "(2/2) PHƯỜNG HỒNG BÀNG",
    ]


@pytest.mark.parametrize("key", list(TYPED))
@pytest.mark.parametrize("locale", list(CATALOGUES))
def test_what_is_typed_for_a_button_is_understood(key: str, locale: str) -> None:
    command, _ = table.find(speak(locale)(TYPED[key]))
    assert command is not None
    done_by = {"button.undo": "hoantac", "button.drop.photo": "xoatep", "button.drop.file": "xoatep"}
    assert command.name == done_by.get(key, "nhaclai")


@pytest.mark.parametrize(
    ("label", "said"),
    [("Nhắc lại chiều nay", '\nCó thể gõ: "nhắc lại chiều nay".'), ("Xóa ảnh", '\nCó thể gõ: "xóa ảnh".'), ("Gửi", "")],
)
@pytest.mark.parametrize("has_buttons", [True, False])
async def test_where_nothing_can_be_tapped_what_to_type_is_said(
    sender: Sender, database: Database, messenger: Messenger, label: str, said: str, has_buttons: bool
) -> None:
    messenger.can = replace(ABLE, buttons=has_buttons)
    await sending.add(database, "Đã nhận ảnh cho câu 1.", buttons=[[Button(label, "x")]])
    await sending.send_all(sender)
    (sent,) = messenger.delivered
    assert sent.text == "Đã nhận ảnh cho câu 1." + ("" if has_buttons else said)
    assert bool(sent.buttons) == has_buttons


async def test_what_to_type_has_room_under_the_longest_text(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    messenger.can = LITTLE
    both = [[Button("Nhắc lại chiều nay", "x"), Button("Nhắc lại sáng mai", "y"), Button("Xóa ảnh", "z")]]
    await sending.add(database, "ế" * (outbox.MAX_TEXT - outbox.TYPED_ROOM), buttons=both)
    await sending.send_all(sender)
    (sent,) = messenger.delivered
    assert outbox.MAX_TEXT - outbox.TYPED_ROOM < len(sent.text) <= LITTLE.max_text


@pytest.mark.parametrize(("mention_only", "to_group"), [(False, True), (True, True), (True, False)])
async def test_where_a_group_calls_the_bot_by_its_name_it_is_told_so(
    sender: Sender, database: Database, messenger: Messenger, town: Town, mention_only: bool, to_group: bool
) -> None:
    messenger.can = replace(ABLE, mention_only=mention_only)
    slashed = 'Gõ "/tonghop đủ" để xem; "/canhbao".'
    await sending.add(database, slashed, chat=sending.GROUP if to_group else town.officer.address)
    await sending.send_all(sender)
    by_name = 'Gõ @, chọn tên em, rồi "tonghop đủ" để xem; @, chọn tên em, rồi "canhbao".'
    assert sending.texts(messenger) == [by_name if mention_only and to_group else slashed]


async def test_a_digest_that_names_commands_stays_one_message_where_the_bot_is_called_by_its_name(
    sender: Sender, database: Database, messenger: Messenger
) -> None:
    messenger.can = replace(LITTLE, mention_only=True)
    commands = '"/tonghop đủ" "/canhbao" "/canhbao đã qua"'
    await sending.add(
        database, "ế" * (outbox.ONE_MESSAGE - len(commands)) + commands, chat=sending.GROUP, kind=Kind.DIGEST
    )
    await sending.send_all(sender)
    (sent,) = messenger.delivered
    assert outbox.ONE_MESSAGE < len(sent.text) <= LITTLE.max_text
