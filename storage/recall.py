"""What one transaction has asked of the database already, so that it need not ask again."""

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

_KEPT = "recalled"  # a session lives as long as its transaction
_Answer = TypeVar("_Answer")


async def once(session: AsyncSession, what: Hashable, ask: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The answer to a question, asked at most once in a transaction; whoever changes it says `forget`."""
    kept = session.info.setdefault(_KEPT, {})
    if what not in kept:
        kept[what] = await ask()
    answer: _Answer = kept[what]
    return answer


def forget(session: AsyncSession) -> None:
    """Something was changed that an answer may rest on: all are asked anew."""
    session.info.pop(_KEPT, None)
