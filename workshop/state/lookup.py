"""Find rows by the identifiers in addresses and forms."""

from __future__ import annotations

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Proposal


def find_proposal(workshop_id: int, public_id: str) -> Proposal:
    """Return a proposal of a workshop; raise a :class:`Problem` if it is gone."""
    proposal = db.session.scalar(
        select(Proposal).where(
            Proposal.workshop_id == workshop_id, Proposal.public_id == public_id, Proposal.removed.is_(False)
        )
    )
    if proposal is None:
        raise Problem(
            gettext("This proposal no longer exists."),
            gettext("Reload the page to see what is there now."),
            status=404,
        )
    return proposal
