"""An older database is brought to today's form, with everything in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from workshop.config import Settings
from workshop.database.upgrade import MIGRATIONS
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Participant, Workshop


def test_a_meeting_of_the_first_version_keeps_its_people_and_its_place(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, secret_key="x" * 32, testing=True))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0001")
    _fill(tmp_path)
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        workshop = db.session.scalars(sa.select(Workshop)).one()
        assert workshop.phase == "combine"
        assert db.session.scalars(sa.select(Participant.public_id)).all() == ["p1"]


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        flask_migrate.check(directory=str(MIGRATIONS))


def _fill(folder: Path) -> None:
    file = next(folder.glob("*.sqlite*"))
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA foreign_keys=ON")
    now = "2026-01-01 00:00:00.000000"
    connection.execute("INSERT INTO facilitator VALUES (1, 'facilitator', NULL, 'en', ?)", (now,))
    names = [row[1] for row in connection.execute("PRAGMA table_info(workshop)")]
    values = {
        "id": 1,
        "code": "ABCDEF",
        "screen_key": "k",
        "owner_id": 1,
        "title": "A meeting",
        "language": "en",
        "territory_id": "SE-0480",
        "place": "Nyköping",
        "gas": "co2",
        "start_year": 2026,
        "end_year": 2045,
        "phase": "combine",
        "epoch": "e",
        "revision": 4,
        "created_at": now,
    }
    marks = ", ".join("?" for _ in names)
    connection.execute(
        f"INSERT INTO workshop ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
        [values.get(name, "{}") for name in names],
    )
    connection.execute(
        "INSERT INTO participant (id, public_id, workshop_id, secret_hash, role, nickname, created_at) "
        "VALUES (1, 'p1', 1, 'h', 'resident', '', ?)",
        (now,),
    )
    connection.commit()
    connection.close()
