"""The server as a whole: controls, who may call it, and stopping at once."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from simulator import texts
from simulator.markup import parse
from simulator.messenger import Messenger
from simulator.server import serve
from tests.simulator.conftest import Clock, Wire


async def test_a_control_does_what_the_starter_of_the_server_wants(
    wire: Wire, messenger: Messenger, clock: Clock
) -> None:
    async def press(control: str) -> str:
        assert messenger.controls.busy
        clock.pass_seconds(3600)
        return f"đã làm {control}"

    messenger.controls.title, messenger.controls.buttons = "Buổi diễn", [("later", "Một giờ sau")]
    messenger.controls.press = press
    _, shown = await wire.get("/phone/controls")
    assert shown == {
        "now": "2026-11-16T01:00:00+00:00",
        "title": "Buổi diễn",
        "controls": [{"id": "later", "label": "Một giờ sau"}],
        "busy": False,
    }
    done = {"now": "2026-11-16T02:00:00+00:00", "said": "đã làm later"}
    assert await wire.post("/phone/controls/later") == (200, done)
    assert (await wire.post("/phone/controls/never"))[0] == 404


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/phone/people", {}, 200),
        ("/phone/people", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("/phone/people", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/phone/people", {"Sec-Fetch-Site": "same-site"}, 403),
        ("/phone/people", {"Origin": "https://example.org"}, 403),
        ("/phone/people", {"Origin": "null"}, 403),
        ("/phone/people", {"Host": "example.org"}, 403),
        ("/faults", {"Origin": "https://example.org"}, 403),
    ],
)
async def test_pages_of_other_sites_are_refused(wire: Wire, path: str, headers: dict[str, str], status: int) -> None:
    body = {"name": "Lê Hoa", "kind": "silent"}
    async with wire.session.post(wire.url + path, json=body, headers=headers) as answer:
        assert answer.status == status


async def test_our_own_page_may_call(wire: Wire) -> None:
    headers = {"Origin": wire.url, "Sec-Fetch-Site": "same-origin"}
    async with wire.session.post(wire.url + "/phone/people", json={"name": "Hoa"}, headers=headers) as answer:
        assert answer.status == 200


async def test_it_stops_at_once_whoever_is_still_listening(messenger: Messenger) -> None:
    messenger.add_bot("7:local", "Bot", "local_bot")
    async with aiohttp.ClientSession() as session, AsyncExitStack() as server:
        url = await server.enter_async_context(serve(messenger))
        async with session.get(url + "/phone/events") as events:
            await events.content.readuntil(b"\n\n")
            poll = asyncio.gather(_poll(session, url), return_exceptions=True)
            async with session.get(url + "/phone/bots") as answer:
                assert answer.status == 200
            await server.aclose()
            assert isinstance((await poll)[0], aiohttp.ClientError)
            with pytest.raises(aiohttp.ClientPayloadError):
                await events.content.read()


async def _poll(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url + "/bot7:local/getUpdates?timeout=50") as answer:
        return await answer.read()


async def test_a_failure_inside_the_block_comes_out_as_it_is(messenger: Messenger) -> None:
    with pytest.raises(KeyError, match="mine"):
        async with serve(messenger):
            raise KeyError("mine")


async def test_the_page_is_served(wire: Wire) -> None:
    for path in ("/", "/page/index.html"):
        async with wire.session.get(wire.url + path) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")


@pytest.mark.parametrize("encoding", ["query", "form", "multipart", "json"])
async def test_parameters_come_in_any_shape(wire: Wire, encoding: str) -> None:
    commands = '[{"command": "viec", "description": "Việc"}]'
    parts = aiohttp.FormData({"commands": commands}, default_to_multipart=True)
    shapes: dict[str, dict[str, Any]] = {
        "query": {"params": {"commands": commands}},
        "form": {"data": {"commands": commands}},
        "multipart": {"data": parts},
        "json": {"json": {"commands": [{"command": "viec", "description": "Việc"}]}},
    }
    async with wire.session.post(f"{wire.url}/bot7:local/setMyCommands", **shapes[encoding]) as answer:
        assert await answer.json() == {"ok": True, "result": True}
    (command,) = (await wire.bot("getMyCommands"))["result"]
    assert command == {"command": "viec", "description": "Việc"}


@pytest.mark.parametrize(
    ("html", "plain", "entities"),
    [
        ("a &lt; b &amp; c", "a < b & c", []),
        ("<b>Kỳ</b> 11", "Kỳ 11", [("bold", 0, 2)]),
        ("😀 <i>a<b>b</b></i>", "😀 ab", [("italic", 3, 2), ("bold", 4, 1)]),
        ('<a href="https://x.vn/?a=1&amp;b=2">xem</a>', "xem", [("text_link", 0, 3)]),
        ("<b></b>a", "a", []),
    ],
)
def test_html_becomes_entities(html: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    text, found = parse(html, "HTML")
    assert (text, [(one["type"], one["offset"], one["length"]) for one in found]) == (plain, entities)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("/viec@dunghan_bot", [("bot_command", "/viec@dunghan_bot")]),
        ("187/200 và 15/11", []),
        ("😀 nhờ @dunghan_bot", [("mention", "@dunghan_bot")]),
        ("mai@example.org", []),
        ("xem https://x.vn/a/b nhé", [("url", "https://x.vn/a/b")]),
    ],
)
def test_entities_are_found_in_utf16(text: str, entities: list[tuple[str, str]]) -> None:
    assert [(one["type"], texts.cut(text, one)) for one in texts.found_entities(text)] == entities


def test_space_at_both_ends_is_cut_and_entities_move_along() -> None:
    bold = {"type": "bold", "offset": 2, "length": 4}
    assert texts.trimmed("  kỳ  ", [bold]) == ("kỳ", [{"type": "bold", "offset": 0, "length": 2}])
