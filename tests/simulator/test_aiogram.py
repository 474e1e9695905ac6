"""aiogram talks to the local messenger as it does to Telegram."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from simulator import actions, groups
from simulator.messenger import Messenger
from simulator.model import Person
from tests.simulator.conftest import TOKEN


@pytest.fixture
async def client(url: str) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        yield bot


async def test_it_echoes_what_a_person_says(client: Bot, messenger: Messenger, mai: Person) -> None:
    actions.send(messenger, mai, 7, "187/200")
    (update,) = await client.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.text is not None
    await client.send_message(update.message.chat.id, update.message.text)
    assert [one.said for one in actions.messages(messenger, mai, 7)] == ["187/200", "187/200"]


async def test_it_reads_a_tap_and_answers_it(client: Bot, messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Gửi", callback_data="s:1")]])
    sent = await client.send_message(mai.id, "Đã đủ 6/6", reply_markup=keyboard)
    tap = actions.tap(messenger, mai, 7, sent.message_id, "s:1")
    update = (await client.get_updates(offset=-1))[0]
    assert update.callback_query is not None
    assert update.callback_query.data == "s:1"
    await client.answer_callback_query(update.callback_query.id, "Đã gửi")
    assert (tap.answered.is_set(), tap.answer) == (True, "Đã gửi")


async def test_it_sends_a_file_and_reads_it_back(client: Bot, messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    report = "Báo cáo".encode()
    sent = await client.send_document(mai.id, BufferedInputFile(report, "bao-cao.txt"), caption="Kỳ 11")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("bao-cao.txt", "text/plain")
    file = await client.get_file(sent.document.file_id)
    assert file.file_path is not None
    content = await client.download_file(file.file_path)
    assert content is not None
    assert content.read() == report


async def test_it_understands_every_answer_about_chats(
    client: Bot, messenger: Messenger, mai: Person, an: Person
) -> None:
    actions.start(messenger, mai, 7)
    group = groups.create(messenger, "Lãnh đạo", [7, an.id], mai, "supergroup")
    ranks = [await client.get_chat_member(group.id, one) for one in (mai.id, an.id, 7)]
    assert [rank.status for rank in ranks] == ["creator", "member", "member"]
    assert await client.get_chat_member_count(group.id) == 3
    assert (await client.get_chat(group.id)).title == "Lãnh đạo"
    assert (await client.get_chat(mai.id)).first_name == "Trần Thị Mai"
    await client.set_my_commands([BotCommand(command="viec", description="Việc của mình")])
    assert [one.command for one in await client.get_my_commands()] == ["viec"]
    assert (await client.get_webhook_info()).pending_update_count == 3


async def test_it_raises_its_own_typed_errors(client: Bot, messenger: Messenger, mai: Person) -> None:
    actions.start(messenger, mai, 7)
    for text in "123":
        await client.send_message(mai.id, text)
    with pytest.raises(TelegramRetryAfter) as too_fast:
        await client.send_message(mai.id, "4")
    assert too_fast.value.retry_after == 3
    actions.block(messenger, mai, 7)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await client.send_message(mai.id, "5")
    group = groups.create(messenger, "Tổ 12", [7], mai, "group")
    successor = groups.migrate(messenger, group)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await client.send_message(group.id, "6")
    assert moved.value.migrate_to_chat_id == successor.id
