"""The OA's access token and the refresh token that can be used once: kept elsewhere, renewed here by one at a time.

An access token lives 25 hours, a refresh token three months; refreshing uses the refresh token up and gives a new
pair, which is stored before it is used. Between Zalo's answer and that commit lies a moment in which a crash loses
the only refresh token: nobody can close it, for Zalo gives a pair once. The remedy is a new `dunghan zalo-oa login`,
and the alarm says so; until the access token expires (five hours at least) messages still go out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from channels.veil import named
from channels.zalo_oa_client import ANSWER_SECONDS, SHOWN, Client
from channels.zalo_oa_errors import LostAnswerError, NeverLeftError, RefusedError

RENEW_BEFORE = timedelta(hours=5)
CLAIM = timedelta(seconds=2 * ANSWER_SECONDS)  # longer than one request can take, so that no two ever overlap
LOOK_AGAIN_SECONDS = 1.0
TRY_AGAIN = timedelta(minutes=1)
LIFE = timedelta(hours=25)  # where Zalo does not say it
LONGEST_LIFE = timedelta(days=90)
RATE = -32

log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """What somebody has to see to."""

    LOGIN = "login"  # the tokens are lost: the OA's administrator must consent again
    CONSOLE = "console"  # Zalo refuses everything until something is changed in its console or paid


Alarm = Callable[[Trouble, str], Awaitable[None]]
"""Tells whoever looks after the bot: what it is, and Zalo's own words for it."""


class TokenLostError(Exception):
    """There is no pair, or it cannot be refreshed any more: only a login helps."""


class TokenLaterError(Exception):
    """There is no token now; the next try may bring one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What Zalo gave. `lost_at`: since when the refresh token is known to be dead."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    refreshed_at: datetime
    lost_at: datetime | None = None


class TokenStore(Protocol):
    """Where the pair lives, for every process that serves this OA. Each call is committed when it returns."""

    async def load(self) -> Pair | None:
        """The pair; None before the first login."""

    async def claim(self, pair: Pair, now: datetime, until: datetime) -> bool:
        """Take the right to refresh this very pair. False: somebody else has it, or the pair is another by now."""

    async def release(self, pair: Pair) -> None:
        """Give the right back without a new pair."""

    async def replace(self, old: Pair, new: Pair) -> bool:
        """Put the new pair in the place of the one that was used up. False: somebody logged in meanwhile."""

    async def mark_lost(self, pair: Pair, now: datetime) -> None:
        """Note that this pair's refresh token is dead."""


@dataclass(frozen=True, slots=True)
class OaApp:
    """Who we are to Zalo's token endpoint."""

    app_id: str
    secret: str = field(repr=False)


