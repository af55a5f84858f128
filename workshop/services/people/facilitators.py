"""Login links and passwords of accounts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update

from workshop.database.durability import commit_durably, run_beside_the_loop
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret
from workshop.models import AccountRole, Facilitator, LoginLink, Workshop
from workshop.models.types import utc_now
from workshop.services.people.password_queue import Asker, PasswordQueue

FACILITATOR = "facilitator"
LINK_LIFETIME = timedelta(hours=24)
MINIMUM_PASSWORD_LENGTH = 12

# Hashing takes a tenth of a second, two cores and 64 MB by design: run one at a time.
_queue = PasswordQueue()
_MYSELF = Asker("", "", is_known=True)
_hasher = PasswordHasher()
# Compared if the name is unknown, so that the answer takes as long either way.
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


def ensure_facilitator(name: str) -> Facilitator:
    """Return the facilitator called ``name``; create one without password if there is none.

    The first account of an installation is its administrator.
    """
    facilitator = db.session.scalar(select(Facilitator).where(Facilitator.name == name))
    if facilitator is None:
        is_first = db.session.scalar(select(Facilitator.id).limit(1)) is None
        role = AccountRole.ADMINISTRATOR if is_first else AccountRole.FACILITATOR
        facilitator = Facilitator(name=name, role=role.value)
        db.session.add(facilitator)
        commit_durably()
    return facilitator


def find_for_link(name: str) -> Facilitator | None:
    """Return the open account with a name; without a name, the first administrator.

    An installation without accounts gets its first one.
    """
    if not name and db.session.scalar(select(Facilitator.id).limit(1)) is None:
        return ensure_facilitator(FACILITATOR)
    wanted = select(Facilitator).where(Facilitator.closed_at.is_(None)).order_by(Facilitator.id)
    if name:
        return db.session.scalar(wanted.where(Facilitator.name == name))
    return db.session.scalar(wanted.where(Facilitator.role == AccountRole.ADMINISTRATOR.value))


def list_names() -> list[str]:
    """List the names of the open accounts."""
    wanted = select(Facilitator.name).where(Facilitator.closed_at.is_(None)).order_by(Facilitator.name)
    return list(db.session.scalars(wanted))


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
    """Return the link of ``secret`` while it is valid; raise a :class:`Problem` otherwise."""
    link = db.session.scalar(select(LoginLink).where(LoginLink.secret_hash == hash_secret(secret)))
    ask_anew = gettext(
        "On the server, “handlingsrom login-link” prints a new one; or log in with your password."
    )
    if link is None:
        raise Problem(gettext("This login link is not known."), ask_anew, status=404)
    if link.used_at is not None:
        raise Problem(gettext("This login link has been used already."), ask_anew, status=410)
    if link.expires_at < now or link.facilitator.closed_at is not None:
        raise Problem(gettext("This login link has expired."), ask_anew, status=410)
    return link


def use_login_link(secret: str, now: datetime) -> Facilitator:
    """Use up a login link and return its facilitator."""
    link = check_login_link(secret, now)
    taken = db.session.execute(
        update(LoginLink).where(LoginLink.id == link.id, LoginLink.used_at.is_(None)).values(used_at=now)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # another request was faster
        db.session.rollback()
        return use_login_link(secret, now)
    # Invalidate the others: links left in mails and logs open nothing any more.
    end_login_links(link.facilitator)
    return link.facilitator


def end_login_links(facilitator: Facilitator) -> None:
    """Invalidate all login links of a facilitator."""
    now = utc_now()
    db.session.execute(
        update(LoginLink)
        .where(
            LoginLink.facilitator_id == facilitator.id,
            LoginLink.used_at.is_(None),
            LoginLink.expires_at > now,
        )
        .values(expires_at=now)
    )
    commit_durably()


def names_around(facilitator: Facilitator) -> list[str]:
    """List names that others would try as a password: the account's, and those of its workshops."""
    rows = db.session.execute(
        select(Workshop.place, Workshop.title).where(Workshop.owner_id == facilitator.id)
    )
    return [facilitator.name, *(name for row in rows for name in row)]


def check_password(name: str, password: str, asker: Asker) -> Facilitator | None:
    """Return the facilitator if name and password match, else None.

    Waits for a turn; raises what :meth:`PasswordQueue.turn` raises.
    """
    found = db.session.execute(
        select(Facilitator.id, Facilitator.password_hash).where(
            Facilitator.name == name, Facilitator.closed_at.is_(None)
        )
    ).first()
    number, stored = found or (None, None)
    # Release the connection while waiting.
    db.session.rollback()
    with _queue.turn(name, asker) as turn:
        fits = _compare(stored or _NOBODYS_HASH, password)
        turn.wrong = not (fits and stored)
    return None if turn.wrong else db.session.get(Facilitator, number)


def set_password(facilitator: Facilitator, password: str) -> None:
    """Set the password of ``facilitator``."""
    facilitator.password_hash = hash_password(facilitator.name, password)
    commit_durably()


def hash_password(name: str, password: str) -> str:
    """Return the hash of a password of the account called ``name``."""
    with _queue.turn(name, _MYSELF):
        return run_beside_the_loop(lambda: _hasher.hash(password))


def has_password(facilitator: Facilitator) -> bool:
    """Return whether ``facilitator`` can log in without a link."""
    return facilitator.password_hash is not None


def _compare(hashed: str, password: str) -> bool:
    """Compare in a thread, so that the event loop goes on."""

    def compare() -> bool:
        try:
            return _hasher.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    return run_beside_the_loop(compare)


def set_language(facilitator: Facilitator, language: str) -> None:
    """Store the language in which ``facilitator`` works."""
    facilitator.language = language
    commit_durably()
