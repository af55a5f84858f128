"""Which account a login of a provider opens: a linked one, a known address, or a new account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from workshop.account_settings import OpenIdSettings
from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, LinkedIdentity
from workshop.services.people.audit import Event, note
from workshop.services.people.facilitators import has_password
from workshop.services.people.invitations import is_name_taken
from workshop.services.people.openid import Arrival, Identity, needed_provider, provider

_LONGEST_NAME = 80


def find_linked(facilitator: Facilitator) -> LinkedIdentity | None:
    """Return the identity that is linked with an account."""
    return db.session.scalar(select(LinkedIdentity).where(LinkedIdentity.facilitator_id == facilitator.id))


def find_account_of(identity: Identity) -> Facilitator | None:
    """Return the account that an identity is linked with, open or closed."""
    found = _find(identity)
    return None if found is None else found.facilitator


def admit(arrival: Arrival, language: str) -> Facilitator:
    """Return the account of somebody who came back from the provider.

    An unknown person gets the account with the same verified address, or a new one, if the settings say so.

    Raises
    ------
    Problem
        If no account belongs to this person, or if it is closed.
    """
    settings, identity = needed_provider(), arrival.identity
    found = find_account_of(identity)
    if found is None and settings.match_email and identity.email:
        found = _find_by_email(identity)
        if found is not None and found.closed_at is None:
            link(found, identity)
    if found is None and _gets_account(settings, identity, arrival.claims):
        found = _make_account(settings, identity, language)
    if found is None:
        raise Problem(
            gettext("No account here belongs to your login with %(name)s.", name=settings.name),
            gettext(
                "If you have an account, log in with its password and link %(name)s under “%(page)s”. "
                "Otherwise ask an administrator for an invitation.",
                name=settings.name,
                page=gettext("Password"),
            )
            if current_app.config["ACCOUNTS"].passwords
            else gettext("Ask an administrator for an invitation, or for a login link to your account."),
            status=403,
        )
    if found.closed_at is not None:
        raise Problem(
            gettext("The account “%(name)s” is closed.", name=found.name),
            gettext("Ask an administrator to open it again."),
            status=403,
        )
    return found


def link(facilitator: Facilitator, identity: Identity) -> None:
    """Link an identity with an account, which has none yet; commit."""
    settings = needed_provider()
    taken = _find(identity)
    if taken is not None and taken.facilitator_id == facilitator.id:
        return
    if taken is not None or find_linked(facilitator) is not None:
        raise _already_linked(settings)
    add_link(facilitator, identity)
    try:
        commit_durably()
    except IntegrityError as error:
        # Another request was faster.
        db.session.rollback()
        raise _already_linked(settings) from error


def add_link(facilitator: Facilitator, identity: Identity) -> None:
    """Add a link to the session; the caller commits it."""
    settings = needed_provider()
    db.session.add(
        LinkedIdentity(
            facilitator_id=facilitator.id,
            issuer=settings.issuer,
            subject=identity.subject,
            label=identity.label,
        )
    )
    note(facilitator, Event.IDENTITY_LINKED, f"{settings.name}: {identity.label}")


def unlink(actor: Facilitator, facilitator: Facilitator) -> None:
    """Remove the link of an account.

    Raises
    ------
    Problem
        If somebody would take their own only way to log in.
    """
    if actor.id == facilitator.id and not _may_use_password(facilitator):
        raise Problem(
            gettext("You could not log in any more without this link."),
            gettext("Set a password first, or ask an administrator to remove the link."),
            status=409,
        )
    removed = db.session.scalars(
        delete(LinkedIdentity)
        .where(LinkedIdentity.facilitator_id == facilitator.id)
        .returning(LinkedIdentity.id)
    ).all()
    if removed:
        note(actor, Event.IDENTITY_UNLINKED, facilitator.name)
    commit_durably()


def can_log_in(facilitator: Facilitator) -> bool:
    """Return whether an account can log in without a link."""
    if _may_use_password(facilitator):
        return True
    return provider() is not None and find_linked(facilitator) is not None


def _may_use_password(facilitator: Facilitator) -> bool:
    return has_password(facilitator) and bool(current_app.config["ACCOUNTS"].passwords)


def _find(identity: Identity) -> LinkedIdentity | None:
    return db.session.scalar(
        select(LinkedIdentity).where(
            LinkedIdentity.issuer == needed_provider().issuer, LinkedIdentity.subject == identity.subject
        )
    )


def _find_by_email(identity: Identity) -> Facilitator | None:
    """Return the account with an identity's address; not one that belongs to another identity already."""
    found = db.session.scalar(select(Facilitator).where(Facilitator.email == identity.email))
    return None if found is None or find_linked(found) is not None else found


def _gets_account(settings: OpenIdSettings, identity: Identity, claims: Mapping[str, Any]) -> bool:
    """Return whether the settings give a new account to somebody with these claims."""
    if not settings.new_role:
        return False
    if identity.email.rpartition("@")[2] in settings.new_domains:
        return True
    if settings.new_claim is None:
        return False
    name, wanted = settings.new_claim
    value = claims.get(name)
    return wanted in value if isinstance(value, list) else value == wanted


def _make_account(settings: OpenIdSettings, identity: Identity, language: str) -> Facilitator:
    facilitator = Facilitator(
        name=_free_name(identity), role=settings.new_role, language=language, password_hash=None
    )
    db.session.add(facilitator)
    try:
        db.session.flush()
        note(facilitator, Event.ACCOUNT_MADE, settings.name, settings.new_role)
        add_link(facilitator, identity)
        commit_durably()
    except IntegrityError as error:
        db.session.rollback()
        raise _already_linked(settings) from error
    return facilitator


def _free_name(identity: Identity) -> str:
    """Return a name that no account has: the person's own, with a number if another has it."""
    name = identity.name or identity.email.partition("@")[0] or identity.label or identity.subject
    free, number = name[:_LONGEST_NAME], 1
    while is_name_taken(free):
        number += 1
        free = f"{name[: _LONGEST_NAME - 8]} {number}"
    return free


def _already_linked(settings: OpenIdSettings) -> Problem:
    return Problem(
        gettext("This login with %(name)s, or this account, is linked already.", name=settings.name),
        gettext(
            "Remove the other link first, under “%(page)s” or by an administrator.", page=gettext("Password")
        ),
        status=409,
    )
