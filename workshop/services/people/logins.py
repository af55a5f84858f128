"""Logins of facilitators: each browser has a row that its cookie names.

A copied cookie is worthless once its browser has logged out, its login was ended from another browser, or the
password was changed: the browser that changes it gets a new login, too.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app, g, session
from flask_login import current_user
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from workshop.database.durability import commit_durably
from workshop.extensions import db
from workshop.identity import hash_secret
from workshop.models import Facilitator, Login, RemoteDesk
from workshop.models.types import utc_now
from workshop.signals import send_away

# The session's key for the secret of its login.
LOGIN = "login"
# Minimum interval between updates of the time of last use.
_SEEN_EVERY = timedelta(minutes=5)
_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


def begin_login(facilitator: Facilitator, now: datetime, browser: str = "", means: str = "") -> str:
    """Store a login, and return the secret for its cookie."""
    secret = secrets.token_urlsafe(24)
    db.session.execute(delete(Login).where(Login.facilitator_id == facilitator.id, _is_over(now)))
    db.session.add(
        Login(
            facilitator_id=facilitator.id,
            secret_hash=hash_secret(secret),
            browser=name_browser(browser),
            means=means,
            created_at=now,
            seen_at=now,
        )
    )
    commit_durably()
    return secret


def find_login(secret: str, now: datetime) -> Login | None:
    """Return the login of a cookie; None if it has ended or expired."""
    if not secret:
        return None
    return db.session.scalar(select(Login).where(Login.secret_hash == hash_secret(secret), ~_is_over(now)))


def load_facilitator(facilitator_id: str) -> Facilitator | None:
    """Return the facilitator of this browser's session while its login is valid."""
    login = find_login(str(session.get(LOGIN, "")), utc_now())
    if (
        login is None
        or str(login.facilitator_id) != facilitator_id
        or login.facilitator.closed_at is not None
    ):
        return None
    g.login = login.id, login.seen_at
    g.means = login.means
    return login.facilitator


def this_login() -> int | None:
    """Return the id of this browser's login; None for a phone that is the desk."""
    return g.login[0] if current_user.is_authenticated and "login" in g else None


def this_means() -> str:
    """Return by which means this browser is logged in; empty if that is not known."""
    return str(g.get("means", ""))


def note_seen(login_id: int, seen_at: datetime, now: datetime) -> None:
    """Note that a login was used; a failure of the database is ignored, to let people work."""
    if now - seen_at < _SEEN_EVERY:
        return
    try:
        db.session.execute(update(Login).where(Login.id == login_id).values(seen_at=now))
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()


def list_logins(facilitator: Facilitator, now: datetime) -> list[Login]:
    """List a facilitator's logins, newest first."""
    return list(
        db.session.scalars(
            select(Login)
            .where(Login.facilitator_id == facilitator.id, ~_is_over(now))
            .order_by(Login.seen_at.desc(), Login.id.desc())
        )
    )


def end_login(facilitator: Facilitator, login_id: int) -> None:
    """End one login; open pages in that browser end at once."""
    _end(Login.facilitator_id == facilitator.id, Login.id == login_id)


def end_logins(facilitator: Facilitator) -> None:
    """End all logins of a facilitator; open pages end at once."""
    _end(Login.facilitator_id == facilitator.id)


def renew_login(facilitator: Facilitator, now: datetime, browser: str = "") -> str:
    """End all logins and all remote desks, and return the secret of a new login for this browser.

    The new login counts as one by the same means. A copy of the browser's own cookie names the same login as
    the browser: that login must end, too.
    """
    means = this_means()
    desks = db.session.scalars(
        delete(RemoteDesk).where(RemoteDesk.facilitator_id == facilitator.id).returning(RemoteDesk.id)
    ).all()
    end_logins(facilitator)
    for desk in desks:
        send_away("remote", desk)
    return begin_login(facilitator, now, browser, means)


def name_browser(header: str) -> str:
    """Return the browser and system named in a User-Agent header, for the list of logins."""
    browser = next((name for name in _BROWSERS if name in header), "")
    system = next((name for name in _SYSTEMS if name in header), "")
    said = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return ", ".join(name for name in (said, system.removesuffix(" X")) if name)


def _end(*which: ColumnElement[bool]) -> None:
    ended = db.session.scalars(delete(Login).where(*which).returning(Login.id)).all()
    commit_durably()
    for login in ended:
        send_away("login", login)


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a login has expired by age or disuse."""
    config = current_app.config
    return (Login.created_at <= now - timedelta(hours=config["LOGIN_HOURS"])) | (
        Login.seen_at <= now - timedelta(hours=config["IDLE_HOURS"])
    )
