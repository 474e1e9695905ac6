"""getUpdates: offsets confirm, long polls end when something happens, a second reader sends the first away."""

import asyncio

import pytest

from simulator import actions
from simulator.errors import RefusalError
from simulator.messenger import Messenger
from simulator.model import Bot, Person
from tests.simulator.conftest import TOKEN, Clock, Wire


async def texts(wire: Wire, **fields: object) -> list[str]:
    return [update["message"]["text"] for update in await wire.updates(**fields)]


async def test_updates_come_again_until_an_offset_confirms_them(wire: Wire, messenger: Messenger, mai: Person) -> None:
    for text in "123":
        actions.send(messenger, mai, 7, text)
    first = (await wire.updates())[0]["update_id"]
    assert await texts(wire) == ["1", "2", "3"]
    assert await texts(wire, offset=first + 1, limit=1) == ["2"]
    assert messenger.pending_updates(TOKEN) == 2
    assert await texts(wire, offset=first + 3) == []
    assert messenger.pending_updates(TOKEN) == 0


async def test_a_negative_offset_forgets_all_but_the_last(wire: Wire, messenger: Messenger, mai: Person) -> None:
    for text in "123":
        actions.send(messenger, mai, 7, text)
    assert await texts(wire, offset=-1) == ["3"]
    assert await texts(wire) == ["3"]


async def test_a_long_poll_ends_with_the_first_update(wire: Wire, messenger: Messenger, mai: Person) -> None:
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(texts(wire, timeout=50))
        actions.send(messenger, mai, 7, "91")
    assert reader.result() == ["91"]


async def test_a_waiting_reader_is_woken(bot: Bot, messenger: Messenger, mai: Person) -> None:
    async with asyncio.TaskGroup() as group:
        reader = group.create_task(bot.updates.poll(0, 100, 50, messenger.now()))
        await asyncio.sleep(0)  # the reader finds nothing and waits
        actions.send(messenger, mai, 7, "91")
    assert [update["message"]["text"] for update in reader.result()] == ["91"]


async def test_a_reader_with_nothing_to_read_gets_an_empty_list(bot: Bot, messenger: Messenger) -> None:
    assert await bot.updates.poll(0, 100, 0, messenger.now()) == []


@pytest.mark.parametrize(
    ("method", "fields", "words"),
    [
        ("getUpdates", {}, "terminated by other getUpdates request; make sure that only one bot instance is running"),
        ("setWebhook", {"url": "https://example.org/"}, "terminated by setWebhook request"),
    ],
)
async def test_a_waiting_reader_is_sent_away(
    wire: Wire, bot: Bot, messenger: Messenger, method: str, fields: dict[str, str], words: str
) -> None:
    older = asyncio.gather(bot.updates.poll(0, 100, 50, messenger.now()), return_exceptions=True)
    await asyncio.sleep(0)  # the older reader waits
    assert (await wire.bot(method, **fields))["ok"]
    (refusal,) = await older
    assert isinstance(refusal, RefusalError)
    assert (refusal.code, refusal.description) == (409, f"Conflict: {words}")


async def test_only_allowed_kinds_are_queued(wire: Wire, messenger: Messenger, mai: Person) -> None:
    await wire.updates(allowed_updates=["edited_message"])
    said = actions.send(messenger, mai, 7, "9,1")
    actions.edit(messenger, mai, 7, said.id, "91")
    assert [update["edited_message"]["text"] for update in await wire.updates()] == ["91"]


async def test_old_updates_are_forgotten_taps_sooner(
    wire: Wire, messenger: Messenger, mai: Person, clock: Clock
) -> None:
    actions.start(messenger, mai, 7)
    keyboard = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "s"}]]}
    sent = await wire.bot("sendMessage", chat_id=mai.id, text="?", reply_markup=keyboard)
    tap = actions.tap(messenger, mai, 7, sent["result"]["message_id"], "s")
    clock.pass_seconds(149)
    assert messenger.pending_updates(TOKEN) == 2
    clock.pass_seconds(1)
    assert messenger.pending_updates(TOKEN) == 1
    late = await wire.bot("answerCallbackQuery", callback_query_id=tap.id)
    assert late["description"].startswith("Bad Request: query is too old")
    clock.pass_seconds(24 * 3600)
    assert messenger.pending_updates(TOKEN) == 0


async def test_what_was_said_stays_said(wire: Wire, messenger: Messenger, mai: Person) -> None:
    said = actions.send(messenger, mai, 7, "9,1")
    actions.edit(messenger, mai, 7, said.id, "91")
    first, second = await wire.updates()
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("9,1", "91")
