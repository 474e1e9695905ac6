"""Keeps tokens out of logs and reasons: they are part of the addresses that messengers are called at."""

from urllib.parse import quote

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
