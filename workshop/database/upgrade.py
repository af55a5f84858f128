"""Migrate the database to the schema of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from workshop.database.postgresql import be_patient
from workshop.extensions import db

# An arbitrary number that no other lock in this database uses.
STARTING = 0x68_61_6E_64
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade_database() -> None:
    """Apply the migrations that the database has not seen; call inside an application context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Make other processes that start on the same PostgreSQL wait until this one has prepared it.

    The lock belongs to the connection and ends with it, also if this process is killed.
    """
    if db.engine.dialect.name == "sqlite":
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        be_patient(connection)
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": STARTING})
        yield
