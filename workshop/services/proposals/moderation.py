"""What the desk decides about proposals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import HiddenReason, Proposal, State
from workshop.services.proposals.words_read import changed_since_read, words_seen
from workshop.state.effects import complete_estimate
from workshop.state.lookup import find_proposal
from workshop.state.proposal_views import ProposalView
from workshop.state.responsibility import Responsibility
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation
from workshop.store.three_way import merge_changes

# A range and its target are edited as one value.
_TOGETHER = (("low", "likely", "high", "targets"),)
_SETS = ("joins", "agrees")


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The desk's wording and figures of a proposal; tonnes replace the room's estimates."""

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

    @property
    def figures(self) -> dict[str, float] | None:
        """Low, likely and high; without bounds all three are equal."""
        return complete_estimate(self.low, self.likely, self.high)

    def flat(self) -> dict[str, Any]:
        """Return all fields by name, as forms carry them and two versions are compared."""
        return {**_without_responsibility(asdict(self)), **asdict(self.responsibility)}

    @classmethod
    def of(cls, flat: Mapping[str, Any]) -> Edit:
        """Build it from the result of :meth:`flat`."""
        names = Responsibility.__dataclass_fields__
        said = {name: flat[name] for name in names}
        whole = {name: value for name, value in flat.items() if name not in names}
        return cls(**whole, responsibility=Responsibility(**said))


def _without_responsibility(whole: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name != "responsibility"}


def edit_of(proposal: Proposal | ProposalView, fixed: Mapping[str, float] | None) -> Edit:
    """Return the present wording and figures of a proposal; ``fixed`` are the desk's own."""
    about = (
        proposal.responsibility if isinstance(proposal, ProposalView) else Responsibility.of(proposal.about)
    )
    figures = dict(fixed or {})
    likely = figures.get("likely")
    # A single figure is stored with equal bounds; omit these, or changing the figure would conflict with
    # them.
    low, high = (None if figures.get(name) == likely else figures.get(name) for name in ("low", "high"))
    return Edit(
        title=proposal.title,
        description=proposal.description,
        actor=proposal.actor,
        targets=tuple(proposal.targets),
        start_year=proposal.start_year,
        ramp=proposal.ramp,
        ramp_years=proposal.ramp_years,
        low=low,
        likely=likely,
        high=high,
        responsibility=about,
    )


@operation("proposal.approve")
def approve(context: WorkshopContext, changes: Changes, public_id: str, seen: str = "") -> Answer:
    """Show a proposal to the room and count it in the scenario; ``seen`` is from :func:`words_seen`."""
    proposal = find_proposal(context.id, public_id)
    if seen and seen != words_seen(proposal):
        raise changed_since_read()
    changes.set(
        proposal, state=State.VISIBLE.value, hidden_reason=None, included=True, merged_into_id=None, asked=""
    )
    return answer_about(proposal, changes)


@operation("proposal.hide")
def hide(context: WorkshopContext, changes: Changes, public_id: str, reason: HiddenReason) -> Answer:
    """Hide a proposal; its author still sees it, with the reason."""
    proposal = find_proposal(context.id, public_id)
    changes.set(
        proposal,
        state=State.HIDDEN.value,
        hidden_reason=reason.value,
        included=False,
        merged_into_id=None,
        asked="",
    )
    return answer_about(proposal, changes)


@operation("proposal.ask")
def ask_back(
    context: WorkshopContext,
    changes: Changes,
    public_id: str,
    question: str,
    opened: Mapping[str, Any] | None = None,
) -> Answer:
    """Ask a proposal's author to clarify it; it waits until they have.

    A question that somebody else has asked since the form was ``opened`` is not replaced silently.
    """
    proposal = find_proposal(context.id, public_id)
    if proposal.author_id is None or proposal.catalogue_id is not None:
        raise Problem(
            gettext("There is nobody to ask about this."),
            gettext("Change it at the desk instead."),
            status=409,
        )
    merge_changes(opened, {"question": proposal.asked}, {"question": question})
    changes.set(proposal, asked=question, state=State.WAITING.value, included=False)
    return answer_about(proposal, changes)


@operation("proposal.include")
def include(context: WorkshopContext, changes: Changes, public_id: str, included: bool) -> Answer:
    """Count a visible proposal in the scenario, or not."""
    proposal = find_proposal(context.id, public_id)
    if included and proposal.state != State.VISIBLE:
        raise Problem(
            gettext("Only an approved proposal can be included."), gettext("Approve it first."), status=409
        )
    changes.set(proposal, included=included)
    return answer_about(proposal, changes)


@operation("proposal.edit")
def edit(
    context: WorkshopContext,
    changes: Changes,
    public_id: str,
    sent: Edit,
    opened: Mapping[str, Any] | None = None,
) -> Answer:
    """Replace a proposal's wording and figures by the desk's.

    ``opened`` is what the form was opened with. Changes by others since stay where the desk changed nothing;
    :class:`~workshop.store.three_way.ChangedMeanwhile` is raised if both changed the same.
    """
    proposal = find_proposal(context.id, public_id)
    now = edit_of(proposal, proposal.fixed_estimate).flat()
    if opened is not None and not proposal.start_year_fixed:
        # Estimates from phones move it until the desk has set it; that is no conflict.
        opened = {**opened, "start_year": now["start_year"]}
    merged = Edit.of(merge_changes(opened, now, sent.flat(), together=_TOGETHER, sets=_SETS))
    fixed = merged.figures
    changes.set(
        proposal,
        title=merged.title,
        description=merged.description,
        written=_author_wrote(proposal, merged),
        actor=merged.actor,
        targets=list(merged.targets),
        start_year=merged.start_year,
        # The year that the desk has seen and sent stays, whatever phones send afterwards.
        start_year_fixed=True,
        ramp=merged.ramp,
        ramp_years=merged.ramp_years,
        ramp_points=_shift_points(proposal, merged),
        fixed_estimate=fixed,
        # The plenary did not agree on another figure.
        agreed=proposal.agreed and fixed == proposal.fixed_estimate,
        # Tonnes from the desk turn a share, or a proposal without tonnes, into one with tonnes.
        effect_kind=proposal.effect_kind if fixed is None else "tonnes",
        about=merged.responsibility.kept_in(proposal.about),
    )
    return answer_about(proposal, changes)


def _shift_points(proposal: Proposal, merged: Edit) -> list[tuple[int, float]] | None:
    """Return the named years of an effect, moved with its first year; None where it grows otherwise."""
    if merged.ramp != "points" or not proposal.ramp_points:
        return None
    later = merged.start_year - proposal.ramp_points[0][0]
    return [(year + later, fraction) for year, fraction in proposal.ramp_points]


def answer_about(proposal: Proposal, changes: Changes) -> dict[str, Any]:
    """Name the step after its proposal, and return the proposal's public id as answer."""
    changes.subject = proposal.title
    return {"proposal": proposal.public_id}


def _author_wrote(proposal: Proposal, edit: Edit) -> dict[str, str] | None:
    """Return the author's original wording, if the desk's differs from it."""
    if proposal.author_id is None:
        return None
    own = proposal.written or {"title": proposal.title, "description": proposal.description}
    return None if own == {"title": edit.title, "description": edit.description} else own
