"""What a phone shows when a proposal has just been sent."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.effects import describe_change, describe_effect
from workshop.charts.budget.titles import describe_title
from workshop.i18n import gettext
from workshop.models import State
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import is_pool_secret


@dataclass(frozen=True)
class SentView:
    """A proposal that was sent: what it moves, and where it is now."""

    id: str
    title: str
    moves: str
    where: str


def build_sent_view(view: ProposalView, snapshot: Snapshot) -> SentView:
    """Describe what a proposal moves and where it is, as far as its author may know now."""
    return SentView(
        view.id, describe_title(view, snapshot), _say_moves(view, snapshot), _say_where(view, snapshot)
    )


def _say_moves(view: ProposalView, snapshot: Snapshot) -> str:
    if is_pool_secret(view, snapshot):
        return ""
    shown = view.state == State.VISIBLE and view.included and not snapshot.silent
    # As the preview said it: the room may have counted it before.
    figures = describe_change(view, snapshot, before_and_after=False) if shown else [describe_effect(view)]
    said = " · ".join(figures)
    return said[:1].upper() + said[1:]


def _say_where(view: ProposalView, snapshot: Snapshot) -> str:
    if view.state == State.WAITING:
        return gettext("It waits for the facilitator, who reads it before the room sees it.")
    if view.state != State.VISIBLE:
        return gettext("The facilitator has hidden this proposal; your figure is kept.")
    if snapshot.silent:
        return gettext("It is received. The room sees it when this silent round is over.")
    if not view.included:
        return gettext("The room sees it. The facilitator has switched it off: it is not included now.")
    return gettext("The room sees it, and it is included.")
