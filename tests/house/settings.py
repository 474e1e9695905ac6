"""The names of all settings, as the environment has them."""

from collections.abc import Iterator

from pydantic import BaseModel

from bot.settings import Settings


def _names(of: type[BaseModel], before: str) -> Iterator[str]:
    for key, field in of.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _names(inner, f"{before}{key}__".upper())
        else:
            yield f"{before}{key}".upper()


SETTINGS = sorted(_names(Settings, "DUNGHAN_"))
