"""`/faults` and `/bots/<id>/updates`: making things go wrong on purpose."""

from aiohttp import web

from simulator import parameters
from simulator.errors import RefusalError, bad_request
from simulator.faults import Fault
from simulator.parameters import Call
from simulator.site import MESSENGER


def routes() -> list[web.RouteDef]:
    """Arm, clear, list; inject an update."""
    return [
        web.get("/faults", _list),
        web.post("/faults", _arm),
        web.delete("/faults", _clear),
        web.post("/bots/{bot}/updates", _inject),
    ]


async def _list(request: web.Request) -> web.Response:
    return web.json_response(request.app[MESSENGER].faults.listed())


async def _arm(request: web.Request) -> web.Response:
    call = await parameters.read(request)
    request.app[MESSENGER].faults.arm(_fault(call))
    return await _list(request)


async def _clear(request: web.Request) -> web.Response:
    request.app[MESSENGER].faults.clear()
    return web.json_response([])


async def _inject(request: web.Request) -> web.Response:
    """Queue an update as it is, whatever is wrong with it; without an `update_id` it gets the next."""
    messenger, number = request.app[MESSENGER], request.match_info["bot"]
    bot = messenger.bots.get(int(number)) if number.isdecimal() else None
    if bot is None:
        raise RefusalError(404, f"there is no bot {number}")
    update = dict((await parameters.read(request)).fields)
    if not isinstance(update.get("update_id", 0), int):
        raise bad_request("update_id must be a number")
    return web.json_response({"update_id": bot.updates.inject(update, messenger.now())})


def _fault(call: Call) -> Fault:
    return Fault(
        call.text("kind"),
        times=call.integer("times", 1),
        chat=call.integer("chat") if call.has("chat") else None,
        method=call.text("method"),
        retry_after=call.integer("retry_after", 5),
        seconds=call.number("seconds") if call.has("seconds") else 30,
        code=call.integer("code", 0),
        words=call.text("words"),
    )
