"""Statements compiled once and run on the driver's cursor.

SQLAlchemy writes the SQL and knows how each type is stored and read in either database. What it does besides
for each execution costs several times as much as the database's own work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
Process = Callable[[Any], Any] | None


@dataclass
class _Compiled:
    sql: str
    names: Sequence[str]
    positional: bool
    fixed: Mapping[str, Any]
    made: Sequence[tuple[str, Callable[[Any], Any]]]
    binds: Sequence[tuple[str, Callable[[Any], Any]]]
    columns: Sequence[Any]
    # Known after the first execution: it depends on what the driver returns.
    results: Sequence[Process] | None = None
    processed: bool = False


class CompiledStatement:
    """A statement, compiled for each database and each set of parameters that it has run with."""

    def __init__(self, clause: Executable) -> None:
        self._clause: Any = clause
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run it within the transaction of ``connection``; return its rows, if it has any."""
        dialect = connection.dialect
        key = (dialect.name, *values)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _compile(self._clause, dialect, list(values))
        bound = {**compiled.fixed, **values}
        for name, make in compiled.made:
            bound[name] = make(None)
        for name, process in compiled.binds:
            bound[name] = process(bound[name])
        driver, cursor = connection.connection, None
        try:
            cursor = driver.cursor()
            cursor.execute(
                compiled.sql, tuple(bound[name] for name in compiled.names) if compiled.positional else bound
            )
            rows = cursor.fetchall() if compiled.columns else []
            results = compiled.results
            if results is None:
                results = _processors(compiled, dialect, cursor.description or ())
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, driver, cursor)
            if lost:
                connection.invalidate(error)
                # The other pooled connections are lost as well; do not let each fail a request.
                connection.engine.dispose()
            raise DBAPIError.instance(
                compiled.sql,
                None,
                error,
                dialect.loaded_dbapi.Error,
                dialect=dialect,
                connection_invalidated=lost,
            ) from error
        finally:
            if cursor is not None:
                cursor.close()
        if not compiled.processed:
            return list(rows)
        return [
            tuple(
                value if process is None else process(value)
                for value, process in zip(row, results, strict=True)
            )
            for row in rows
        ]


def _compile(clause: Any, dialect: Dialect, names: list[str]) -> _Compiled:
    compiled: SQLCompiler = clause.compile(dialect=dialect, column_keys=names)
    made: dict[str, Any] = {column.key: column.default for column in compiled.insert_prefetch}
    binds = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
    }
    return _Compiled(
        sql=str(compiled),
        names=tuple(compiled.positiontup or ()),
        positional=compiled.positional,
        fixed={
            **{name: bind.value for name, bind in compiled.binds.items() if not bind.required},
            **{name: default.arg for name, default in made.items() if default.is_scalar},
        },
        made=tuple((name, default.arg) for name, default in made.items() if default.is_callable),
        binds=tuple((name, process) for name, process in binds.items() if process is not None),
        columns=list(getattr(clause, "exported_columns", ())),
    )


def _processors(compiled: _Compiled, dialect: Dialect, description: Sequence[Any]) -> Sequence[Process]:
    """Return the converter of each result column, by its type and the driver's description."""
    found = [
        column.type.dialect_impl(dialect).result_processor(dialect, told[1])
        for column, told in zip(compiled.columns, description, strict=False)
    ]
    compiled.results, compiled.processed = found, any(process is not None for process in found)
    return found
