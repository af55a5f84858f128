"""What the desk lets every screen look at: a card, a question, or a proposal and its round of estimates."""

from __future__ import annotations

from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Workshop
from workshop.state.lookup import find_proposal
from workshop.state.measures import measure_of
from workshop.store.actors import desk_name
from workshop.store.changes import Changes
from workshop.store.operations import perform
from workshop.store.receipts import OperationRequest, Receipt


def look_at(workshop_id: int, facilitator: Facilitator, operation_id: str, step: int, **what: Any) -> Receipt:
    """Point all faces at a card, question or proposal of the step that the desk saw; null puts it away."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        if workshop.step != step:
            raise Problem(
                gettext("The meeting has moved on since."),
                gettext("Look at the agenda and choose again."),
                status=409,
            )
        kept = {**workshop.focus, **what}
        changes.set(workshop, focus={name: value for name, value in kept.items() if value is not None})
        changes.subject = workshop.phase.value

    request = OperationRequest(
        operation_id=operation_id,
        kind="workshop.focus",
        actor=desk_name(facilitator),
        content={"step": step, **what},
    )
    return perform(workshop_id, request, apply)


def focus_estimate(
    workshop: Workshop,
    facilitator: Facilitator,
    operation_id: str,
    step: int,
    *,
    proposal_id: str | None,
    number: int,
    shown: bool,
) -> Receipt:
    """Let the room estimate a proposal, or see the spread of a round; none puts it away."""
    if proposal_id is not None and measure_of(find_proposal(workshop.id, proposal_id)) is None:
        raise Problem(
            gettext("This proposal has nothing to estimate."),
            gettext("Say on its card which emissions it is about, or choose another one."),
            status=409,
        )
    return look_at(
        workshop.id,
        facilitator,
        operation_id,
        step,
        proposal=proposal_id,
        round=None if proposal_id is None else number,
        shown=True if proposal_id is not None and shown else None,
    )
