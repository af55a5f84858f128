"""The application on a real SQLite file, brought up by its migrations."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from tests.workshop_room import Room, open_room
from workshop.config import Settings
from workshop.database import upgrade_database
from workshop.extensions import db
from workshop.factory import create_app


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the migrations once; each test gets a copy of the file."""
    folder = tmp_path_factory.mktemp("migrated")
    app = create_app(Settings(data_dir=folder, secret_key="x" * 32, testing=True))
    with app.app_context():
        upgrade_database()
        db.engine.dispose()
    return folder / "handlingsrom.sqlite"


@pytest.fixture
def app(migrated: Path, tmp_path: Path) -> Flask:
    """Make an application with an empty database of its own."""
    shutil.copy(migrated, tmp_path / "handlingsrom.sqlite")
    app = create_app(Settings(data_dir=tmp_path, secret_key="x" * 32, testing=True))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def room(app: Flask) -> Room:
    """Open Nyköping's example workshop, its facilitator at the desk."""
    return open_room(app)
