"""Bring the database to the form that this version of the program needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from workshop.extensions import db

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do that nothing else in the same database takes.
_SETTING_UP = 0x48616E64


def upgrade_database() -> None:
    """Apply the migrations that the database has not seen; call inside an application context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))


@contextmanager
def setting_up() -> Iterator[None]:
    """Let one process at a time set up a database that several use, where they start at the same moment."""
    if db.engine.dialect.name != "postgresql":
        yield
        return
    # The lock goes with the transaction, and so also with a process that dies meanwhile.
    with db.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _SETTING_UP})
        yield
