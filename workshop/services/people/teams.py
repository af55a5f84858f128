"""Teams of workshops: co-facilitators and viewers beside the owner, and handing a workshop over."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, Invitation, Login, RemoteDesk, TeamMember, TeamRole, Workshop
from workshop.models.types import utc_now
from workshop.services.people.audit import Event, note
from workshop.signals import send_away


def may_lead(workshop: Workshop, facilitator_id: int) -> bool:
    """Return whether an account may use the desk of a workshop: its owner and co-facilitators."""
    return (
        workshop.owner_id == facilitator_id
        or find_role(workshop.id, facilitator_id) == TeamRole.CO_FACILITATOR
    )


def find_role(workshop_id: int, facilitator_id: int) -> str | None:
    """Return an account's :class:`TeamRole` in a workshop; None for the owner and for strangers."""
    return db.session.scalar(
        select(TeamMember.role).where(
            TeamMember.workshop_id == workshop_id, TeamMember.facilitator_id == facilitator_id
        )
    )


def list_team(workshop: Workshop) -> list[TeamMember]:
    """List the members of a workshop's team, co-facilitators first."""
    wanted = select(TeamMember).where(TeamMember.workshop_id == workshop.id)
    return list(db.session.scalars(wanted.order_by(TeamMember.role, TeamMember.id)))


def list_shared(facilitator: Facilitator) -> list[tuple[Workshop, str]]:
    """List the workshops of others in whose team an account is, with its role, newest first."""
    wanted = (
        select(Workshop, TeamMember.role)
        .join(TeamMember, TeamMember.workshop_id == Workshop.id)
        .where(TeamMember.facilitator_id == facilitator.id)
        .order_by(Workshop.id.desc())
    )
    return [(workshop, role) for workshop, role in db.session.execute(wanted)]


def add_member(actor: Facilitator, workshop: Workshop, facilitator: Facilitator, role: TeamRole) -> None:
    """Put an account into a team, or give it another role there; the owner stays the owner."""
    if facilitator.id == workshop.owner_id:
        return
    member = _find_member(workshop.id, facilitator.id)
    if member is None:
        db.session.add(TeamMember(workshop_id=workshop.id, facilitator_id=facilitator.id, role=role.value))
    else:
        member.role = role.value
    note(actor, Event.TEAM_JOINED, f"{workshop.code}: {facilitator.name}", role.value)
    commit_durably()
    if role is TeamRole.VIEWER:
        _end_access(workshop.id, facilitator.id)


def remove_member(actor: Facilitator, workshop: Workshop, member_id: int) -> None:
    """Take an account out of a team; its open pages of this workshop end at once."""
    member = db.session.scalar(
        select(TeamMember).where(TeamMember.id == member_id, TeamMember.workshop_id == workshop.id)
    )
    if member is None:
        return
    facilitator = member.facilitator
    db.session.delete(member)
    note(actor, Event.TEAM_LEFT, f"{workshop.code}: {facilitator.name}")
    commit_durably()
    _end_access(workshop.id, facilitator.id)


def hand_over(actor: Facilitator, workshop: Workshop, heir: Facilitator) -> None:
    """Make another account the owner; the former one becomes a co-facilitator unless it is closed.

    Open invitations to the team end: the new owner decides whom to invite.

    Raises
    ------
    Problem
        If the other account is closed, or may not open workshops.
    """
    require_owner(heir)
    note_hand_over(actor, workshop, heir)
    commit_durably()


def require_owner(heir: Facilitator) -> None:
    """Raise a :class:`Problem` unless an account can own workshops."""
    if heir.closed_at is not None or not heir.may_open:
        raise Problem(
            gettext("“%(name)s” cannot own a workshop.", name=heir.name),
            gettext("Choose the account of a facilitator."),
            status=422,
        )


def note_hand_over(actor: Facilitator, workshop: Workshop, heir: Facilitator) -> None:
    """Hand a workshop over in the session; the caller commits it."""
    if heir.id == workshop.owner_id:
        return
    former = workshop.owner
    db.session.execute(
        delete(TeamMember).where(TeamMember.workshop_id == workshop.id, TeamMember.facilitator_id == heir.id)
    )
    if former.closed_at is None:
        db.session.add(
            TeamMember(workshop_id=workshop.id, facilitator_id=former.id, role=TeamRole.CO_FACILITATOR.value)
        )
    db.session.execute(update(Workshop).where(Workshop.id == workshop.id).values(owner_id=heir.id))
    _end_invitations(workshop)
    note(actor, Event.HANDED_OVER, f"{workshop.code}: {former.name} → {heir.name}")


def _end_invitations(workshop: Workshop) -> None:
    now = utc_now()
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.workshop_id == workshop.id, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        .values(expires_at=now)
    )


def _find_member(workshop_id: int, facilitator_id: int) -> TeamMember | None:
    return db.session.scalar(
        select(TeamMember).where(
            TeamMember.workshop_id == workshop_id, TeamMember.facilitator_id == facilitator_id
        )
    )


def _end_access(workshop_id: int, facilitator_id: int) -> None:
    """Disconnect an account's open pages and phones; those that may still listen come back."""
    desks = db.session.scalars(
        delete(RemoteDesk)
        .where(RemoteDesk.workshop_id == workshop_id, RemoteDesk.facilitator_id == facilitator_id)
        .returning(RemoteDesk.id)
    ).all()
    logins = db.session.scalars(select(Login.id).where(Login.facilitator_id == facilitator_id)).all()
    commit_durably()
    for desk in desks:
        send_away("remote", desk)
    for login in logins:
        send_away("login", login)
