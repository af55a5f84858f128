"""Helpers: invite them to moderate by a link, and revoke it."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select

from workshop.database.durability import commit_durably
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret
from workshop.models import Helper, Workshop
from workshop.models.types import utc_now
from workshop.signals import send_away


def invite_helper(workshop: Workshop) -> tuple[Helper, str]:
    """Make a link for one more helper; its secret is returned once and stored only as a hash."""
    number = (db.session.scalar(select(func.count()).where(Helper.workshop_id == workshop.id)) or 0) + 1
    secret = secrets.token_urlsafe(16)
    helper = Helper(
        workshop_id=workshop.id,
        label=gettext("Helper %(number)d", number=number),
        secret_hash=hash_secret(secret),
    )
    db.session.add(helper)
    commit_durably()
    return helper, secret


def list_helpers(workshop: Workshop) -> list[Helper]:
    """List the helpers whose links are still valid."""
    return list(
        db.session.scalars(
            select(Helper)
            .where(Helper.workshop_id == workshop.id, Helper.revoked_at.is_(None))
            .order_by(Helper.id)
        )
    )


def find_helper(workshop: Workshop, secret: str) -> Helper | None:
    """Return the helper with this secret; None if unknown or revoked."""
    return db.session.scalar(
        select(Helper).where(
            Helper.workshop_id == workshop.id,
            Helper.secret_hash == hash_secret(secret),
            Helper.revoked_at.is_(None),
        )
    )


def revoke_helper(workshop: Workshop, helper_id: int) -> None:
    """Revoke a helper's link; open pages end at once."""
    helper = db.session.scalar(
        select(Helper).where(Helper.id == helper_id, Helper.workshop_id == workshop.id)
    )
    if helper is not None:
        helper.revoked_at = utc_now()
        commit_durably()
        send_away("helper", helper_id)
