"""Where facilitators are logged in: each browser has a row that its cookie names, and ends with it.

A cookie that was copied opens nothing once its browser has logged out, was ended from another one, or the
password was changed: then the browser that changed it gets another login, too.
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
from workshop.models import Facilitator, Login, RemoteDesk, Workshop
from workshop.models.types import utc_now
from workshop.signals import send_away

# Where the session keeps the secret of its login.
LOGIN = "login"
# The time at which somebody was last here is written this often at most.
_SEEN_EVERY = timedelta(minutes=5)
_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


def begin_login(facilitator: Facilitator, now: datetime, browser: str = "") -> str:
    """Note that somebody is logged in, and return the secret that their cookie carries."""
    secret = secrets.token_urlsafe(24)
    db.session.execute(delete(Login).where(Login.facilitator_id == facilitator.id, _is_over(now)))
    db.session.add(
        Login(
            facilitator_id=facilitator.id,
            secret_hash=hash_secret(secret),
            browser=name_browser(browser),
            created_at=now,
            seen_at=now,
        )
    )
    commit_durably()
    return secret


def find_login(secret: str, now: datetime) -> Login | None:
    """Find the login of a cookie, unless it has ended or is too old."""
    if not secret:
        return None
    return db.session.scalar(select(Login).where(Login.secret_hash == hash_secret(secret), ~_is_over(now)))


def load_facilitator(facilitator_id: str) -> Facilitator | None:
    """Find who is logged in with this browser's session, as long as its login has not ended."""
    login = find_login(str(session.get(LOGIN, "")), utc_now())
    if login is None or str(login.facilitator_id) != facilitator_id:
        return None
    g.login = login.id, login.seen_at
    return login.facilitator


def this_login() -> int | None:
    """Tell which login this browser's session has; none for a phone that is the desk."""
    return g.login[0] if current_user.is_authenticated and "login" in g else None


def note_seen(login_id: int, seen_at: datetime, now: datetime) -> None:
    """Note that a login was used; a database that takes nothing just now keeps nobody from working."""
    if now - seen_at < _SEEN_EVERY:
        return
    try:
        db.session.execute(update(Login).where(Login.id == login_id).values(seen_at=now))
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()


def list_logins(facilitator: Facilitator, now: datetime) -> list[Login]:
    """List where a facilitator is logged in, the newest first."""
    return list(
        db.session.scalars(
            select(Login)
            .where(Login.facilitator_id == facilitator.id, ~_is_over(now))
            .order_by(Login.seen_at.desc(), Login.id.desc())
        )
    )


def end_login(facilitator: Facilitator, login_id: int) -> None:
    """End one login; pages that are open in that browser end at once."""
    _end(Login.facilitator_id == facilitator.id, Login.id == login_id)


def renew_login(facilitator: Facilitator, now: datetime, browser: str = "") -> str:
    """End all logins, take the desk from phones, and begin another login for the browser that asks.

    This is for who fears that somebody else is in. A copy of the browser's own cookie names the same login
    as the browser, so that login ends with the others.
    """
    desks = db.session.scalars(
        delete(RemoteDesk)
        .where(
            RemoteDesk.workshop_id.in_(select(Workshop.id).where(Workshop.owner_id == facilitator.id)),
        )
        .returning(RemoteDesk.id)
    ).all()
    _end(Login.facilitator_id == facilitator.id)
    for desk in desks:
        send_away("remote", desk)
    return begin_login(facilitator, now, browser)


def name_browser(header: str) -> str:
    """Name a browser and its system from what it says of itself, for the list of logins."""
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
    """Tell in a query whether a login is too old, or was not used for too long."""
    config = current_app.config
    return (Login.created_at <= now - timedelta(hours=config["LOGIN_HOURS"])) | (
        Login.seen_at <= now - timedelta(hours=config["IDLE_HOURS"])
    )
