"""How a fault looks on the wire: in place of an answer, or done to one."""

import asyncio

from aiohttp import web

from simulator.errors import RefusalError
from simulator.faults import REFUSALS, Fault

_GATEWAY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"


async def instead(request: web.Request, fault: Fault, refused: RefusalError) -> web.Response:
    """The answer to a call that is not done at all; `refused` is how this messenger words a refusal."""
    if fault.kind in REFUSALS:
        raise refused
    if fault.kind == "server_error":
        return web.Response(status=502, text=_GATEWAY_PAGE, content_type="text/html")
    if fault.kind == "silent":
        await asyncio.sleep(fault.seconds)
    return cut(request)


def afterwards(request: web.Request, fault: Fault, answer: web.Response) -> web.Response:
    """The answer to a call that was done."""
    if fault.kind == "drop_reply":
        return cut(request)
    whole = answer.body if isinstance(answer.body, bytes) else b""
    return web.Response(body=whole[: len(whole) // 2], content_type="application/json")


def cut(request: web.Request) -> web.Response:
    """Close the connection under the call; the response returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
