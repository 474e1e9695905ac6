"""`dunghan zalo-oa`: the first pair of tokens, and how long the present one lives."""

import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from bot import token_seal
from bot.opened import opened
from bot.settings import Settings, ZaloOaSettings
from channels.zalo_oa import OaApp
from channels.zalo_oa_client import Client
from channels.zalo_oa_tokens import Pair, TokenLaterError, TokenLostError, exchanged, refreshed
from locales import Speaker
from storage import zalo_tokens
from storage.tables import ZaloOaTokens

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
REFRESH_LIFE = timedelta(days=90)  # "3 months"
VERIFIER_BYTES = 32  # 43 characters


class CannotLogInError(Exception):
    """`key` is the sentence that says why, `words` fill it in."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(key)
        self.key = key
        self.words = words


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent asked for: the page to open, and what proves that the answer is to us."""

    page: str
    challenge: str
    verifier: str = field(repr=False)
    state: str


def consent(settings: ZaloOaSettings) -> Consent:
    """Ask for a consent (PKCE, S256). Raises CannotLogInError when a setting is missing."""
    _check(settings)
    if not settings.redirect_url:
        raise CannotLogInError("zalo_oa.login.no_redirect")
    verifier, state = secrets.token_urlsafe(VERIFIER_BYTES), secrets.token_urlsafe(12)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "app_id": settings.app_id,
        "redirect_uri": settings.redirect_url,
        "code_challenge": challenge,
        "state": state,
    }
    page = f"{settings.oauth_url.rstrip('/')}/v4/oa/permission?{urlencode(asked)}"
    return Consent(page, challenge, verifier, state)


def code_in(pasted: str, asked: Consent, oa_id: str) -> str:
    """The code in an address the browser was sent to, or the code itself.

    Raises CannotLogInError for an answer to somebody else's question, or of another OA.
    """
    pasted = pasted.strip()
    if "?" not in pasted and "=" not in pasted:
        code = pasted
    else:
        told = parse_qs(urlsplit(pasted).query or pasted)
        code = told.get("code", [""])[0]
        if told.get("state", [asked.state])[0] not in ("", asked.state):  # Zalo need not say it again
            raise CannotLogInError("zalo_oa.login.other_state")
        if told.get("oa_id", [oa_id])[0] != oa_id:
            raise CannotLogInError("zalo_oa.login.other_oa", oa=told["oa_id"][0], wanted=oa_id)
    if not code:
        raise CannotLogInError("zalo_oa.login.no_code")
    return code


async def log_in(settings: Settings, code: str, asked: Consent, now: datetime) -> Pair:
    """Exchange a code for the first pair and store it. Raises CannotLogInError."""
    return await _got(settings, lambda client, app: exchanged(client, app, code, asked.verifier, now))


async def log_in_with(settings: Settings, refresh_token: str, now: datetime) -> Pair:
    """Use up a refresh token from the API Explorer, and store the pair it gives. Raises CannotLogInError."""
    if not refresh_token.strip():
        raise CannotLogInError("zalo_oa.login.no_code")
    return await _got(settings, lambda client, app: refreshed(client, app, refresh_token.strip(), now))


async def status(settings: Settings, say: Speaker, now: datetime) -> tuple[str, bool]:
    """How the tokens are, in words, and whether that is well. Raises CannotLogInError when a setting is missing."""
    _check(settings.zalo_oa)
    return told_of(await _row(settings), settings.data, say, now)


def told_of(row: ZaloOaTokens | None, folder: Path, say: Speaker, now: datetime) -> tuple[str, bool]:
    """How a pair of tokens is, in words, and whether that is well. `folder`: where the key is that opens it."""
    if row is None:
        return say("zalo_oa.status.none"), False
    if not token_seal.opens(folder, row.refresh_token):
        return say("zalo_oa.status.sealed", where=folder), False
    if row.lost_at is not None:
        return say("zalo_oa.status.lost", since=say.moment(row.lost_at, HERE)), False
    if row.refreshed_at + REFRESH_LIFE <= now:
        return say("zalo_oa.status.too_old", since=say.moment(row.refreshed_at, HERE)), False
    return (
        say(
            "zalo_oa.status.fine",
            oa=row.oa_id,
            refreshed=say.moment(row.refreshed_at, HERE),
            expires=say.moment(row.expires_at, HERE),
            until=say.full_day((row.refreshed_at + REFRESH_LIFE).astimezone(HERE).date()),
        ),
        True,
    )


def done(pair: Pair, say: Speaker) -> str:
    """What to say after a login."""
    return say("zalo_oa.login.done", expires=say.moment(pair.expires_at, HERE))


def _check(settings: ZaloOaSettings) -> None:
    if not settings.is_set:
        raise CannotLogInError("zalo_oa.login.not_set")


async def _got(settings: Settings, ask: Callable[[Client, OaApp], Awaitable[Pair]]) -> Pair:
    """Database and key are opened first: what Zalo gives, it gives once, and nothing may keep it from being stored."""
    oa = settings.zalo_oa
    _check(oa)
    async with opened(settings) as database:
        client = Client(oa.api_url, oa.oauth_url)
        try:
            seal = token_seal.seal_in(settings.data)
            pair = await ask(client, OaApp(oa.app_id, oa.app_secret.get_secret_value()))
            access, refresh = seal.closed(pair.access), seal.closed(pair.refresh)
            async with database.sessions.begin() as session:
                await zalo_tokens.log_in(
                    session, oa.app_id, oa.oa_id, access, refresh, pair.expires_at, pair.refreshed_at
                )
        except token_seal.SealError:
            raise CannotLogInError("zalo_oa.status.sealed", where=settings.data) from None
        except (TokenLostError, TokenLaterError) as error:
            raise CannotLogInError("zalo_oa.login.refused", words=error) from None
        finally:
            await client.close()
    return pair


async def _row(settings: Settings) -> ZaloOaTokens | None:
    async with opened(settings) as database, database.sessions() as session:
        return await zalo_tokens.of(session, settings.zalo_oa.app_id)
