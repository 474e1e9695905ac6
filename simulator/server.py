"""Puts the local messenger together: `async with serve(messenger) as url:`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

from simulator import fault_calls, phone_events, phones, site, telegram, webhooks, zalo_bot, zalo_oa, zalo_oa_oauth
from simulator.files import MAX_UPLOAD
from simulator.messenger import Messenger

PAGE = Path(__file__).parent / "page"
_POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
# Long polls and event streams never end by themselves, so stopping does not wait for them.
_PATIENCE_AT_THE_END = 0.05


@asynccontextmanager
async def serve(
    messenger: Messenger,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    webhook_delay: float = webhooks.FIRST_DELAY,
) -> AsyncIterator[str]:
    """Serve until the block ends; yields the address, such as `http://127.0.0.1:8081`. Port 0: any free one.

    `webhook_delay` is the real seconds before a failed webhook is tried again.
    """
    runner = web.AppRunner(application(messenger, host), access_log=None, shutdown_timeout=_PATIENCE_AT_THE_END)
    failure: Exception | None = None
    async with asyncio.TaskGroup() as group:
        pushing = group.create_task(webhooks.push_all(messenger, webhook_delay))
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            messenger.files.address = f"http://{_in_address(host)}:{runner.addresses[0][1]}"
            yield messenger.files.address
        except Exception as error:
            failure = error  # raised outside the group, which would wrap it
        finally:
            pushing.cancel()
            await runner.cleanup()
    if failure:
        raise failure


def application(messenger: Messenger, host: str = "127.0.0.1") -> web.Application:
    """All routes over one messenger; `host` is what it is bound to."""
    app = web.Application(middlewares=[site.guard(host), site.refusals], client_max_size=MAX_UPLOAD + 65_536)
    app[site.MESSENGER] = messenger
    app.on_response_prepare.append(_date)
    for part in (telegram, zalo_bot, zalo_oa, zalo_oa_oauth, phones, phone_events, fault_calls):
        app.add_routes(part.routes())
    # The page's files answer beside the index too, so that its addresses are the same as in the folder.
    app.add_routes([web.get("/", _index), web.static("/page", PAGE), web.static("/", PAGE)])
    return app


async def _date(request: web.Request, response: web.StreamResponse) -> None:
    """The time of the messenger's clock, as every server tells its own."""
    response.headers["Date"] = format_datetime(request.app[site.MESSENGER].now().astimezone(UTC), usegmt=True)


async def _index(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": _POLICY})


def _in_address(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - recognised, not bound: people type a real address
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
