"""Takes out of what is about to be logged whatever is a secret or somebody's: by known values, by shape, by origin."""

import re
import traceback
from collections.abc import Collection, Iterator
from types import TracebackType
from typing import Any
from urllib.parse import quote

from sqlalchemy.exc import StatementError
from structlog.typing import EventDict, ExcInfo

SHORTEST_SECRET = 6  # shorter ones would be found in any text
FRAMES, CHAIN, STATEMENT = 25, 6, 200  # how much of an error is told: calls, causes, characters of SQL

_SHAPES = (
    (re.compile(r"\d{1,20}(?::|%3A)[A-Za-z0-9_-]{20,}"), "[token]"),  # Telegram's and Zalo Bot's, also in an address
    (re.compile(r"(?<=://)[^/\s@]+@"), "[secret]@"),  # a name and a password in an address
    (re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]+"), r"\1?[…]"),
    (
        re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{22,}"),
        "[token]",
    ),  # keys, invitations, signed links, the Official Account's tokens
    (re.compile(r"(?<![\w.])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\w)"), "[phone]"),
)
# Of what libraries say only the frame is theirs: what they quote, and what is not plain English, is somebody's.
_QUOTED = re.compile(
    r"""(?<!\w)(?:'(?:\\.|[^'\\])*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$)|`[^`]*(?:`|$)|[“«][^”»]*(?:[”»]|$))"""
)
_NOT_ENGLISH = re.compile(r"\S*[^\x00-\x7f]\S*")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # breaks lines, or turns them round


class Redacting:
    """`secrets`: texts that are hidden wherever they stand, also as they stand in addresses."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        long = {form for one in secrets if len(one) >= SHORTEST_SECRET for form in (one, quote(one, safe=""))}
        self._secrets = sorted(long, key=len, reverse=True)

    def event(self, event: EventDict, *, is_foreign: bool) -> EventDict:
        """One event, of which nothing else is shown. `is_foreign`: a library says it."""
        trace = event.pop("exception", None)
        for key in [one for one in event if not one.startswith("_")]:
            event[key] = self._value(event[key])
        if is_foreign:
            event["event"] = foreign(str(event["event"]))
        if trace is not None:
            event["exception"] = self._hidden(trace)
        return event

    def _value(self, value: Any) -> Any:
        match value:
            case None | bool() | float():
                return value
            case int():
                return value if self._hidden(str(value)) == str(value) else "[phone]"
            case BaseException():
                return self._line(shown(value))
            case dict():
                return {self._line(str(key)): self._value(one) for key, one in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._value(one) for one in value]
            case _:
                return self._line(str(value))

    def _line(self, text: str) -> str:
        return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), self._hidden(text))

    def _hidden(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        for shape, shown_as in _SHAPES:
            text = shape.sub(shown_as, text)
        return text


def foreign(text: str) -> str:
    """What a library says, or the system, without what it quotes."""
    return _NOT_ENGLISH.sub("[…]", _QUOTED.sub("[…]", text))


def shown(error: BaseException) -> str:
    """An error on one line: its kind. Its words only where the system or the network chose them; of SQL no value."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError):
        return f"{kind}: {foreign(str(error))}"
    if isinstance(error, StatementError):
        state = getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
        return f"{kind}: {state}: {' '.join((error.statement or '').split())[:STATEMENT]}"
    return kind


def traced(exc_info: ExcInfo) -> str:
    """An error with the calls that led to it and what caused it, the cause first: places and kinds, no values."""
    return "\n".join(_calls(one.__traceback__) + _UNSEEN.sub(" ", shown(one)) for one in reversed(_chain(exc_info[1])))


def _calls(trace: TracebackType | None) -> str:
    return "".join(traceback.format_list(traceback.extract_tb(trace)[-FRAMES:]))


def _chain(error: BaseException) -> list[BaseException]:
    """The error, what is in its group, what caused it: each once, so many at the most."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting and len(found) < CHAIN:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += _behind(one)
    return found


def _behind(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions
    if error.__cause__ is not None:
        yield error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield error.__context__
