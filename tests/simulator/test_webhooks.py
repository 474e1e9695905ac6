"""Updates pushed to a webhook: with the secret, again until taken, and never beside getUpdates."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulator import actions
from simulator.messenger import Messenger
from simulator.model import Person
from tests.simulator.conftest import TOKEN, Wire


@dataclass
class Receiver:
    """A bot's own server: answers with these statuses in turn, then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    texts: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.texts.put((await request.json())["message"]["text"])
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def next_texts(self, count: int) -> list[str]:
        return [await self.texts.get() for _ in range(count)]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


async def test_updates_arrive_in_order_with_the_secret(
    wire: Wire, receiver: Receiver, messenger: Messenger, mai: Person
) -> None:
    await wire.bot("setWebhook", url=receiver.url, secret_token="s3-cret")
    for text in "123":
        actions.send(messenger, mai, 7, text)
    assert await receiver.next_texts(3) == ["1", "2", "3"]
    assert receiver.secrets == ["s3-cret"] * 3


async def test_a_failed_update_comes_again_before_the_next(
    wire: Wire, receiver: Receiver, messenger: Messenger, mai: Person
) -> None:
    receiver.statuses = [500, 503]
    await wire.bot("setWebhook", url=receiver.url)
    actions.send(messenger, mai, 7, "1")
    actions.send(messenger, mai, 7, "2")
    assert await receiver.next_texts(4) == ["1", "1", "1", "2"]
    info = (await wire.bot("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert info["url"] == receiver.url


async def test_a_doubled_update_is_pushed_twice(
    wire: Wire, receiver: Receiver, messenger: Messenger, mai: Person
) -> None:
    await wire.post("/faults", kind="duplicate_update")
    await wire.bot("setWebhook", url=receiver.url)
    actions.send(messenger, mai, 7, "1")
    actions.send(messenger, mai, 7, "2")
    assert await receiver.next_texts(3) == ["1", "1", "2"]


async def test_polling_and_webhook_exclude_each_other(
    wire: Wire, receiver: Receiver, messenger: Messenger, mai: Person
) -> None:
    await wire.bot("setWebhook", url=receiver.url)
    refused = await wire.bot("getUpdates")
    assert refused["error_code"] == 409
    assert refused["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await wire.bot("deleteWebhook")
    actions.send(messenger, mai, 7, "1")
    assert len(await wire.updates()) == 1


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_waiting_updates_can_be_dropped(wire: Wire, messenger: Messenger, mai: Person, method: str) -> None:
    actions.send(messenger, mai, 7, "1")
    await wire.bot(method, url="https://127.0.0.1:9/", drop_pending_updates=True)
    assert messenger.pending_updates(TOKEN) == 0
