"""python-telegram-bot talks to the local messenger as it does to Telegram."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken
from telegram.ext import ExtBot

from simulator import actions, groups
from simulator.messenger import Messenger
from simulator.model import Person
from tests import files
from tests.simulator.conftest import TOKEN


def bot_at(url: str, token: str = TOKEN) -> ExtBot[Any]:
    return ExtBot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")


@pytest.fixture
async def client(url: str) -> AsyncIterator[ExtBot[Any]]:
    async with bot_at(url) as bot:
        yield bot


async def test_it_echoes_what_a_person_says(client: ExtBot[Any], messenger: Messenger, mai: Person) -> None:
    actions.send(messenger, mai, 7, "187/200")
    (update,) = await client.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.text is not None
    assert update.message.date == messenger.now()
    await client.send_message(update.message.chat_id, update.message.text)
    assert [one.said for one in actions.messages(messenger, mai, 7)] == ["187/200", "187/200"]


async def test_it_sends_edits_and_deletes(client: ExtBot[Any], messenger: Messenger, mai: Person) -> None:
    first = actions.start(messenger, mai, 7)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Gửi", callback_data="s:1")]])
    sent = await client.send_message(mai.id, "<b>Kỳ 11</b>", "HTML", reply_markup=keyboard, reply_to_message_id=1)
    assert sent.reply_to_message is not None
    assert (sent.text, sent.reply_to_message.message_id) == ("Kỳ 11", first.id)
    edited = await client.edit_message_text("Kỳ 12", mai.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("Kỳ 12", None)
    assert await client.delete_message(mai.id, sent.message_id)
    assert actions.messages(messenger, mai, 7)[-1].deleted


async def test_it_makes_a_photo_of_a_text_and_another_of_the_photo(
    client: ExtBot[Any], messenger: Messenger, mai: Person
) -> None:
    actions.start(messenger, mai, 7)
    sent = await client.send_message(mai.id, "Biểu đồ")
    for caption in ("đến 08:00", "đến 09:00"):
        photo = InputMediaPhoto(files.photo(), caption=caption)
        edited = await client.edit_message_media(photo, mai.id, sent.message_id)
        assert not isinstance(edited, bool)
        assert (edited.message_id, edited.text, edited.caption) == (sent.message_id, None, caption)
        assert edited.photo
    shown = actions.messages(messenger, mai, 7)[-1]
    assert (shown.kind, shown.said, bool(shown.file_id)) == ("photo", "đến 09:00", True)


async def test_the_same_photo_with_the_same_caption_is_no_change(
    client: ExtBot[Any], messenger: Messenger, mai: Person
) -> None:
    actions.start(messenger, mai, 7)
    sent = await client.send_photo(mai.id, files.photo(), "Biểu đồ")
    for same in (files.photo(), sent.photo[-1]):
        with pytest.raises(BadRequest, match="is not modified"):
            await client.edit_message_media(InputMediaPhoto(same, caption="Biểu đồ"), mai.id, sent.message_id)
    for colour in ("white", "red"):
        other = InputMediaPhoto(files.photo(colour), caption="Biểu đồ kỳ 11")
        assert await client.edit_message_media(other, mai.id, sent.message_id)


async def test_a_document_becomes_a_photo_too(client: ExtBot[Any], messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    sent = await client.send_document(mai.id, files.photo(), filename="bieu.png")
    edited = await client.edit_message_media(InputMediaPhoto(files.photo()), mai.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.document, edited.caption, len(edited.photo)) == (None, None, 1)


async def test_it_sends_a_file_and_reads_it_back(client: ExtBot[Any], messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    sent = await client.send_document(mai.id, b"1;2", filename="so-lieu.csv", caption="Kỳ 11")
    assert sent.document is not None
    file = await client.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"1;2"


async def test_it_raises_its_own_typed_errors(
    client: ExtBot[Any], messenger: Messenger, mai: Person, an: Person
) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await client.send_message(an.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(4040, "x")
    group = groups.create(messenger, "Tổ 12", [7], mai, "group")
    successor = groups.migrate(messenger, group)
    with pytest.raises(ChatMigrated) as moved:
        await client.send_message(group.id, "x")
    assert moved.value.new_chat_id == successor.id
    groups.remove(messenger, successor, mai, messenger.bots[7])
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await client.send_message(successor.id, "x")
    await client.set_webhook("https://example.org/bot")
    with pytest.raises(Conflict, match="while webhook is active"):
        await client.get_updates()


async def test_a_wrong_token_is_refused(url: str) -> None:
    with pytest.raises(InvalidToken):
        async with bot_at(url, "8:wrong"):
            pass
