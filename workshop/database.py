"""Bring the database to the form that this version of the program needs."""

from __future__ import annotations

from pathlib import Path

import flask_migrate

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_database() -> None:
    """Apply the migrations that the database has not seen; call inside an application context."""
    flask_migrate.upgrade(directory=str(MIGRATIONS))
