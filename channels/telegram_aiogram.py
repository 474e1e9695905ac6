"""aiogram, whose models are built when they are used, and not all of them when it is imported.

So it is said in aiogram itself (`defer_build`), but at its import it asks for every one of its 403 all the same: 1.6 of
its 2 seconds and 100 of its 125 MiB, where we read four kinds of update
(https://github.com/aiogram/aiogram/issues/1876, https://github.com/aiogram/aiogram/issues/1513). Decision 0028.
"""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel

_REBUILD = "model_rebuild"
_rebuild: Callable[..., bool | None] = vars(BaseModel)[_REBUILD].__func__
_names: dict[str, Any] = {}  # what aiogram's annotations speak of


def _note(_of: type[BaseModel], /, **options: Any) -> None:
    """In place of building a model."""
    _names.update(options.get("_types_namespace", {}))


def _build(of: type[BaseModel], /, **options: Any) -> bool | None:
    """Pydantic asks for it where a model is used for the first time; it would not know the names."""
    return _rebuild(of, **{"_types_namespace": _names} | options)


with patch.object(BaseModel, _REBUILD, classmethod(_note)):
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.enums import ChatType, ContentType
    from aiogram.exceptions import (
        TelegramBadRequest,
        TelegramConflictError,
        TelegramNotFound,
        TelegramRetryAfter,
        TelegramUnauthorizedError,
    )
    from aiogram.methods import Response, TelegramMethod
    from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

for _base in (TelegramObject, TelegramMethod, Response):
    setattr(_base, _REBUILD, classmethod(_build))
for _read in (Message, CallbackQuery, Chat, User):  # nobody who speaks to us waits for these
    _read.model_rebuild()

__all__ = [
    "AiohttpSession",
    "Bot",
    "CallbackQuery",
    "Chat",
    "ChatType",
    "ContentType",
    "Message",
    "TelegramAPIServer",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramMethod",
    "TelegramNotFound",
    "TelegramRetryAfter",
    "TelegramUnauthorizedError",
    "User",
]
