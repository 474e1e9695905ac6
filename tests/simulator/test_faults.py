"""Faults: what a bot meets when things go wrong, and what was done all the same."""

from typing import Any

import aiohttp
import pytest
from telegram.error import TelegramError
from telegram.ext import ExtBot

from simulator import actions
from simulator.messenger import Messenger
from simulator.model import Person
from tests.simulator.conftest import TOKEN, Wire


@pytest.fixture
def chat(bot: object, messenger: Messenger, mai: Person) -> int:
    actions.start(messenger, mai, 7)
    return mai.id


def said(messenger: Messenger, mai: Person) -> list[str]:
    return [one.said for one in actions.messages(messenger, mai, 7)][1:]


@pytest.mark.parametrize(
    ("fault", "is_done"),
    [
        ({"kind": "drop_reply"}, True),
        ({"kind": "truncate"}, True),
        ({"kind": "refuse_connection"}, False),
        ({"kind": "server_error"}, False),
        ({"kind": "silent", "seconds": 0}, False),
    ],
)
async def test_a_library_sees_a_broken_line(
    wire: Wire, messenger: Messenger, mai: Person, chat: int, fault: dict[str, Any], is_done: bool
) -> None:
    await wire.post("/faults", method="sendMessage", **fault)
    async with ExtBot(TOKEN, base_url=f"{wire.url}/bot") as client:
        with pytest.raises(TelegramError):
            await client.send_message(chat, "1")
        await client.send_message(chat, "2")
    assert said(messenger, mai) == ["1"] * is_done + ["2"]


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        ({"kind": "too_many", "retry_after": 9}, 429, "Too Many Requests: retry after 9"),
        ({"kind": "too_many", "retry_after": 0}, 429, "Too Many Requests"),
        ({"kind": "bad_request", "words": "TOPIC_CLOSED"}, 400, "Bad Request: TOPIC_CLOSED"),
        ({"kind": "forbidden"}, 403, "Forbidden: bot was blocked by the user"),
        ({"kind": "unauthorized"}, 401, "Unauthorized"),
    ],
)
async def test_a_refusal_made_on_purpose(
    wire: Wire, chat: int, fault: dict[str, Any], code: int, description: str
) -> None:
    await wire.post("/faults", method="sendMessage", **fault)
    refused = await wire.bot("sendMessage", chat_id=chat, text="1")
    assert (refused["error_code"], refused["description"]) == (code, description)
    assert (await wire.bot("sendMessage", chat_id=chat, text="2"))["ok"]


async def test_a_fault_strikes_only_its_chat_and_method(wire: Wire, chat: int) -> None:
    await wire.post("/faults", kind="forbidden", chat=4040)
    await wire.post("/faults", kind="forbidden", method="editMessageText")
    assert (await wire.bot("sendMessage", chat_id=chat, text="1"))["ok"]
    _, armed = await wire.get("/faults")
    assert [(fault["times"], fault["fired"]) for fault in armed] == [(1, 0), (1, 0)]


async def test_a_fault_without_an_end_lasts_until_cleared(wire: Wire, chat: int) -> None:
    await wire.post("/faults", kind="forbidden", times=0)
    for _ in range(3):
        assert not (await wire.bot("sendMessage", chat_id=chat, text="1"))["ok"]
    assert (await wire.get("/faults"))[1][0]["fired"] == 3
    await wire.session.delete(wire.url + "/faults")
    assert (await wire.bot("sendMessage", chat_id=chat, text="1"))["ok"]


async def test_a_doubled_update_comes_once_more_after_it_was_confirmed(
    wire: Wire, messenger: Messenger, mai: Person
) -> None:
    await wire.post("/faults", kind="duplicate_update")
    actions.send(messenger, mai, 7, "1")
    (first,) = await wire.updates()
    (again,) = await wire.updates(offset=first["update_id"] + 1)
    assert again == first
    assert await wire.updates(offset=first["update_id"] + 1) == []


async def test_a_raw_update_is_injected_as_it_is(wire: Wire) -> None:
    strange = {"update_id": 5, "message": {"no": "chat"}}
    assert await wire.post("/bots/7/updates", **strange) == (200, {"update_id": 5})
    assert await wire.updates() == [strange]


async def test_an_unknown_fault_is_refused(wire: Wire) -> None:
    assert await wire.post("/faults", kind="earthquake") == (400, {"error": "unknown kind of fault: earthquake"})


async def test_an_aiohttp_client_sees_the_cut_too(wire: Wire, chat: int) -> None:
    await wire.post("/faults", kind="drop_reply", method="sendMessage")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await wire.bot("sendMessage", chat_id=chat, text="1")
