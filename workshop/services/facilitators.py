"""Facilitators: their links, their passwords."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update

from workshop.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret
from workshop.models import Facilitator, LoginLink

LINK_LIFETIME = timedelta(hours=24)
MINIMUM_PASSWORD_LENGTH = 12

_hasher = PasswordHasher()
# Compared with when the name is unknown, so that an answer takes as long either way.
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


def ensure_facilitator(name: str) -> Facilitator:
    """Find the facilitator called ``name``, or create one without password."""
    facilitator = db.session.scalar(select(Facilitator).where(Facilitator.name == name))
    if facilitator is None:
        facilitator = Facilitator(name=name)
        db.session.add(facilitator)
        commit_durably()
    return facilitator


def issue_login_link(facilitator: Facilitator, now: datetime) -> str:
    """Make a secret that logs ``facilitator`` in once within a day, and return it."""
    secret = secrets.token_urlsafe(24)
    db.session.add(
        LoginLink(
            facilitator_id=facilitator.id, secret_hash=hash_secret(secret), expires_at=now + LINK_LIFETIME
        )
    )
    commit_durably()
    return secret


def check_login_link(secret: str, now: datetime) -> LoginLink:
    """Find the link of ``secret`` while it may still be used, or say why not."""
    link = db.session.scalar(select(LoginLink).where(LoginLink.secret_hash == hash_secret(secret)))
    ask_anew = gettext("Start the program again for a new link, or log in with your password.")
    if link is None:
        raise Problem(gettext("This login link is not known."), ask_anew, status=404)
    if link.used_at is not None:
        raise Problem(gettext("This login link has been used already."), ask_anew, status=410)
    if link.expires_at < now:
        raise Problem(gettext("This login link has expired."), ask_anew, status=410)
    return link


def use_login_link(secret: str, now: datetime) -> Facilitator:
    """Use a login link up and return whom it lets in."""
    link = check_login_link(secret, now)
    taken = db.session.execute(
        update(LoginLink).where(LoginLink.id == link.id, LoginLink.used_at.is_(None)).values(used_at=now)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # another request was faster
        db.session.rollback()
        return use_login_link(secret, now)
    commit_durably()
    return link.facilitator


def check_password(name: str, password: str) -> Facilitator | None:
    """Return the facilitator if name and password belong together, else none."""
    facilitator = db.session.scalar(select(Facilitator).where(Facilitator.name == name))
    stored = facilitator.password_hash if facilitator is not None else None
    try:
        _hasher.verify(stored or _NOBODYS_HASH, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return facilitator if stored else None


def set_password(facilitator: Facilitator, password: str) -> None:
    """Set the password with which ``facilitator`` logs in from now on."""
    facilitator.password_hash = _hasher.hash(password)
    commit_durably()


def set_language(facilitator: Facilitator, language: str) -> None:
    """Remember the language that ``facilitator`` works in."""
    facilitator.language = language
    commit_durably()
