"""What belongs to an account, and handing all of it over when somebody leaves.

Saved scenarios, decided actions and the place belong to a workshop and go with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import (
    Facilitator,
    Invitation,
    Layer,
    Proposal,
    RememberedList,
    SavedScenario,
    TeamMember,
    Workshop,
)
from workshop.services.people.accounts import close_account
from workshop.services.people.audit import Event, note
from workshop.services.people.teams import note_hand_over, require_owner


@dataclass(frozen=True, kw_only=True)
class OwnedWorkshop:
    """A workshop of an account, with how many saved scenarios and decided actions go with it."""

    workshop: Workshop
    scenarios: int
    decided: int


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """What an account owns, and what ends with it.

    ``lists`` counts the shapes of lists whose columns it has explained, ``invitations`` those that it made
    and nobody has taken, and ``teams`` the workshops of others in whose team it is.
    """

    workshops: list[OwnedWorkshop]
    lists: int
    invitations: int
    teams: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not self.workshops and not self.lists


def list_belongings(account: Facilitator, now: datetime) -> Belongings:
    """List what belongs to an account."""
    scenarios = _count_by_workshop(SavedScenario.workshop_id)
    decided = _count_by_workshop(Proposal.workshop_id, Proposal.layer == Layer.DECIDED.value)
    wanted = select(Workshop).where(Workshop.owner_id == account.id).order_by(Workshop.id.desc())
    return Belongings(
        workshops=[
            OwnedWorkshop(workshop=each, scenarios=scenarios.get(each.id, 0), decided=decided.get(each.id, 0))
            for each in db.session.scalars(wanted)
        ],
        lists=_count(RememberedList.facilitator_id == account.id),
        invitations=_count(
            Invitation.invited_by_id == account.id, Invitation.used_at.is_(None), Invitation.expires_at > now
        ),
        teams=_count(TeamMember.facilitator_id == account.id),
    )


def hand_over_everything(
    actor: Facilitator, account: Facilitator, heir: Facilitator, now: datetime, *, close: bool
) -> None:
    """Hand all that an account owns over to another one, or nothing; close the account if asked.

    Raises
    ------
    Problem
        If the heir cannot own workshops, or if the only administrator would be closed.
    """
    require_owner(heir)
    if heir.id == account.id:
        raise Problem(
            gettext("“%(name)s” owns this already.", name=heir.name),
            gettext("Choose another account."),
            status=422,
        )
    for owned in list_belongings(account, now).workshops:
        note_hand_over(actor, owned.workshop, heir)
    _hand_over_lists(actor, account, heir)
    if close and account.closed_at is None:
        _end_invitations(account, now)
        close_account(actor, account)
    commit_durably()


def _hand_over_lists(actor: Facilitator, account: Facilitator, heir: Facilitator) -> None:
    """Give the heir what is known of lists; where the heir has explained the same shape, that stays."""
    known = select(RememberedList.shape).where(RememberedList.facilitator_id == heir.id)
    db.session.execute(
        delete(RememberedList).where(
            RememberedList.facilitator_id == account.id, RememberedList.shape.in_(known)
        ),
        execution_options={"synchronize_session": False},
    )
    moved = db.session.scalars(
        update(RememberedList)
        .where(RememberedList.facilitator_id == account.id)
        .values(facilitator_id=heir.id)
        .returning(RememberedList.id)
    ).all()
    if moved:
        note(actor, Event.LISTS_HANDED_OVER, f"{account.name} → {heir.name}")


def _end_invitations(account: Facilitator, now: datetime) -> None:
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.invited_by_id == account.id, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        .values(expires_at=now)
    )


def _count_by_workshop(column: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(select(column, func.count()).where(*which).group_by(column))
    return {row[0]: row[1] for row in rows}


def _count(*which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*which)) or 0
