"""Picks work so that several processes never do the same piece: what one has picked, the others pass over."""

from typing import Any, TypeVar

from sqlalchemy import Select

from storage.tables import Table

_Question = TypeVar("_Question", bound="Select[Any]")


def free(question: _Question, of: type[Table]) -> _Question:
    """The rows of the question that no other transaction has picked; they are ours until this one is over.

    SQLite, where one transaction runs at a time, needs no such words and drops them. Rows that refer to a picked one
    may be written meanwhile (FOR NO KEY UPDATE).
    """
    return question.with_for_update(of=of, skip_locked=True, key_share=True)
