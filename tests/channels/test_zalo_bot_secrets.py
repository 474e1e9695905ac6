"""The bot's token and secret show up nowhere: not in a log, not in an outcome, not in an exception."""

import logging
import traceback

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.channel import UnauthorizedError
from domain.chat import Outgoing, Refused
from tests.channels.conftest import TOKEN, Inbox, receiving, zalo_bot_side

SECRET = TOKEN.partition(":")[2]
STORM = ["server_error", "refuse_connection", "drop_reply", "truncate", "too_many", "forbidden", "silent"]


async def test_an_error_storm_leaves_no_token_behind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    async with zalo_bot_side() as far:
        channel = far.zalo_bot()
        inbox = Inbox(channel)
        for kind in STORM:
            for method in ("getMe", "getUpdates", "getWebhookInfo"):
                far.fault(kind, method)
        async with receiving(channel, inbox.accept):
            for _ in range(3):  # polling loses what is asked for and cut off on the way, here two events
                far.greet(far.officer)
            await inbox.next()
            for kind in [*STORM, "unauthorized"]:
                far.fault(kind, "sendMessage")
                said.append(repr(await channel.deliver(Outgoing(far.address(far.officer), "Nhắc"))))
                far.fault(kind, "sendChatAction")
                await channel.show_typing(far.address(far.officer))
        far.fault("unauthorized", "getUpdates")
        with pytest.raises(UnauthorizedError) as refused:
            await channel.receive(inbox.accept)
        said += [*traceback.format_exception(refused.value), repr(channel), str(channel), caplog.text]
        await channel.close()
        assert far.fired() >= 4 * len(STORM)
    assert len(said) > len(STORM)
    assert SECRET not in "\n".join(said)
    assert "Lê Thị Hoa" not in caplog.text
    assert "chào em" not in caplog.text


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9", "https://nobody.invalid", "http://127.0.0.1:9/a b"])
async def test_a_dead_address_leaves_no_token_behind(base_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with zalo_bot_side() as far:
        channel = far.zalo_bot(base_url=base_url)
        said = repr(await channel.deliver(Outgoing("abc", "Nhắc")))
        await channel.close()
    assert SECRET not in said + caplog.text


async def test_a_token_that_zalo_repeats_to_us_is_hidden() -> None:
    """A description is the vendor's: nobody knows what will stand in it one day."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": 400, "description": f"no such bot: {TOKEN}"})

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    async with zalo_bot_side() as far, TestServer(app) as server:
        channel = far.zalo_bot(base_url=str(server.make_url("/")))
        assert await channel.deliver(Outgoing("abc", "Nhắc")) == Refused("400 no such bot: <token>")
        await channel.close()
