"""What a process does, where the work is split among several on one database."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """`receive` takes in what people say and handles it, whoever took it in; `tick` asks; `send` sends."""

    RECEIVE = "receive"
    TICK = "tick"
    SEND = "send"


ALL = frozenset(Role)


def read(text: str) -> Collection[Role]:
    """The roles of "receive,tick". Raises ValueError with the first word that is none."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in list(Role):
            raise ValueError(word)
    return frozenset(Role(word) for word in words) or ALL
