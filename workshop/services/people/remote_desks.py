"""A phone as the desk: admitted by a one-time link, for one workshop, until revoked."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret
from workshop.models import RemoteDesk
from workshop.signals import send_away

LINK_LIFETIME = timedelta(minutes=10)
# A meeting day with its preparation; a lost phone does not stay a desk for long.
LIFETIME = timedelta(hours=24)


def offer_desk(workshop_id: int, facilitator_id: int, now: datetime) -> str:
    """Make the secret of a one-time link, with which a phone acts as this facilitator.

    Their unused earlier offer becomes invalid.
    """
    secret = secrets.token_urlsafe(16)
    db.session.execute(
        delete(RemoteDesk).where(
            RemoteDesk.workshop_id == workshop_id,
            ((RemoteDesk.facilitator_id == facilitator_id) & RemoteDesk.used_at.is_(None))
            | (RemoteDesk.expires_at <= now),
        )
    )
    db.session.add(
        RemoteDesk(
            workshop_id=workshop_id,
            facilitator_id=facilitator_id,
            secret_hash=hash_secret(secret),
            expires_at=now + LINK_LIFETIME,
        )
    )
    commit_durably()
    return secret


def check_offer(workshop_id: int, secret: str, now: datetime) -> None:
    """Raise a :class:`Problem` if a link is not valid."""
    offered = db.session.scalar(
        select(RemoteDesk.id).where(
            RemoteDesk.workshop_id == workshop_id,
            RemoteDesk.secret_hash == hash_secret(secret),
            RemoteDesk.used_at.is_(None),
            RemoteDesk.expires_at > now,
        )
    )
    if offered is None:
        raise _does_not_work()


def take_desk(workshop_id: int, secret: str, now: datetime) -> str:
    """Use up a link, and return the secret with which the phone is the desk."""
    own = secrets.token_urlsafe(24)
    taken = db.session.execute(
        update(RemoteDesk)
        .where(
            RemoteDesk.workshop_id == workshop_id,
            RemoteDesk.secret_hash == hash_secret(secret),
            RemoteDesk.used_at.is_(None),
            RemoteDesk.expires_at > now,
        )
        .values(used_at=now, secret_hash=hash_secret(own), expires_at=now + LIFETIME)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # missing from the stubs
        db.session.rollback()
        raise _does_not_work()
    commit_durably()
    return own


def find_desk(workshop_id: int, secret: str, now: datetime) -> RemoteDesk | None:
    """Return a phone's desk by its secret; None if it is no desk."""
    if not secret:
        return None
    return db.session.scalar(
        select(RemoteDesk).where(
            RemoteDesk.workshop_id == workshop_id,
            RemoteDesk.secret_hash == hash_secret(secret),
            RemoteDesk.used_at.is_not(None),
            RemoteDesk.expires_at > now,
        )
    )


def list_desks(workshop_id: int, now: datetime) -> list[RemoteDesk]:
    """List the phones that are a workshop's desk now."""
    return list(
        db.session.scalars(
            select(RemoteDesk)
            .where(
                RemoteDesk.workshop_id == workshop_id,
                RemoteDesk.used_at.is_not(None),
                RemoteDesk.expires_at > now,
            )
            .order_by(RemoteDesk.id)
        )
    )


def end_desk(workshop_id: int, desk_id: int) -> None:
    """Revoke a phone's desk; its pages end at once."""
    ended = db.session.scalars(
        delete(RemoteDesk)
        .where(RemoteDesk.id == desk_id, RemoteDesk.workshop_id == workshop_id)
        .returning(RemoteDesk.id)
    ).first()
    commit_durably()
    if ended is not None:
        send_away("remote", ended)


def _does_not_work() -> Problem:
    return Problem(
        gettext("This code for the desk no longer works."),
        gettext("It works once and for ten minutes. Let the desk show a new one."),
        status=410,
    )
