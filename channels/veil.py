"""Keeps tokens out of logs and reasons: they are part of the addresses that messengers are called at."""

import re
from urllib.parse import quote

CAUSES = 4  # of an error that are named
SHOWN = 300  # characters of a foreign error text that are kept


class Veil:
    """Takes secrets out of texts, also as they stand in addresses. An empty one hides nothing."""

    __slots__ = ("_hidden",)

    def __init__(self, *secrets: str) -> None:
        self._hidden = [form for one in secrets if one for form in (one, quote(one, safe=""))]

    def over(self, error: BaseException) -> str:
        """The error in words, on one line, without the secrets."""
        return self.in_text(f"{type(error).__name__}: {error}")

    def in_text(self, text: str) -> str:
        """A foreign text on one line, without the secrets."""
        for secret in self._hidden:
            text = text.replace(secret, "<token>")
        return " ".join(text.split())[:SHOWN]


_KIND = re.compile(
    r"(?:-?\d{1,6}|HTTP \d{3}|[A-Za-z]{0,40}(?:Error|Timeout|Exception)|BadRequest|Forbidden|RetryAfter|Conflict)\b"
)
_OURS = ("unauthorized", "closed", "no token now", "no token")


def named(error: BaseException) -> str:
    """An error for the log: of which kind it is, and what caused it. Its words may be somebody's."""
    kinds: list[str] = []
    now: BaseException | None = error
    while now is not None and len(kinds) < CAUSES:
        number = next((one for name in ("code", "errno") if isinstance(one := getattr(now, name, None), int)), "")
        kinds.append(f"{type(now).__name__} {number}".strip())
        now = now.__cause__ or now.__context__
    return " < ".join(kinds)


def in_brief(reason: str) -> str:
    """Why a messenger did not take a message, for the log: its number or kind. Its words may quote the message.

    They stand in the outbox, beside the message itself.
    """
    if found := _KIND.match(reason):
        return found[0]
    return next((known for known in _OURS if reason.startswith(known)), "in words, see `dunghan outbox list`")
