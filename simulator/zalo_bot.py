"""`/zalo/bot<TOKEN>/<method>` and `/zalo/media/<path>`: the Zalo Bot API side."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from simulator import parameters, spoiling, zalo_bot_methods, zalo_ids, zalo_plan
from simulator.errors import RefusalError
from simulator.faults import AFTERWARDS, INSTEAD, Fault
from simulator.messenger import Messenger
from simulator.model import Bot
from simulator.parameters import Call
from simulator.site import MESSENGER

Method = Callable[[Messenger, Bot, Call], Any | Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    "getMe": zalo_bot_methods.get_me,
    "getUpdates": zalo_bot_methods.get_updates,
    "setWebhook": zalo_bot_methods.set_webhook,
    "deleteWebhook": zalo_bot_methods.delete_webhook,
    "getWebhookInfo": zalo_bot_methods.get_webhook_info,
    "sendMessage": zalo_bot_methods.send_message,
    "sendPhoto": zalo_bot_methods.send_photo,
    "sendChatAction": zalo_bot_methods.chat_action,
}


def routes() -> list[web.RouteDef]:
    """The addresses a bot calls. Method names are case sensitive; media need no token."""
    return [
        web.route("*", "/zalo/bot{token}/{method}", _call),
        web.get("/zalo/media/{path:.+}", _media),
    ]


async def _call(request: web.Request) -> web.Response:
    try:
        return await _answer(request)
    except RefusalError as refusal:
        return _failure(refusal)


async def _answer(request: web.Request) -> web.Response:
    """Do one call, unless a fault is armed for it."""
    messenger, name = request.app[MESSENGER], request.match_info["method"]
    bot = messenger.bot_of(request.match_info["token"])
    if bot is None or bot.kind != "zalo_bot":
        raise RefusalError(401, "Unauthorized")
    call = await parameters.read(request)
    fault = messenger.faults.on_call(name, _chat_named(messenger, call))
    if fault and fault.kind in INSTEAD:
        return await spoiling.instead(request, fault, _refused(fault))
    if name not in METHODS:
        raise RefusalError(400, "Bad request")
    try:
        result = METHODS[name](messenger, bot, call)
        answer = _success(await result if isinstance(result, Awaitable) else result)
    except RefusalError as refusal:
        answer = _failure(refusal)
    if fault and fault.kind in AFTERWARDS:
        return spoiling.afterwards(request, fault, answer)
    return answer


async def _media(request: web.Request) -> web.Response:
    messenger = request.app[MESSENGER]
    kept = messenger.files.at_path(request.match_info["path"])
    if kept is None or messenger.faults.file_is_away():
        raise RefusalError(404, "there is no such file")
    return web.Response(body=kept.data, headers={"Content-Type": kept.mime, "X-Content-Type-Options": "nosniff"})


def _chat_named(messenger: Messenger, call: Call) -> int | None:
    """For faults only; they name chats by our own ids."""
    wanted = call.text("chat_id")
    found = zalo_ids.found_person(messenger.people.values(), wanted)
    group = zalo_ids.found_group(messenger.groups.values(), wanted)
    return found.id if found else group.id if group else None


def _refused(fault: Fault) -> RefusalError:
    if fault.kind == "too_many":
        return zalo_plan.quota_exceeded()
    return RefusalError(401, "Unauthorized") if fault.kind == "unauthorized" else zalo_bot_methods.forbidden()


def _success(result: Any) -> web.Response:
    return web.json_response({"ok": True} if result is None else {"ok": True, "result": result})


def _failure(refusal: RefusalError) -> web.Response:
    """Under HTTP 200: a client has to look at `ok`."""
    return web.json_response({"ok": False, "error_code": refusal.code, "description": refusal.description})
