"""Create the application."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from workshop import pages
from workshop.assets import Assets, compress_answers, serve_assets
from workshop.bounded_log import bound_log
from workshop.config import REDIS_PATIENCE, Settings, make_private_file, resource_dir
from workshop.database import postgresql
from workshop.database.durability import open_durability
from workshop.database.forgetting import open_forgetting
from workshop.database.storage import Storage
from workshop.extensions import babel, csrf, db, limiter, login_manager, migrate
from workshop.fast.switches import without
from workshop.i18n import choose_locale, speak_in_templates
from workshop.live.transport import AsyncMode, open_live
from workshop.request_guard import guard_requests
from workshop.security import protect_answers, protect_server
from workshop.services.people.openid import open_openid
from workshop.services.rehearsal.crowd import Crowds
from workshop.services.workshops.venue import Arrivals

MIGRATIONS = Path(__file__).parent / "migrations"
MAXIMUM_REQUEST_BYTES = 1_000_000
# Sessions also remember a language and the like; Flask's own default.
USUAL_SESSION_HOURS = 24 * 31


def create_app(settings: Settings, *, async_mode: AsyncMode = "threading") -> Flask:
    """Create the application for ``settings``."""
    assets = Assets(resource_dir("static"))
    app = Flask(
        "workshop",
        template_folder=str(resource_dir("templates")),
        static_folder=str(resource_dir("static")),
        static_url_path=f"/static/{assets.fingerprint}",
    )
    _configure(app, settings)
    _prepare_database(app, settings)
    app.extensions["fast_paths"] = without(settings.without_fast)
    bound_log(app.logger)
    guard_requests(app)
    app.extensions["storage"] = Storage()
    app.extensions["arrivals"] = Arrivals(settings.redis_url)
    app.extensions["crowds"] = Crowds()
    babel.init_app(app, locale_selector=choose_locale)
    speak_in_templates(app)
    csrf.init_app(app)
    limiter.init_app(app)
    login_manager.init_app(app)
    open_openid(app, settings.accounts.openid)
    protect_answers(app)
    compress_answers(app)
    pages.register(app)
    open_live(app, async_mode=async_mode, redis_url=settings.redis_url)
    serve_assets(app, assets)
    if settings.https:
        # Behind a proxy that ends TLS, links and cookies follow the scheme of the reader's browser, and wrong
        # codes are counted for the reader's address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    protect_server(app, https=settings.https)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        PUBLIC_ADDRESS=settings.public_address.rstrip("/"),
        # How this server reaches itself, if the starting program knows.
        OWN_ADDRESS="",
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=_connecting(settings),
        LOGIN_HOURS=settings.login_hours,
        IDLE_HOURS=settings.idle_hours,
        ACCOUNTS=settings.accounts,
        # The row of a login decides when it ends: its cookie must not expire before.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=max(settings.login_hours, USUAL_SESSION_HOURS)),
        MAX_CONTENT_LENGTH=MAXIMUM_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAXIMUM_REQUEST_BYTES,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        REMEMBER_COOKIE_SECURE=settings.https,
        REMEMBER_COOKIE_SAMESITE="Lax",
        # Tokens must not expire during a meeting, which is longer than the usual hour.
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=REDIS_PATIENCE if settings.redis_url else {},
        # Without Redis, each process counts for itself, so that people can still join.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Bokeh's documents break when their keys are sorted, and nothing else needs it.
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _connecting(settings: Settings) -> dict[str, Any]:
    """Return the limits of this process's connections, and of the wait for PostgreSQL.

    By default PostgreSQL has a hundred connections for all processes together. A thread that finds none free
    waits for one; phones whose post cannot be stored are told so and try again.
    """
    # Parameters contain what people wrote, and errors are logged.
    common = {"hide_parameters": True}
    if settings.has_server:
        return {
            **common,
            "pool_size": 10,
            "max_overflow": 10,
            "pool_timeout": postgresql.POOL_S,
            "connect_args": postgresql.connecting(settings.sqlalchemy_url),
        }
    return {**common, "pool_size": 20, "max_overflow": 40}


def _prepare_database(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _open_sqlite)
            database = settings.sqlite_file
            if database is not None and database.parent.is_dir():
                make_private_file(database)
        else:
            event.listen(db.engine, "do_connect", postgresql.connect)
            database = None
        open_durability(app, database)
        open_forgetting(app, database)


def _open_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    """Make SQLite fast (we flush its log before acknowledging), patient, and strict about references.

    Deleted rows are overwritten in place; :mod:`workshop.database.forgetting` does the rest.
    """
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
