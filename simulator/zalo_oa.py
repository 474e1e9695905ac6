"""`/v3.0/oa/…` and `/v2.0/oa/…`: the Official Account's API; every error comes with HTTP 200."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from simulator import parameters, spoiling, zalo_ids, zalo_oa_sends
from simulator.errors import RefusalError
from simulator.faults import AFTERWARDS, INSTEAD, REFUSALS, Fault
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Json, Person, Webhook
from simulator.parameters import Call
from simulator.site import MESSENGER
from simulator.zalo_oa_sends import OaError

Method = Callable[[Messenger, Bot, Call], Json]

METHODS: Mapping[str, Method] = {
    "message/cs": zalo_oa_sends.to_person,
    "message/template": zalo_oa_sends.by_template,
    "group/message": zalo_oa_sends.to_group,
    "group/creategroupwithoa": zalo_oa_sends.create_group,
    "upload/image": zalo_oa_sends.upload_image,
    "upload/file": zalo_oa_sends.upload_file,
    "quota/message": zalo_oa_sends.quota,
    "getoa": zalo_oa_sends.about,
    "user/detail": zalo_oa_sends.user_detail,
}
"""The calls we know, by what stands after `/oa/`; faults are armed by these names."""


def set_webhook(messenger: Messenger, bot: Bot, url: str) -> None:
    """What an administrator does in Zalo's console: there is no call for it."""
    bot.webhook = Webhook(url)
    messenger.webhooks_changed.set()


def routes() -> list[web.RouteDef]:
    """The addresses an app calls."""
    return [web.route("*", "/v{version:[23]}.0/oa/{method:.+}", _call)]


async def _call(request: web.Request) -> web.Response:
    try:
        return await _answer(request)
    except OaError as error:
        return _failure(error.code, error.words)
    except RefusalError as refusal:
        return _failure(-200, refusal.description)


async def _answer(request: web.Request) -> web.Response:
    messenger, name = request.app[MESSENGER], request.match_info["method"]
    call = await parameters.read(request)
    chat = _chat_named(messenger, call)
    fault = messenger.faults.on_call(name, chat)
    if fault and fault.kind in REFUSALS:
        raise _refused(fault, chat)
    if fault and fault.kind in INSTEAD:
        return await spoiling.instead(request, fault, RefusalError(500, fault.kind))
    bot = _bot(messenger, request.headers.get("access_token", ""))
    if messenger.is_limited and bot.oa.is_too_fast(messenger.now()):
        raise OaError(-32, "Your application reach limit call api")
    method = METHODS.get(name)
    if method is None:
        raise OaError(-404, "API not found")
    answer = web.json_response({"data": method(messenger, bot, call), "error": 0, "message": "Success"})
    return spoiling.afterwards(request, fault, answer) if fault and fault.kind in AFTERWARDS else answer


def _bot(messenger: Messenger, token: str) -> Bot:
    for bot in messenger.bots.values():
        if bot.kind == "zalo_oa" and token in bot.oa.access:
            if bot.oa.access[token] <= messenger.now():
                raise OaError(-220, "Access token has expired")
            return bot
    raise OaError(-216, "Access token is invalid")


def _chat_named(messenger: Messenger, call: Call) -> int | None:
    """For faults only: the number under which this messenger keeps the person or group that is written to."""
    recipient: Any = call.fields.get("recipient")
    wanted = {str(one) for one in recipient.values()} if isinstance(recipient, dict) else {call.text("user_id")}
    everybody: list[Person | Chat] = [*messenger.people.values(), *messenger.groups.values()]
    return next((one.id for one in everybody if wanted & _ids(messenger, one)), None)


def _ids(messenger: Messenger, one: Person | Chat) -> set[str]:
    if isinstance(one, Chat):
        return {zalo_ids.group(one.id)}
    return {zalo_ids.person_of_oa(bot.id, one.id) for bot in messenger.bots.values() if bot.kind == "zalo_oa"}


def _refused(fault: Fault, chat: int | None) -> OaError:
    of_chat = -403 if chat is not None and chat < 0 else -213
    codes = {"too_many": -32, "unauthorized": -216, "forbidden": of_chat, "zalo_error": fault.code, "bad_request": -201}
    return OaError(codes[fault.kind], "armed")


def _failure(code: int, words: str) -> web.Response:
    return web.json_response({"error": code, "message": words})
