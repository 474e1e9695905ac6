"""`/phone/events` and `/phone/controls`: what phones hear without asking, and the buttons beside them."""

import asyncio
import json

from aiohttp import web

from simulator.errors import RefusalError, bad_request
from simulator.model import Json
from simulator.site import MESSENGER


def routes() -> list[web.RouteDef]:
    """Events out, controls in."""
    return [
        web.get("/phone/events", _events),
        web.get("/phone/controls", _controls),
        web.post("/phone/controls/{control}", _press),
    ]


async def _events(request: web.Request) -> web.StreamResponse:
    """Every change as a server-sent event, until the phone is gone or the server stops."""
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await stream.prepare(request)
    heard: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
    stop = request.app[MESSENGER].listen(lambda event, data: heard.put_nowait((event, data)))
    try:
        await stream.write(b": listening\n\n")
        while True:
            event, data = await heard.get()
            await stream.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())
    except ConnectionResetError:
        return stream
    finally:
        stop()


async def _controls(request: web.Request) -> web.Response:
    messenger = request.app[MESSENGER]
    return web.json_response({"now": messenger.now().isoformat(), **messenger.controls.shape()})


async def _press(request: web.Request) -> web.Response:
    """Run a control to its end; one at a time."""
    messenger, control = request.app[MESSENGER], request.match_info["control"]
    controls = messenger.controls
    if control not in dict(controls.buttons):
        raise RefusalError(404, f"there is no control {control}")
    if controls.busy:
        raise bad_request("another control is still running")
    controls.busy = True
    messenger.show_clock()
    try:
        said = await controls.press(control)
    finally:
        controls.busy = False
        messenger.show_clock()
    return web.json_response({"now": messenger.now().isoformat(), "said": said})
