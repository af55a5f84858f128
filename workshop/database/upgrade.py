"""Bring the database to the form that this version of the program needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from workshop.database.postgresql import be_patient
from workshop.extensions import db

# Any number that nobody else uses in this database.
STARTING = 0x68_61_6E_64
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade_database() -> None:
    """Apply the migrations that the database has not seen; call inside an application context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let other processes that start on the same PostgreSQL wait until this one has prepared it.

    The lock is the connection's, and goes with it, also where this process is killed.
    """
    if db.engine.dialect.name == "sqlite":
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        be_patient(connection)
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": STARTING})
        yield
