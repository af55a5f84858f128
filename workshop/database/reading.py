"""A connection to read what is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection

from workshop.extensions import db


@contextmanager
def reading() -> Iterator[Connection]:
    """Yield a connection that reads committed data; on SQLite, outside any transaction of the session."""
    if db.engine.dialect.name != "sqlite":
        if db.session.registry.has() and db.session().in_transaction():
            # Holding one connection and asking for another could deadlock in a full hall.
            yield db.session.connection()
            return
        with db.engine.connect() as connection:
            yield connection
        return
    # SQLite answers at once: one connection serves all requests, one after the other.
    readers: list[Connection] = current_app.extensions.setdefault("readers", [])
    try:
        # Atomic: threads may ask at the same moment.
        connection = readers.pop()
    except IndexError:
        connection = _open_reader()
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    readers.append(connection)


def _open_reader() -> Connection:
    """Open a connection that is kept; reading through the driver begins no transaction on it."""
    connection = db.engine.connect()
    connection.detach()
    return connection
