"""Invitations: one-time links to an account, and to a place in a workshop's team."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret
from workshop.models import AccountRole, Facilitator, Invitation, TeamRole, Workshop
from workshop.services.people.audit import Event, note
from workshop.services.people.facilitators import hash_password
from workshop.services.people.teams import add_member

LIFETIME: Final = timedelta(days=7)


def invite(
    actor: Facilitator,
    role: AccountRole | TeamRole,
    now: datetime,
    *,
    workshop: Workshop | None = None,
    about: str = "",
) -> str:
    """Make an invitation, and return the secret of its link; only the hash is stored.

    ``about`` says for whom it is, in the list of open invitations.
    """
    secret = secrets.token_urlsafe(24)
    db.session.add(
        Invitation(
            secret_hash=hash_secret(secret),
            role=role.value,
            workshop_id=None if workshop is None else workshop.id,
            invited_by_id=actor.id,
            note=about[:80],
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    note(actor, Event.INVITED, "" if workshop is None else workshop.code, role.value)
    commit_durably()
    return secret


def list_invitations(now: datetime, workshop: Workshop | None = None) -> list[Invitation]:
    """List the invitations that can still be used: to a workshop, or to the installation alone."""
    place = Invitation.workshop_id.is_(None) if workshop is None else Invitation.workshop_id == workshop.id
    return list(
        db.session.scalars(
            select(Invitation)
            .where(place, Invitation.used_at.is_(None), Invitation.expires_at > now)
            .order_by(Invitation.id)
        )
    )


def withdraw(actor: Facilitator, invitation_id: int, now: datetime, workshop: Workshop | None = None) -> None:
    """Make an invitation unusable: one to a workshop, or one to the installation alone."""
    place = Invitation.workshop_id.is_(None) if workshop is None else Invitation.workshop_id == workshop.id
    ended = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, place, Invitation.used_at.is_(None))
        .values(expires_at=now)
    )
    if ended.rowcount:  # type: ignore[attr-defined]  # missing from the stubs
        note(actor, Event.INVITATION_WITHDRAWN, "" if workshop is None else workshop.code)
    commit_durably()


def find_invitation(secret: str, now: datetime) -> Invitation:
    """Return the invitation of a link; raise a :class:`Problem` if it cannot be used."""
    found = db.session.scalar(select(Invitation).where(Invitation.secret_hash == hash_secret(secret)))
    ask = gettext("Ask the person who invited you for a new one.")
    if found is None:
        raise Problem(gettext("This invitation is not known."), ask, status=404)
    if found.used_at is not None:
        raise Problem(gettext("This invitation has been used already."), ask, status=410)
    if found.expires_at <= now or found.invited_by.closed_at is not None or _is_of_former_owner(found):
        raise Problem(gettext("This invitation is no longer valid."), ask, status=410)
    return found


def is_name_taken(name: str) -> bool:
    """Return whether an account has this name, in whichever case it is written."""
    wanted = name.casefold()
    return any(each.casefold() == wanted for each in db.session.scalars(select(Facilitator.name)))


def make_account(
    invitation: Invitation, name: str, password: str | None, now: datetime, language: str
) -> Facilitator:
    """Use up an invitation: make the account, and put it into the team that the invitation names.

    An account without a password is for somebody who logs in by a provider.
    """
    hashed = None if password is None else hash_password(name, password)
    _use_up(invitation, now)
    in_team = invitation.workshop_id is not None
    role = _account_role(invitation.role) if in_team else AccountRole(invitation.role)
    facilitator = Facilitator(name=name, password_hash=hashed, role=role.value, language=language)
    db.session.add(facilitator)
    db.session.flush()
    _admit(invitation, facilitator)
    return facilitator


def take_place(invitation: Invitation, facilitator: Facilitator, now: datetime) -> None:
    """Use up an invitation with an account that somebody has already.

    An invitation to the installation can raise the account's role, and never lowers it.
    """
    _use_up(invitation, now)
    if invitation.workshop_id is None:
        wanted = AccountRole(invitation.role)
        order = list(AccountRole)
        if order.index(wanted) < order.index(AccountRole(facilitator.role)):
            facilitator.role = wanted.value
    elif _account_role(invitation.role) is AccountRole.FACILITATOR and not facilitator.may_open:
        facilitator.role = AccountRole.FACILITATOR.value
    _admit(invitation, facilitator)


def _admit(invitation: Invitation, facilitator: Facilitator) -> None:
    note(facilitator, Event.INVITATION_USED, invitation.invited_by.name, invitation.role)
    commit_durably()
    if invitation.workshop_id is not None:
        workshop = db.session.get_one(Workshop, invitation.workshop_id)
        add_member(invitation.invited_by, workshop, facilitator, TeamRole(invitation.role))


def _use_up(invitation: Invitation, now: datetime) -> None:
    taken = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]  # another request was faster
        db.session.rollback()
        raise Problem(
            gettext("This invitation has been used already."),
            gettext("Ask the person who invited you for a new one."),
            status=410,
        )


def _is_of_former_owner(invitation: Invitation) -> bool:
    """Return whether an invitation to a team comes from somebody who does not own the workshop any more."""
    return invitation.workshop is not None and invitation.workshop.owner_id != invitation.invited_by_id


def _account_role(team_role: str) -> AccountRole:
    """Return what somebody can do elsewhere who comes by an invitation to one workshop."""
    return AccountRole.FACILITATOR if team_role == TeamRole.CO_FACILITATOR else AccountRole.VIEWER
