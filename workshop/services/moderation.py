"""What the desk decides about proposals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, Helper, HiddenReason, Proposal, State, Workshop
from workshop.services.changes import Changes
from workshop.services.operations import OperationRequest, Receipt, perform
from workshop.services.responsibility import Responsibility


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The desk's wording and figures of a proposal; tonnes stand instead of the room's estimates."""

    title: str
    description: str
    actor: str
    targets: tuple[str, ...]
    start_year: int
    ramp: str
    ramp_years: int
    low: float | None
    likely: float | None
    high: float | None
    responsibility: Responsibility


Moderator = Facilitator | Helper


def desk_name(moderator: Moderator) -> str:
    """Name who acts at the desk in receipts and the change log, without personal data."""
    return f"{'helper' if isinstance(moderator, Helper) else 'desk'}:{moderator.id}"


def approve(workshop_id: int, moderator: Moderator, operation_id: str, public_id: str) -> Receipt:
    """Show a proposal to the room and take it into the scenario."""

    def change(proposal: Proposal, changes: Changes) -> None:
        changes.set(
            proposal,
            state=State.VISIBLE.value,
            hidden_reason=None,
            included=True,
            merged_into_id=None,
            asked="",
        )

    return decide(workshop_id, moderator, operation_id, "proposal.approve", public_id, change)


def hide(
    workshop_id: int, moderator: Moderator, operation_id: str, public_id: str, reason: HiddenReason
) -> Receipt:
    """Take a proposal off the screens; its author still sees it, with the reason."""

    def change(proposal: Proposal, changes: Changes) -> None:
        changes.set(
            proposal,
            state=State.HIDDEN.value,
            hidden_reason=reason.value,
            included=False,
            merged_into_id=None,
            asked="",
        )

    return decide(
        workshop_id, moderator, operation_id, "proposal.hide", public_id, change, reason=reason.value
    )


def ask_back(
    workshop_id: int, moderator: Moderator, operation_id: str, public_id: str, question: str
) -> Receipt:
    """Ask a proposal's author to make it clearer; it waits until they have."""

    def change(proposal: Proposal, changes: Changes) -> None:
        if proposal.author_id is None or proposal.catalogue_id is not None:
            raise Problem(
                gettext("There is nobody to ask about this."),
                gettext("Change it at the desk instead."),
                status=409,
            )
        changes.set(proposal, asked=question, state=State.WAITING.value, included=False)

    return decide(workshop_id, moderator, operation_id, "proposal.ask", public_id, change, question=question)


def include(
    workshop_id: int, facilitator: Facilitator, operation_id: str, public_id: str, included: bool
) -> Receipt:
    """Switch a visible proposal into the scenario or out of it."""

    def change(proposal: Proposal, changes: Changes) -> None:
        if included and proposal.state != State.VISIBLE:
            raise Problem(
                gettext("Only an approved proposal can count."), gettext("Approve it first."), status=409
            )
        changes.set(proposal, included=included)

    return decide(
        workshop_id, facilitator, operation_id, "proposal.include", public_id, change, included=included
    )


def edit(
    workshop_id: int, facilitator: Facilitator, operation_id: str, public_id: str, edit: Edit
) -> Receipt:
    """Put the desk's wording and figures in place of what was proposed."""

    def change(proposal: Proposal, changes: Changes) -> None:
        fixed = (
            None
            if edit.likely is None
            else {
                "low": edit.likely if edit.low is None else edit.low,
                "likely": edit.likely,
                "high": edit.likely if edit.high is None else edit.high,
            }
        )
        # Tonnes from the desk turn a share, or a proposal without tonnes, into one with tonnes.
        kind = "tonnes" if fixed is not None else proposal.effect_kind
        changes.set(
            proposal,
            title=edit.title,
            description=edit.description,
            written=_author_wrote(proposal, edit),
            actor=edit.actor,
            targets=list(edit.targets),
            start_year=edit.start_year,
            # What the desk has looked at and sent stays, whatever phones say afterwards.
            start_year_fixed=True,
            ramp=edit.ramp,
            ramp_years=edit.ramp_years,
            fixed_estimate=fixed,
            # Another figure is no longer what the plenary agreed on.
            agreed=proposal.agreed and fixed == proposal.fixed_estimate,
            effect_kind=kind,
            about=edit.responsibility.kept_in(proposal.about),
        )

    return decide(workshop_id, facilitator, operation_id, "proposal.edit", public_id, change, **asdict(edit))


def _author_wrote(proposal: Proposal, edit: Edit) -> dict[str, str] | None:
    """Return what a proposal's author wrote, if the desk's wording differs from it."""
    if proposal.author_id is None:
        return None
    own = proposal.written or {"title": proposal.title, "description": proposal.description}
    return None if own == {"title": edit.title, "description": edit.description} else own


def find_proposal(workshop_id: int, public_id: str) -> Proposal:
    """Find a proposal of a workshop, or say that it is gone."""
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


def decide(
    workshop_id: int,
    moderator: Moderator,
    operation_id: str,
    kind: str,
    public_id: str,
    change: Callable[[Proposal, Changes], None],
    **content: Any,
) -> Receipt:
    """Change one proposal as the desk wants it, with what it says kept in the log."""

    def apply(workshop: Workshop, changes: Changes) -> dict[str, Any]:
        proposal = find_proposal(workshop.id, public_id)
        change(proposal, changes)
        changes.subject = proposal.title
        return {"proposal": public_id}

    return perform(workshop_id, _request(moderator, operation_id, kind, proposal=public_id, **content), apply)


def _request(moderator: Moderator, operation_id: str, kind: str, **content: Any) -> OperationRequest:
    return OperationRequest(operation_id=operation_id, kind=kind, actor=desk_name(moderator), content=content)
