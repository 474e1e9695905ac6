"""What is pasted into a setting, and what comes along with it: spaces, ends of lines, quotes, half a token."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

QUOTES = "\"'`“”‘’«»"
# https://core.telegram.org/bots/api#authorizing-your-bot shows one, and promises no length.
_TELEGRAM = re.compile(r"[0-9]+:[A-Za-z0-9_-]+", re.ASCII)


def _trimmed(value: object) -> object:
    """What stands around it is nobody's secret."""
    return value.strip() if isinstance(value, str) else value


def _whole(secret: SecretStr) -> SecretStr:
    """In one piece and without quotes. Raises PydanticCustomError, which never says what it holds."""
    text = secret.get_secret_value()
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise PydanticCustomError("space_inside", "a space or an end of line within")
    if text and (text[0] in QUOTES or text[-1] in QUOTES):
        raise PydanticCustomError("quoted", "in quotes")
    return secret


def _telegram(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if text and not _TELEGRAM.fullmatch(text):
        raise PydanticCustomError("no_telegram_token", "not the shape of a token")
    return token


Secret = Annotated[SecretStr, BeforeValidator(_trimmed), AfterValidator(_whole)]
Address = Secret
TelegramToken = Annotated[SecretStr, BeforeValidator(_trimmed), AfterValidator(_whole), AfterValidator(_telegram)]
