"""The newest proposal on the wall, and everything that it changes."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.effects import describe_change
from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.authors import describe_author
from workshop.charts.proposals.catalogue import describe_origin
from workshop.i18n import gettext
from workshop.state.proposal_views import ProposalView
from workshop.state.rivals import adds_nothing, finds_no_emissions
from workshop.state.snapshot import Snapshot

# A year, in days, and of the gap.
_FIGURES = 3


@dataclass(frozen=True, kw_only=True)
class NewestView:
    """The newest proposal, and everything that it changes."""

    id: str
    title: str
    role: str
    figures: list[str]
    on_beam: bool
    origin: str


def build_newest_view(view: ProposalView, snapshot: Snapshot, roles: frozenset[str]) -> NewestView:
    """Return the newest proposal, with whom it is from where ``roles`` may be named."""
    return NewestView(
        id=view.id,
        title=describe_title(view, snapshot),
        role=_say_from(view, roles),
        # The warming of one action is too little to be read: the needle says that of all.
        figures=_choose_figures(view, snapshot),
        on_beam=bool(view.block_t),
        origin=describe_origin(view.action),
    )


def _say_from(view: ProposalView, roles: frozenset[str]) -> str:
    """Write whom the newest proposal is from: beside tonnes, a role alone reads like "per resident"."""
    author = describe_author(view, roles)
    return gettext("From: %(role)s", role=author) if view.role in roles else author


def _choose_figures(view: ProposalView, snapshot: Snapshot) -> list[str]:
    """Write what the newest proposal changes; less than a day is left to the line about the gap."""
    figures = describe_change(view, snapshot)
    if finds_no_emissions(view) or (view.marginal_t is not None and adds_nothing(view)):
        # Its tonnes are not taken off: beside the reason, they would look like a gain.
        return figures[1:]
    figures = figures[:_FIGURES]
    if snapshot.outcome.fits:
        # That the budget is kept stands above, in the verdict of the room.
        del figures[2:]
    if len(figures) == _FIGURES and view.days is not None and abs(view.days) < 1:
        del figures[1]
    return figures
