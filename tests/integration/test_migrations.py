"""An older database is brought to today's form, with everything in it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict
from tests.unit.scenarios.scenario_file import SOUND
from workshop.config import Settings
from workshop.database.upgrade import MIGRATIONS
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Participant, SavedScenario, Workshop


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


def test_scenarios_of_an_earlier_version_get_their_author_and_hash(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, secret_key="x" * 32, testing=True))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0001")
    _fill(tmp_path)
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS), revision="0016")
    connection = sqlite3.connect(next(tmp_path.glob("*.sqlite*")))
    now = "2026-01-01 00:00:00.000000"
    for number, actor in ((1, "desk:1"), (2, "desk:99")):
        connection.execute(
            "INSERT INTO saved_scenario (workshop_id, number, name, note, document, revision, created_at) "
            "VALUES (1, ?, 'First round', '', ?, ?, ?)",
            (number, json.dumps(SOUND), number, now),
        )
        connection.execute(
            'INSERT INTO change (workshop_id, revision, actor, kind, subject, "before", "after", undoable, '
            "created_at) VALUES (1, ?, ?, 'scenario.save', 'First round', '{}', '{}', 0, ?)",
            (number, actor, now),
        )
    connection.commit()
    connection.close()
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        saved = db.session.scalars(sa.select(SavedScenario).order_by(SavedScenario.number)).all()
        assert [each.author.name if each.author else None for each in saved] == ["facilitator", None]
        assert {each.figures_hash for each in saved} == {hash_figures(scenario_from_dict(SOUND))}
        assert [each.result for each in saved] == [None, None]
        assert [each.trashed_at for each in saved] == [None, None]
