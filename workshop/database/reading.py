"""A connection to read what is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Connection

from workshop.extensions import db


@contextmanager
def reading() -> Iterator[Connection]:
    """Give a connection to read what is committed; on SQLite beside any transaction of the session."""
    if db.engine.dialect.name != "sqlite":
        if db.session.registry.has() and db.session().in_transaction():
            # Who holds a connection and asks for another could wait for ever in a full hall.
            yield db.session.connection()
            return
        with db.engine.connect() as connection:
            yield connection
        return
    # The embedded database answers at once: one connection serves all who ask, one after the other.
    readers: list[Connection] = current_app.extensions.setdefault("readers", [])
    try:
        # One step: threads may ask at the same moment.
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
    """Open a connection that is kept; reading with the driver begins no transaction on it."""
    connection = db.engine.connect()
    connection.detach()
    return connection
