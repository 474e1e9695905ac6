"""`/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>`: the Bot API side."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from simulator import bot_asks, bot_sends, bot_updates, parameters, spoiling
from simulator.errors import RefusalError, bad_request, forbidden
from simulator.faults import AFTERWARDS, INSTEAD, Fault
from simulator.files import MAX_UPLOAD
from simulator.messenger import Messenger
from simulator.model import Bot, Json
from simulator.parameters import Call
from simulator.site import MESSENGER

Method = Callable[[Messenger, Bot, Call], Any | Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": bot_asks.get_me,
    "getUpdates": bot_updates.get_updates,
    "setWebhook": bot_updates.set_webhook,
    "deleteWebhook": bot_updates.delete_webhook,
    "getWebhookInfo": bot_updates.get_webhook_info,
    "sendMessage": bot_sends.send_message,
    "sendPhoto": bot_sends.send_photo,
    "sendDocument": bot_sends.send_document,
    "sendChatAction": bot_sends.chat_action,
    "editMessageText": bot_sends.edit_text,
    "editMessageCaption": bot_sends.edit_caption,
    "editMessageMedia": bot_sends.edit_media,
    "editMessageReplyMarkup": bot_sends.edit_buttons,
    "deleteMessage": bot_sends.delete_message,
    "answerCallbackQuery": bot_sends.answer_tap,
    "getChat": bot_asks.get_chat,
    "getChatMember": bot_asks.get_chat_member,
    "getChatMemberCount": bot_asks.get_chat_member_count,
    "getChatAdministrators": bot_asks.get_chat_administrators,
    "leaveChat": bot_asks.leave_chat,
    "getFile": bot_asks.get_file,
    "setMyCommands": bot_asks.set_commands,
    "getMyCommands": bot_asks.get_commands,
    "deleteMyCommands": bot_asks.delete_commands,
    "setMyDescription": bot_asks.accept,
    "setMyShortDescription": bot_asks.accept,
    "logOut": bot_asks.accept,
    "close": bot_asks.accept,
}
_BY_LOWER_NAME = {name.lower(): method for name, method in METHODS.items()}


def routes() -> list[web.RouteDef]:
    """The addresses a bot calls. Method names are read without regard to case."""
    return [
        web.route("*", "/bot{token}/{method}", _call),
        web.get("/file/bot{token}/{path:.+}", _download),
    ]


async def _call(request: web.Request) -> web.Response:
    try:
        return await _answer(request)
    except RefusalError as refusal:
        return _failure(refusal)
    except web.HTTPRequestEntityTooLarge:
        return _failure(RefusalError(413, f"Request Entity Too Large: at most {MAX_UPLOAD} bytes"))


async def _answer(request: web.Request) -> web.Response:
    """Do one call, unless a fault is armed for it."""
    messenger, name = request.app[MESSENGER], request.match_info["method"]
    bot = _bot(request)
    call = await parameters.read(request)
    chat = _chat_named(call)
    fault = messenger.faults.on_call(name, chat)
    if fault and fault.kind in INSTEAD:
        return await spoiling.instead(request, fault, _refused(fault, chat))
    method = _BY_LOWER_NAME.get(name.lower())
    if method is None:
        raise RefusalError(404, "Not Found")
    try:
        result = method(messenger, bot, call)
        answer = _success(await result if isinstance(result, Awaitable) else result)
    except RefusalError as refusal:
        answer = _failure(refusal)
    if fault and fault.kind in AFTERWARDS:
        return spoiling.afterwards(request, fault, answer)
    return answer


def _refused(fault: Fault, chat: int | None) -> RefusalError:
    if fault.kind == "too_many":
        wait = fault.retry_after
        if not wait:  # as gateways before the real server word it
            return RefusalError(429, "Too Many Requests")
        return RefusalError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
    if fault.kind == "bad_request":
        return bad_request(fault.words)
    if fault.kind == "unauthorized":
        return RefusalError(401, "Unauthorized")
    of_group = chat is not None and chat < 0
    return forbidden("bot was kicked from the group chat" if of_group else "bot was blocked by the user")


async def _download(request: web.Request) -> web.Response:
    try:
        _bot(request)
    except RefusalError as refusal:
        return _failure(refusal)
    kept = request.app[MESSENGER].files.at_path(request.match_info["path"])
    if kept is None:
        return _failure(RefusalError(404, "Not Found"))
    return web.Response(body=kept.data, content_type="application/octet-stream")


def _bot(request: web.Request) -> Bot:
    bot = request.app[MESSENGER].bot_of(request.match_info["token"])
    if bot is None or bot.kind != "telegram":
        raise RefusalError(401, "Unauthorized")
    return bot


def _chat_named(call: Call) -> int | None:
    """For faults only, so a wrong chat is nobody's business here."""
    try:
        return call.integer("chat_id")
    except RefusalError:
        return None


def _success(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _failure(refusal: RefusalError) -> web.Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = dict(refusal.parameters)
    return web.json_response(body, status=refusal.code)
