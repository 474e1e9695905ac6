"""Keeps the bot's token out of logs and reasons: it is part of every address the Telegram libraries call."""

import logging

SHOWN = 300  # characters of a foreign error text that are kept


def quiet_libraries() -> None:
    """httpx prints whole addresses at INFO, python-telegram-bot at DEBUG; its reader prints whole answers."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)


class Veil:
    """Takes the token out of texts."""

    __slots__ = ("_hidden",)

    def __init__(self, token: str) -> None:
        self._hidden = (token, token.replace(":", "%3A"))

    def over(self, error: BaseException) -> str:
        """The error in words, on one line, without the token."""
        text = f"{type(error).__name__}: {error}"
        for secret in self._hidden:
            text = text.replace(secret, "<token>")
        return " ".join(text.split())[:SHOWN]
