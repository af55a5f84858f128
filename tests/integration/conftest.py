"""The application on real databases, brought up by its migrations: every test runs on both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import text
from werkzeug.routing import Rule

from tests.servers import postgresql
from tests.workshop_room import Room, enter_room
from workshop.config import DATABASE, Settings
from workshop.database.upgrade import upgrade_database
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Workshop
from workshop.models.types import new_public_id
from workshop.services.people.facilitators import ensure_facilitator
from workshop.services.workshops.example import EXAMPLE
from workshop.services.workshops.opening import open_workshop

SECRET = "x" * 32
EMPTY, OPENED = "empty.sqlite", "opened.sqlite"
# The first row of an empty database.
EXAMPLE_ID = 1
HERE = Path(__file__).parent
# What stands on locks, transactions and the database's own ways; the others run on PostgreSQL in
# ``make test-all``, where nothing is left out.
ON_BOTH = {
    *("test_exactly_once", "test_groups", "test_journey", "test_live", "test_migrations"),
    *("test_receipts", "test_tables", "test_votes"),
}

# What the fast paths are part of runs without them, too: each is only faster than the plain path.
PLAIN_TOO = {
    *(
        "test_estimates",
        "test_exactly_once",
        "test_journey",
        "test_form_pool",
        "test_live",
        "test_many_phones",
    ),
    *("test_posts", "test_receipts", "test_shared_pages", "test_votes"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on SQLite and on PostgreSQL; a sample also without the fast paths."""
    given = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "template" not in metafunc.fixturenames or any("template" in names for names in given):
        return
    kinds: list[Any] = ["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)]
    if metafunc.definition.path.stem in PLAIN_TOO:
        kinds.append("plain")
    metafunc.parametrize("template", kinds, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most of what runs on SQLite out of the quick run on PostgreSQL."""
    for item in items:
        kind = getattr(item, "callspec", None)
        if (
            kind is not None
            and kind.params.get("template") == "postgresql"
            and item.path.is_relative_to(HERE)
            and item.path.stem not in ON_BOTH
        ):
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Template:
    """Migrated databases that each test gets a copy of: an empty one, and one with the example opened.

    On SQLite ``path`` is the folder of both.
    """

    kind: str
    path: Path
    server: str = ""
    without_fast: frozenset[str] = frozenset()

    def copy_for(self, folder: Path, *, opened: bool) -> Settings:
        """Copy the database, empty or with the example opened, and return the settings that use the copy."""
        if self.kind == "sqlite":
            shutil.copy(self.path / OPENED if opened else self.path / EMPTY, folder / DATABASE)
            return Settings(data_dir=folder, secret_key=SECRET, testing=True, without_fast=self.without_fast)
        name = f"test_{uuid4().hex}"
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {'opened' if opened else 'migrated'}")  # type: ignore[arg-type]
        return Settings(
            data_dir=folder, database_url=f"{self.server}/{name}", secret_key=SECRET, testing=True
        )


class OnceCompiled(Rule):
    """A rule of addresses whose code is compiled for the first application, and used by all that follow."""

    _compiled: ClassVar[dict[object, Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]


@pytest.fixture(scope="session", autouse=True)
def rules_are_compiled_once() -> Iterator[None]:
    """Spare each of the hundreds of applications here its slowest part: 0.1 s for the same 150 addresses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_rule_class", OnceCompiled)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Run the migrations once on SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    settings = Settings(data_dir=folder, secret_key=SECRET, testing=True)
    _migrate(settings)
    shutil.copy(folder / DATABASE, folder / EMPTY)
    _open_example(settings)
    shutil.copy(folder / DATABASE, folder / OPENED)
    return Template("sqlite", folder)


@pytest.fixture(scope="session")
def plain_template(sqlite_template: Template) -> Template:
    """Use SQLite without the fast paths."""
    return replace(sqlite_template, without_fast=frozenset({"all"}))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Start PostgreSQL, and run the migrations once on it."""
    folder = tmp_path_factory.mktemp("postgresql")
    with postgresql(durable=False) as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE migrated")
        url = f"{server}/migrated"
        _migrate(Settings(data_dir=folder, database_url=url, secret_key=SECRET, testing=True))
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE opened TEMPLATE migrated")
        _open_example(
            Settings(data_dir=folder, database_url=f"{server}/opened", secret_key=SECRET, testing=True)
        )
        yield Template("postgresql", folder, server)


@pytest.fixture
def template(request: pytest.FixtureRequest) -> Template:
    """Return a migrated database of each kind."""
    found: Template = request.getfixturevalue(f"{request.param}_template")
    return found


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Keep compiled pages for as long as the tests run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    template: Template,
    compiled_pages: FileSystemBytecodeCache,
    tmp_path: Path,
) -> Iterator[Flask]:
    """Make an application with a database of its own: empty, or for a room the example's."""
    app = create_app(template.copy_for(tmp_path, opened="room" in request.fixturenames))
    # Hundreds of applications have the same pages: each is compiled once.
    app.jinja_env.bytecode_cache = compiled_pages
    yield app
    app.extensions["broadcaster"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def room(app: Flask) -> Room:
    """Enter Nyköping's example workshop, which has just been opened, its facilitator at the desk."""
    with app.app_context():
        # What the process remembers of a workshop is found by its epoch: each test has its own.
        db.session.get_one(Workshop, EXAMPLE_ID).epoch = new_public_id()
        db.session.commit()
    return enter_room(app, EXAMPLE_ID)


def _open_example(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        opened = open_workshop(ensure_facilitator("facilitator"), str(uuid4()), EXAMPLE)
        assert opened.id == EXAMPLE_ID
        # A file is copied without its log.
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    app.extensions["broadcaster"].close()


def _migrate(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade_database()
        db.session.remove()
        db.engine.dispose()
