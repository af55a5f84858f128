"""The accounts of an installation, which its administrators manage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import AccountRole, Facilitator, Login, RemoteDesk, Workshop
from workshop.models.types import utc_now
from workshop.services.people.audit import Event, note
from workshop.services.people.facilitators import end_login_links, issue_login_link
from workshop.services.people.logins import end_logins
from workshop.signals import send_away


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account, with the number of workshops that it owns and when it was used last."""

    facilitator: Facilitator
    workshops: int
    seen_at: datetime | None


def list_accounts() -> list[Account]:
    """List all accounts by name, closed ones last."""
    owners = select(Workshop.owner_id, func.count()).group_by(Workshop.owner_id)
    owned = {row[0]: row[1] for row in db.session.execute(owners)}
    logins = select(Login.facilitator_id, func.max(Login.seen_at)).group_by(Login.facilitator_id)
    seen = {row[0]: row[1] for row in db.session.execute(logins)}
    found = sorted(
        db.session.scalars(select(Facilitator)),
        key=lambda each: (each.closed_at is not None, each.name.casefold()),
    )
    return [
        Account(facilitator=each, workshops=owned.get(each.id, 0), seen_at=seen.get(each.id))
        for each in found
    ]


def list_heirs(without: int) -> list[Facilitator]:
    """List the accounts that can own workshops, without one of them."""
    wanted = select(Facilitator).where(
        Facilitator.closed_at.is_(None),
        Facilitator.role != AccountRole.VIEWER.value,
        Facilitator.id != without,
    )
    return list(db.session.scalars(wanted.order_by(Facilitator.name)))


def find_account(account_id: int) -> Facilitator:
    """Return an account; raise a :class:`Problem` if there is none with this id."""
    found = db.session.get(Facilitator, account_id)
    if found is None:
        raise Problem(
            gettext("There is no such account."), gettext("Go back to the list of accounts."), status=404
        )
    return found


def change_role(actor: Facilitator, account: Facilitator, role: AccountRole) -> None:
    """Give an account another role; one administrator always stays."""
    if account.role == role:
        return
    if role is not AccountRole.ADMINISTRATOR:
        _require_another_administrator(account)
    if role is AccountRole.VIEWER:
        _require_no_workshops(account)
    account.role = role.value
    note(actor, Event.ROLE_CHANGED, account.name, role.value)
    commit_durably()


def close_account(actor: Facilitator, account: Facilitator) -> None:
    """Close an account: it is logged out everywhere, and nobody can log in with it any more."""
    _require_another_administrator(account)
    account.closed_at = utc_now()
    note(actor, Event.CLOSED, account.name)
    desks = db.session.scalars(
        delete(RemoteDesk).where(RemoteDesk.facilitator_id == account.id).returning(RemoteDesk.id)
    ).all()
    end_login_links(account)
    end_logins(account)
    for desk in desks:
        send_away("remote", desk)


def open_again(actor: Facilitator, account: Facilitator) -> None:
    """Open a closed account again, with its password and workshops."""
    account.closed_at = None
    note(actor, Event.OPENED_AGAIN, account.name)
    commit_durably()


def set_email(actor: Facilitator, account: Facilitator, email: str) -> None:
    """Set the address by which a provider's login finds an account; an empty one removes it."""
    wanted = email.strip().casefold() or None
    if wanted == account.email:
        return
    if wanted and db.session.scalar(select(Facilitator.id).where(Facilitator.email == wanted)) is not None:
        raise Problem(
            gettext("Another account has this e-mail address."),
            gettext("Remove it there first."),
            status=409,
        )
    account.email = wanted
    note(actor, Event.EMAIL_SET, account.name)
    commit_durably()


def make_link(actor: Facilitator, account: Facilitator) -> str:
    """Return the secret of a login link for somebody who has lost the password."""
    if account.closed_at is not None:
        raise Problem(
            gettext("The account “%(name)s” is closed.", name=account.name),
            gettext("Open it again first."),
            status=409,
        )
    note(actor, Event.LINK_MADE, account.name)
    return issue_login_link(account, utc_now())


def _require_another_administrator(account: Facilitator) -> None:
    if not account.is_administrator:
        return
    others = db.session.scalar(
        select(func.count()).where(
            Facilitator.role == AccountRole.ADMINISTRATOR.value,
            Facilitator.closed_at.is_(None),
            Facilitator.id != account.id,
        )
    )
    if not others:
        raise Problem(
            gettext("“%(name)s” is the only administrator.", name=account.name),
            gettext("Make another account an administrator first."),
            status=409,
        )


def _require_no_workshops(account: Facilitator) -> None:
    owned = db.session.scalar(select(func.count()).where(Workshop.owner_id == account.id))
    if owned:
        raise Problem(
            gettext("“%(name)s” owns workshops, and a viewer owns none.", name=account.name),
            gettext("Hand the workshops over to another account first."),
            status=409,
        )
