"""`/phone/…`: what people do and see; JSON in, JSON out, a refusal is `{"error": …}`."""

import asyncio
from typing import Any

from aiohttp import web

from simulator import actions, groups, parameters, phone_view
from simulator.errors import RefusalError, bad_request
from simulator.messenger import Messenger
from simulator.model import Bot, Chat, Json, Message, Network, Person
from simulator.parameters import Call
from simulator.site import MESSENGER

WAIT_FOR_ANSWER = 3  # real seconds a tap waits for the bot's answer unless `wait` says otherwise
_SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def routes() -> list[web.RouteDef]:
    """Everything a phone calls, except events and controls."""
    return [
        web.get("/phone/people", _people),
        web.post("/phone/people", _new_person),
        web.get("/phone/messages", _messages),
        web.post("/phone/send", _send),
        web.post("/phone/upload", _upload),
        web.post("/phone/contact", _contact),
        web.post("/phone/location", _location),
        web.post("/phone/sticker", _sticker),
        web.post("/phone/voice", _voice),
        web.post("/phone/edit", _edit),
        web.post("/phone/tap", _tap),
        web.post("/phone/start", _start),
        web.post("/phone/block", _block),
        web.post("/phone/unblock", _unblock),
        web.post("/phone/groups", _new_group),
        web.post("/phone/members", _members),
        web.post("/phone/migrate", _migrate),
        web.get("/phone/bots", _bots),
        web.get("/phone/files/{file}", _file),
    ]


async def _people(request: web.Request) -> web.Response:
    messenger = request.app[MESSENGER]
    return web.json_response([_person_shape(messenger, one) for one in messenger.people.values()])


async def _new_person(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    name = call.text("name").strip()
    if not name:
        raise bad_request("name is empty")
    if call.text("network") not in {"", "telegram", "zalo"}:
        raise bad_request("network is telegram or zalo")
    language = call.text("language") or "vi"
    network: Network = "zalo" if call.text("network") == "zalo" else "telegram"
    person = messenger.add_person(name, call.text("label"), call.text("username"), language, network)
    return web.json_response(_person_shape(messenger, person))


async def _messages(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    who, chat_id = _who(messenger, call), call.integer("chat")
    chat = actions.chat_of(messenger, who, chat_id)
    return web.json_response([phone_view.message(one, chat) for one in actions.messages(messenger, who, chat_id)])


async def _send(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    reply_to = call.integer("reply_to") if call.has("reply_to") else None
    who, chat = _who(messenger, call), call.integer("chat")
    return _shown(actions.send(messenger, who, chat, call.text("text"), reply_to))


async def _upload(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    kind, file = call.text("kind"), call.files.get("file")
    if file is None:
        raise bad_request("file is missing")
    if kind not in {"photo", "document"}:
        raise bad_request("kind is photo or document")
    sent = actions.upload(
        messenger,
        _who(messenger, call),
        call.integer("chat"),
        "photo" if kind == "photo" else "document",
        file.data,
        file.name,
        file.mime,
        caption=call.text("caption").strip(),
        album=call.text("album"),
        reply_to=call.integer("reply_to") if call.has("reply_to") else None,
    )
    return _shown(sent)


async def _contact(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    user_id = call.integer("user_id") if call.has("user_id") else None
    who, chat = _who(messenger, call), call.integer("chat")
    return _shown(actions.contact(messenger, who, chat, call.text("phone"), call.text("first_name"), user_id))


async def _location(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    who, chat = _who(messenger, call), call.integer("chat")
    place = call.number("latitude"), call.number("longitude")
    return _shown(actions.location(messenger, who, chat, *place))


async def _sticker(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    return _shown(actions.sticker(messenger, _who(messenger, call), call.integer("chat")))


async def _voice(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    return _shown(actions.voice(messenger, _who(messenger, call), call.integer("chat")))


async def _edit(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    who, chat, message = _who(messenger, call), call.integer("chat"), call.integer("message_id")
    return _shown(actions.edit(messenger, who, chat, message, call.text("text")))


async def _tap(request: web.Request) -> web.Response:
    """Press a button and wait a little for the bot's answer; null when none came."""
    messenger, call = await _read(request)
    who, chat, message = _who(messenger, call), call.integer("chat"), call.integer("message_id")
    tap = actions.tap(messenger, who, chat, message, call.text("data"))
    try:
        async with asyncio.timeout(call.integer("wait", WAIT_FOR_ANSWER)):
            await tap.answered.wait()
    except TimeoutError:
        return web.json_response({"answer": None})
    return web.json_response({"answer": tap.answer})


async def _start(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    who = _who(messenger, call)
    return _shown(actions.start(messenger, who, call.integer("bot"), call.text("payload")))


async def _block(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    actions.block(messenger, _who(messenger, call), call.integer("bot"))
    return web.json_response({})


async def _unblock(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    actions.unblock(messenger, _who(messenger, call), call.integer("bot"))
    return web.json_response({})


async def _new_group(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    kind, title, by = call.text("kind") or "group", call.text("title").strip(), _who(messenger, call, "by")
    members = call.structure("people") or []
    if kind not in {"group", "supergroup"}:
        raise bad_request("kind is group or supergroup")
    if not title or not isinstance(members, list):
        raise bad_request("a group needs a title and a list of people")
    chat = groups.create(messenger, title, members, by, "group" if kind == "group" else "supergroup")
    return web.json_response(phone_view.chat_line(chat, by))


async def _members(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    by = _who(messenger, call, "by")
    chat = groups.of_person(messenger, call.integer("chat"), by)
    if call.has("add"):
        groups.add(messenger, chat, by, messenger.somebody(call.integer("add")))
    else:
        groups.remove(messenger, chat, by, messenger.somebody(call.integer("remove")))
    return web.json_response({})


async def _migrate(request: web.Request) -> web.Response:
    messenger, call = await _read(request)
    successor = groups.migrate(messenger, groups.find(messenger, call.integer("chat")))
    return web.json_response({"id": successor.id})


async def _bots(request: web.Request) -> web.Response:
    return web.json_response([_bot_shape(bot) for bot in request.app[MESSENGER].bots.values()])


async def _file(request: web.Request) -> web.Response:
    """The bytes; anything but a picture is only ever saved, never opened as a page of ours."""
    kept = request.app[MESSENGER].files.by_id.get(request.match_info["file"])
    if kept is None:
        raise RefusalError(404, "there is no such file")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Type": kept.mime}
    if kept.mime not in _SHOWN_INLINE:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=kept.data, headers=headers)


async def _read(request: web.Request) -> tuple[Messenger, Call]:
    return request.app[MESSENGER], await parameters.read(request)


def _who(messenger: Messenger, call: Call, field: str = "person") -> Person:
    return actions.person(messenger, call.integer(field))


def _shown(message: Message) -> web.Response:
    return web.json_response(phone_view.message(message))


def _person_shape(messenger: Messenger, person: Person) -> Json:
    chats: list[Chat] = messenger.chats_of(person)
    lines: list[dict[str, Any]] = [phone_view.chat_line(chat, person) for chat in chats]
    own = {"id": person.id, "name": person.name, "label": person.label, "username": person.username}
    own["network"] = person.network
    return own | {"chats": sorted(lines, key=lambda line: line["last_at"] or "", reverse=True)}


def _bot_shape(bot: Bot) -> Json:
    return {"id": bot.id, "name": bot.name, "username": bot.username, "kind": bot.kind, "network": bot.network}
