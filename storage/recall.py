"""What one transaction has asked of the database already, so that it need not ask again."""

from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

_KEPT, _KEPT_FOR_ALL = "recalled", "recalled for all"  # a session lives as long as its transaction
_Answer = TypeVar("_Answer")


async def once(
    session: AsyncSession, what: Hashable, ask: Callable[[], Awaitable[_Answer]], *, for_all: bool = False
) -> _Answer:
    """The answer to a question, asked at most once in a transaction; whoever changes it says `forget`.

    `for_all`: also where several pieces of work go together in one, and the answer holds no row of their tables.
    """
    kept = session.info.setdefault(_KEPT_FOR_ALL if for_all else _KEPT, {})
    if what not in kept:
        kept[what] = await ask()
    answer: _Answer = kept[what]
    return answer


def know(session: AsyncSession, what: Hashable, answer: object) -> None:
    """The answer to a question came along with another's: it need not be asked."""
    session.info.setdefault(_KEPT, {})[what] = answer


def forget(session: AsyncSession) -> None:
    """Something was changed that an answer may rest on: all are asked anew."""
    session.info.pop(_KEPT_FOR_ALL, None)
    begin_anew(session)


def begin_anew(session: AsyncSession) -> None:
    """Another piece of work begins, which may have other rows in hand."""
    session.info.pop(_KEPT, None)