class Tokens:
    """Gives out an access token that is good, refreshing in time."""

    def __init__(
        self,
        client: Client,
        app: OaApp,
        store: TokenStore,
        alarm: Alarm,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._client = client
        self._app = app
        self._store = store
        self._alarm = alarm
        self._now = now
        self._sleep = sleep
        self._one = asyncio.Lock()
        self._known: Pair | None = None
        self._unsaved: tuple[Pair, Pair] | None = None
        self._retry_at: datetime | None = None
        self.lost = asyncio.Event()  # set while there is no token that could be given out, and only a login helps

    async def access(self, refused: str = "") -> str:
        """A token to call with. `refused` is the one Zalo has just refused: it is not given out again.

        Raises TokenLostError, TokenLaterError.
        """
        async with self._one:
            if self._known and self._is_good(self._known, refused):
                return self._known.access
            try:
                self._known = await self._good_pair(refused)
            except TokenLostError:
                self.lost.set()
                raise
            except TokenLaterError:
                raise
            except Exception as error:  # the store: what it cannot do now it can do later
                log.exception("the tokens of the Zalo OA could not be read or stored")
                raise TokenLaterError(type(error).__name__) from None
            self.lost.clear()
            return self._known.access

    async def _good_pair(self, refused: str) -> Pair:
        waited = timedelta(0)
        while True:
            await self._save_unsaved()
            pair = await self._store.load()
            if pair is None:
                raise TokenLostError("no login yet")
            if self._is_good(pair, refused):
                return pair
            if pair.lost_at is not None:
                return self._last_use(pair, refused, TokenLostError("the refresh token is dead"))
            if self._retry_at and self._now() < self._retry_at:
                return self._last_use(pair, refused, TokenLaterError("the last refresh failed"))
            if await self._store.claim(pair, self._now(), self._now() + CLAIM):
                return await to_the_end(self._refresh(pair, refused))
            if self._lives(pair, refused):
                return pair
            if waited >= CLAIM:
                raise TokenLaterError("somebody else refreshes, and does not come to an end")
            await self._sleep(LOOK_AGAIN_SECONDS)
            waited += timedelta(seconds=LOOK_AGAIN_SECONDS)

    async def _refresh(self, pair: Pair, refused: str) -> Pair:
        """With the right to: ask for a new pair, store it, and only then use it."""
        try:
            new = await refreshed(self._client, self._app, pair.refresh, self._now())
        except TokenLaterError as error:
            log.warning("the tokens of the Zalo OA were not refreshed: %s", named(error))
            self._retry_at = self._now() + TRY_AGAIN
            await self._store.release(pair)
            return self._last_use(pair, refused, error)
        except TokenLostError as error:
            log.error("the tokens of the Zalo OA are lost (%s): run `dunghan zalo-oa login`", named(error))
            await self._alarm(Trouble.LOGIN, str(error))  # first: a crash in between alarms again, never not at all
            await self._store.mark_lost(pair, self._now())
            return self._last_use(pair, refused, error)
        self._retry_at = None
        self._unsaved = pair, new
        await self._save_unsaved()
        log.info("the tokens of the Zalo OA were refreshed, good until %s", new.expires_at.isoformat())
        return await self._store.load() or new

    async def _save_unsaved(self) -> None:
        """A pair that could not be stored stays in hand until it can: there will be no second copy of it."""
        if self._unsaved is not None:
            old, new = self._unsaved
            if not await self._store.replace(old, new):
                log.warning("somebody logged the Zalo OA in while its tokens were being refreshed: theirs stand")
            self._unsaved = None

    def _last_use(self, pair: Pair, refused: str, error: Exception) -> Pair:
        """What cannot be refreshed can be used up."""
        if self._lives(pair, refused):
            return pair
        raise error

    def _is_good(self, pair: Pair, refused: str) -> bool:
        return pair.access != refused and self._now() < pair.expires_at - RENEW_BEFORE

    def _lives(self, pair: Pair, refused: str) -> bool:
        return pair.access != refused and self._now() < pair.expires_at


async def to_the_end(work: Coroutine[Any, Any, Pair]) -> Pair:
    """Finish, whoever cancels: a stop of the bot must not fall between Zalo's answer and our commit."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def refreshed(client: Client, app: OaApp, refresh_token: str, now: datetime) -> Pair:
    """A new pair for a refresh token, which is used up by it. Raises TokenLostError, TokenLaterError."""
    return await _asked(client, app, {"grant_type": "refresh_token", "refresh_token": refresh_token}, now)


async def exchanged(client: Client, app: OaApp, code: str, verifier: str, now: datetime) -> Pair:
    """The first pair, for the code that a consent gave (10 minutes, once). Raises as `refreshed`."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return await _asked(client, app, form, now)


async def _asked(client: Client, app: OaApp, form: Mapping[str, str], now: datetime) -> Pair:
    try:
        answer = await client.authorise({"app_id": app.app_id, **form}, app.secret)
    except (RefusedError, NeverLeftError, LostAnswerError) as error:
        raise TokenLaterError(str(error)) from None
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        return Pair(access, refresh, now + life(answer.get("expires_in")), now)
    words = said(answer)
    for secret in (app.secret, *form.values()):
        words = words.replace(secret, "…") if len(secret) > len("authorization_code") else words
    raise (TokenLaterError if _number(answer) == RATE else TokenLostError)(words)


def life(expires_in: object) -> timedelta:
    """How long an access token lives, from seconds that come as text."""
    text = str(expires_in)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        return LIFE
    return min(timedelta(seconds=int(text)), LONGEST_LIFE)


def said(answer: Mapping[str, Any]) -> str:
    """The error of the token endpoint in words: `error` with `message`, or `error_name` with `error_reason`."""
    names = ("error", "error_name", "error_reason", "message")
    parts = [str(answer[name]) for name in names if isinstance(answer.get(name), int | str)]
    return " ".join(" ".join(parts).split())[:SHOWN] or "an answer without tokens"


def _number(answer: Mapping[str, Any]) -> int | None:
    code = str(answer.get("error", ""))
    return int(code) if code.lstrip("-").isdecimal() and len(code) < 10 else None
