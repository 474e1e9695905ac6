"""SQLite's answers noted in one run and given from memory in the next: what is left is ours and SQLAlchemy's."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from unittest.mock import patch

from storage import sqlite

Answer = tuple[Any, list[Any], int, int | None]
"""A cursor's description, rows, rowcount and lastrowid."""


@contextmanager
def noted(answers: list[Answer]) -> Iterator[None]:
    """Note what is answered, one after the other."""

    class Noting(sqlite._Cursor):
        def execute(self, *asked: Any) -> Self:
            super().execute(*asked)
            answers.append((self.description, list(self._rows), self.rowcount, self.lastrowid))
            return self

        def executemany(self, *asked: Any) -> Self:
            super().executemany(*asked)
            answers.append((None, [], self.rowcount, self.lastrowid))
            return self

    with patch.object(sqlite, "_Cursor", Noting):
        yield


@contextmanager
def given(answers: deque[Answer]) -> Iterator[None]:
    """Give the same answers in the same order, whatever is asked: the same must be done from the same rows."""

    class Giving(sqlite._Cursor):
        _description, _rowcount, _lastrowid = None, -1, None  # before anything is asked

        def execute(self, *asked: Any) -> Self:
            self._description, rows, self._rowcount, self._lastrowid = answers.popleft()
            self._rows = deque(rows)
            return self

        executemany = execute

        description = property(lambda self: self._description)
        rowcount = property(lambda self: self._rowcount)
        lastrowid = property(lambda self: self._lastrowid)

    with patch.object(sqlite, "_Cursor", Giving):
        yield
