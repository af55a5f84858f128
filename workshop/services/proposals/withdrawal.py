"""Authors who want to take back what the room sees already: the desk decides."""

from __future__ import annotations

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, State
from workshop.state.lookup import find_proposal
from workshop.state.scenario_document import WITHDRAWAL
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation


@operation("proposal.ask_back_out")
def ask_to_withdraw(context: WorkshopContext, changes: Changes, public_id: str) -> Answer:
    """Ask the desk to take back one's own proposal, which the room sees and nobody else has picked."""
    require_writing(context)
    proposal = find_proposal(context.id, public_id)
    if (
        proposal.author_id != context.actor.id
        or proposal.state != State.VISIBLE
        or _estimators(proposal.id) > 1
    ):
        raise Problem(
            gettext("This proposal is not yours alone."),
            gettext("Talk to the facilitator."),
            status=409,
        )
    changes.set(proposal, about={**proposal.about, WITHDRAWAL: "asked"})
    changes.subject = proposal.title
    return {"proposal": proposal.public_id}


@operation("proposal.decide_withdrawal")
def decide_withdrawal(
    context: WorkshopContext, changes: Changes, public_id: str, *, taken_back: bool
) -> Answer:
    """Take a proposal back as its author asked, or keep it; the step can be undone."""
    proposal = find_proposal(context.id, public_id)
    if WITHDRAWAL not in proposal.about:
        raise Problem(
            gettext("Nobody asks to withdraw this any more."),
            gettext("Reload the page to see what is there now."),
            status=409,
        )
    about = {name: value for name, value in proposal.about.items() if name != WITHDRAWAL}
    changes.set(proposal, about=about, removed=taken_back)
    changes.subject = proposal.title
    return {"proposal": proposal.public_id}


def _estimators(proposal_id: int) -> int:
    counted = select(func.count(Estimate.participant_id.distinct())).where(
        Estimate.proposal_id == proposal_id
    )
    return db.session.scalar(counted) or 0
