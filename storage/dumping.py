"""All rows of a database as files, one for each table, and back again: the same for SQLite and PostgreSQL."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, MetaData, Table, Text, bindparam, cast, func, select
from sqlalchemy import Date as SqlDate
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy import text as sql

VERSIONS = "alembic_version"
BATCH = 500
Progress = Callable[[str], None]


def dump(connection: Connection, folder: Path, told: Progress) -> dict[str, int]:
    """Write every table into `folder` as `<table>.jsonl`; how many rows each has. The caller holds the moment still.

    The tables are those that are there, so that a database of an older version is kept as it is.
    """
    return {table.name: _write(connection, table, folder, told) for table in tables(connection)}


def load(connection: Connection, folder: Path, told: Progress) -> dict[str, int]:
    """Read every file of `folder` into its table, which is empty; how many rows each has.

    Raises ValueError for a file without its table, or a row that does not fit.
    """
    known = {table.name: table for table in tables(connection)}
    if unknown := {file.stem for file in folder.glob("*.jsonl")} - set(known):
        raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
    counts = {}
    for name, table in known.items():
        told(name)
        counts[name] = _read(connection, table, folder / f"{name}.jsonl")
    for table in known.values():
        _number_on(connection, table)
    return counts


def tables(connection: Connection) -> list[Table]:
    """What there is, each after those it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


def _write(connection: Connection, table: Table, folder: Path, told: Progress) -> int:
    told(table.name)
    number = 0
    asked = select(*(_asked(column) for column in table.columns)).order_by(*table.primary_key.columns)
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
        for row in connection.execution_options(yield_per=BATCH).execute(asked):
            values = {name: _plain(value) for name, value in row._mapping.items()}
            file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
            number += 1
    return number


def _asked(column: Column[Any]) -> Any:
    """JSON as its own text: nothing and JSON's null are two things."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def _plain(value: object) -> object:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def _read(connection: Connection, table: Table, file: Path) -> int:
    """Whatever refers to a row of its own table does so when all are there."""
    to_itself = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    number = 0
    later: list[dict[str, Any]] = []
    for batch in _batches(file):
        rows = [{name: _value(table.columns[name], value) for name, value in row.items()} for row in batch]
        for row in rows:
            if any(row[name] is not None for name in to_itself):
                later.append({f"to_{name}": row[name] for name in to_itself} | {"of": row["id"]})
                row.update(dict.fromkeys(to_itself))
        _insert(connection, table, rows)
        number += len(rows)
    if later:
        changed: dict[str, Any] = {name: bindparam(f"to_{name}") for name in to_itself}
        connection.execute(table.update().where(table.columns.id == bindparam("of")).values(changed), later)
    return number


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    values = {column.name: _bound(connection, column) for column in table.columns if column.name in rows[0]}
    connection.execute(table.insert().values(values), rows)


def _bound(connection: Connection, column: Column[Any]) -> Any:
    if not isinstance(column.type, JSON):
        return bindparam(column.name, type_=column.type)
    as_text = bindparam(column.name, type_=Text())
    return as_text if connection.dialect.name == "sqlite" else func.json(as_text)


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case SqlDateTime():
            moment = datetime.fromisoformat(value)
            return moment if column.type.timezone else moment.replace(tzinfo=None)
        case SqlDate():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value, validate=True)
        case _:
            return value


def _batches(file: Path) -> Iterator[list[Mapping[str, Any]]]:
    batch: list[Mapping[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _number_on(connection: Connection, table: Table) -> None:
    """New rows are numbered after those that came."""
    if connection.dialect.name == "sqlite" or "id" not in table.columns:
        return
    newest = select(func.coalesce(func.max(table.columns.id), 0) + 1).scalar_subquery()
    sequence = connection.execute(sql("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar()
    if sequence:
        connection.execute(select(func.setval(sequence, newest, False)))
