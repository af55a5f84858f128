"""Statements with named parameters and without ORM objects, for what a full hall runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Executable

from workshop.database.reading import reading
from workshop.fast.compiled_statements import CompiledStatement
from workshop.fast.switches import fast_paths

Row = tuple[Any, ...]


class Statement:
    """A statement with named parameters; an insert may omit columns, as with SQLAlchemy.

    Lists of values (``IN``) are not supported.
    """

    def __init__(self, clause: Executable) -> None:
        self._clause = clause
        self._compiled = CompiledStatement(clause)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run it within the transaction of ``connection``; return its rows, if it has any."""
        if fast_paths().compiled_statements:
            return self._compiled.run(connection, values)
        result = connection.execute(self._clause, dict(values))
        return [tuple(row) for row in result] if result.returns_rows else []

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None."""
        rows = self.run(connection, values)
        return rows[0] if rows else None

    def read(self, values: Mapping[str, Any]) -> list[Row]:
        """Read what is committed, once; see :func:`reading`."""
        with reading() as connection:
            return self.run(connection, values)
