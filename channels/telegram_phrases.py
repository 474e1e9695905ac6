"""What Telegram's refusals mean for a message: the vendor's exact words beside our outcomes."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from aiohttp import ClientConnectorError, ConnectionTimeoutError
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBDeprecationWarning

from channels.backoff import FIRST_WAIT, growing
from channels.channel import UnauthorizedError
from domain.chat import Ambiguous, Blocked, Later, Moved, Outcome, Refused, Sent

UNREACHABLE = (
    # 400s (the 403s are all of this class): nothing gets through until the person or group acts.
    "chat not found",
    "peer_id_invalid",
    "user is deactivated",
    "group chat is deactivated",
    "user_deactivated",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "not enough rights to send",  # … text messages | photos | documents to the chat
    "have no rights to send a message",
    "need administrator rights in the channel chat",
    "topic_closed",
)
UNCHANGED = "message is not modified"  # the edit has already happened
UNEDITABLE = ("message to edit not found", "message can't be edited")
TOO_LARGE = "request entity too large"

NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)

NO_CONNECTION_WAIT = timedelta(seconds=5)
TOO_MANY_SECONDS = 30.0  # for a 429 that does not say how long
CONFLICT_WAIT = timedelta(seconds=30)
UNAUTHORIZED_WAIT = timedelta(minutes=1)


def outcome(error: TelegramError, reason: str, edit: str) -> Outcome:
    """What a failed request means.

    `reason` is the error in words that are safe to store; `edit` the message that was to be changed, or "".
    """
    match error:
        case RetryAfter():
            return Later(retry_after(error), reason, is_too_many=True)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Forbidden():
            return Blocked(reason)
        case InvalidToken():
            return Later(UNAUTHORIZED_WAIT, "unauthorized", whole_bot=True)
        case Conflict():
            return Later(CONFLICT_WAIT, reason)
        case BadRequest():
            return _bad_request(error.message.lower(), reason, edit)
        case NetworkError():
            return _network(error, reason)
        case _:
            return Ambiguous(reason)  # an answer of which only a part could be read


def too_many(answer: bytes) -> RetryAfter:
    """The error for a 429 with this body. The library, left to itself, warns of a change to come."""
    try:
        seconds = float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        seconds = TOO_MANY_SECONDS
    with _no_deprecation():
        return RetryAfter(timedelta(seconds=seconds))


def retry_after(error: RetryAfter) -> timedelta:
    """How long a 429 asks to wait."""
    with _no_deprecation():
        wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def wait_after(error: Exception, failures: int) -> float:
    """Seconds to wait before asking again, when so many errors came before this one. Raises UnauthorizedError."""
    if isinstance(error, UnauthorizedError):
        raise error
    if isinstance(error, RetryAfter):
        return max(retry_after(error).total_seconds(), FIRST_WAIT)
    return growing(failures)


@contextmanager
def _no_deprecation() -> Iterator[None]:
    """The attribute turns from seconds into a timedelta in a later version; we read both."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        yield


def _bad_request(words: str, reason: str, edit: str) -> Outcome:
    if UNCHANGED in words and edit:
        return Sent(edit)
    if any(phrase in words for phrase in UNREACHABLE):
        return Blocked(reason)
    return Refused(next((phrase for phrase in UNEDITABLE if phrase in words), reason))


def _network(error: NetworkError, reason: str) -> Outcome:
    if isinstance(error.__cause__, NEVER_LEFT):
        return Later(NO_CONNECTION_WAIT, reason, whole_bot=True)
    if TOO_LARGE in error.message.lower():
        return Refused(reason)
    return Ambiguous(reason)  # 5xx, time-outs and cut connections: it may have arrived
