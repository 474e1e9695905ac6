"""Statements asked with every answer: put into the database's words once, then asked of its driver itself.

SQLAlchemy finds out at each asking what a statement is, what its words are and what comes back: that takes three times
as long as the database's own work. Decision 0030.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Dialect, Select, UpdateBase
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault

Statement = Select[*tuple[Any, ...]] | UpdateBase
Words = Mapping[str, Any]
Row = tuple[Any, ...]
_Change = Callable[[Any], Any]  # between what we hold and what the driver takes or gives


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a parameter comes from: a word, one of a list that is a word, or what the statement itself says."""

    word: str | None
    at: int | None
    said: Any
    change: _Change | None

    def filled(self, words: Words) -> Any:
        """As the driver takes it."""
        if self.word is None:
            return self.said
        given = words[self.word] if self.at is None else words[self.word][self.at]
        return self.change(given) if self.change else given

    def fixed(self) -> "_Place":
        """The same for every asking."""
        return _Place(None, None, self.change(self.said) if self.change else self.said, None)


class _Sentence:
    """A statement in one database's words, for lists of one length."""

    def __init__(self, statement: Statement, dialect: Dialect, words: Words) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(words))
        self.text, self._places = _places(compiled, words)
        self._types = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
        self._changes: list[_Change | None] | None = None

    def parameters(self, words: Words) -> Row:
        """Of one asking."""
        return tuple(place.filled(words) for place in self._places)

    def rows(self, cursor: DBAPICursor, dialect: Dialect) -> list[Row]:
        """What came back, as we hold it."""
        if not self._types:
            return []
        if self._changes is None:
            told = [column[1] for column in cursor.description]
            self._changes = [of.result_processor(dialect, one) for of, one in zip(self._types, told, strict=True)]
        changes = self._changes
        return [
            tuple(value if change is None else change(value) for change, value in zip(changes, row, strict=True))
            for row in cursor.fetchall()
        ]


class Worded:
    """A statement of fixed shape. What is looked for in a list of any length is worded once for each length."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._sentences = dict[tuple[Any, ...], _Sentence]()
        self._lists: Collection[str] | None = None  # the words that become as many parameters

    async def rows(self, session: AsyncSession, words: Words) -> list[Row]:
        """What the statement says, or returns. What the session has not written yet is written first.

        Raises DBAPIError as the session does.
        """
        if session.new or session.dirty or session.deleted:
            await session.flush()
        return await session.run_sync(self._ask, words)

    async def one(self, session: AsyncSession, words: Words) -> Row | None:
        """The only row, or none."""
        return next(iter(await self.rows(session, words)), None)

    def _ask(self, session: Session, words: Words) -> list[Row]:
        connection = session.connection()
        sentence = self._sentence(connection.dialect, words)
        answer = connection.exec_driver_sql(sentence.text, sentence.parameters(words))
        return sentence.rows(answer.cursor, connection.dialect)

    def _sentence(self, dialect: Dialect, words: Words) -> _Sentence:
        if self._lists is None:
            binds = self._statement.compile(dialect=dialect, column_keys=list(words)).binds
            self._lists = [name for name, bind in binds.items() if bind.expanding]
        shape = dialect.name, *words, *(len(words[name]) for name in self._lists)
        if shape not in self._sentences:
            self._sentences[shape] = _Sentence(self._statement, dialect, words)
        return self._sentences[shape]


def _places(compiled: SQLCompiler, words: Words) -> tuple[str, Sequence[_Place]]:
    given = dict(words) | {column.key: _default(column) for column in compiled.prefetch}
    state = compiled.construct_expanded_state(given)
    lists = {part: (word, at) for word, parts in state.parameter_expansion.items() for at, part in enumerate(parts)}
    places = []
    for name in state.positiontup or ():
        word, at = lists.get(name, (name, None))
        of = compiled.binds[word].type.dialect_impl(compiled.dialect)
        place = _Place(word, at, state.parameters[name], of.bind_processor(compiled.dialect))
        places.append(place if word in words else place.fixed())
    return state.statement, places


def _default(column: Column[Any]) -> Any:
    """What SQLAlchemy would put into a column that is not named."""
    if not isinstance(column.default, ScalarElementColumnDefault):
        raise TypeError(f"{column} has to be named")
    return column.default.arg
