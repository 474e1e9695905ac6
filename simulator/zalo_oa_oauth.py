"""`/v4/oa/…`: an administrator of the Official Account consents, and tokens are given, each refresh token once."""

import base64
import hashlib
from urllib.parse import urlencode

from aiohttp import web

from simulator import parameters, spoiling
from simulator.errors import RefusalError
from simulator.faults import AFTERWARDS, INSTEAD, REFUSALS
from simulator.messenger import Messenger
from simulator.model import Bot, Json
from simulator.parameters import Call
from simulator.site import MESSENGER
from simulator.zalo_oa_account import ACCESS_LIFE, CODE_LIFE

BAD_APP, BAD_REDIRECT, BAD_SECRET, BAD_TOKEN, BAD_CODE = -14002, -14003, -14004, -14014, -14019


def routes() -> list[web.RouteDef]:
    """What a browser and the bot call."""
    return [web.get("/v4/oa/permission", _permission), web.post("/v4/oa/access_token", _access_token)]


async def _permission(request: web.Request) -> web.Response:
    """A consent that is given at once: the browser is sent back with a code."""
    messenger, call = request.app[MESSENGER], await parameters.read(request)
    bot = _bot(messenger, call.text("app_id"))
    if bot is None:
        return web.json_response(_error(BAD_APP, "Invalid app id"))
    redirect = call.text("redirect_uri")
    if bot.oa.redirect_uri and redirect != bot.oa.redirect_uri:
        return web.json_response(_error(BAD_REDIRECT, "Invalid redirect uri"))
    code = f"code-{len(bot.oa.codes) + 1}"
    bot.oa.codes[code] = (call.text("code_challenge"), messenger.now() + CODE_LIFE)
    back = {"code": code, "oa_id": bot.oa.oa_id, "state": call.text("state")}
    raise web.HTTPFound(f"{redirect}?{urlencode(back)}")


async def _access_token(request: web.Request) -> web.Response:
    messenger, call = request.app[MESSENGER], await parameters.read(request)
    fault = messenger.faults.on_call("access_token", None)
    if fault and fault.kind in REFUSALS:
        return web.json_response(_error(fault.code or -32, "armed"))
    if fault and fault.kind in INSTEAD:
        return await spoiling.instead(request, fault, RefusalError(500, fault.kind))
    answer = web.json_response(_granted(messenger, call, request.headers.get("secret_key", "")))
    return spoiling.afterwards(request, fault, answer) if fault and fault.kind in AFTERWARDS else answer


def _granted(messenger: Messenger, call: Call, secret: str) -> Json:
    bot, now = _bot(messenger, call.text("app_id")), messenger.now()
    if bot is None:
        return _error(BAD_APP, "Invalid app id")
    if secret != bot.oa.app_secret:
        return _error(BAD_SECRET, "Invalid secret key", bot)
    if call.text("grant_type") == "refresh_token":
        if not bot.oa.use_refresh(call.text("refresh_token"), now):
            return _error(BAD_TOKEN, "Invalid refresh token", bot)
        bot.oa.refreshes += 1
    else:
        challenge, ends = bot.oa.codes.pop(call.text("code"), ("", now))
        if ends <= now or challenge != s256(call.text("code_verifier")):
            return _error(BAD_CODE, "Invalid authorization code", bot)
    access, refresh = bot.oa.grant(now)
    seconds = str(int(ACCESS_LIFE.total_seconds()))  # text, as on the real server
    return {"access_token": access, "refresh_token": refresh, "expires_in": seconds}


def s256(verifier: str) -> str:
    """The challenge that belongs to a verifier (PKCE)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _bot(messenger: Messenger, app_id: str) -> Bot | None:
    accounts = (bot for bot in messenger.bots.values() if bot.kind == "zalo_oa")
    return next((bot for bot in accounts if bot.oa.app_id == app_id), None)


def _error(code: int, words: str, bot: Bot | None = None) -> Json:
    """With HTTP 200, and in the one or the other of two shapes that have been seen."""
    if bot and bot.oa.manner.error_names:
        return {"error_name": words, "error_reason": words, "error_description": words}
    return {"error_name": words, "error_reason": words, "error": code}
