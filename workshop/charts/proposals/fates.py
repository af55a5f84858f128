"""The desk's decisions about a person's own proposals, in sentences."""

from __future__ import annotations

from workshop.charts.budget.verdict import describe_silence
from workshop.charts.proposals.catalogue import describe_title
from workshop.i18n import format_tonnes, gettext, ngettext
from workshop.models import State
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import is_pool_secret
from workshop.words import say_state


def describe_fate(view: ProposalView, snapshot: Snapshot, *, into: ProposalView | None) -> list[str]:
    """Describe a proposal's state; ``into`` is the one into which it was merged."""
    if into is not None:
        title = describe_title(into, snapshot)
        return [gettext("Merged into “%(title)s”", title=title) + ".", _say_place(into, snapshot)]
    estimated = view.effect_kind is not None
    said = [f"{say_state(view.state, view.hidden_reason, silent=snapshot.silent)}."]
    if view.state == State.WAITING:
        return [*said, gettext("The facilitator has not decided yet. This page shows it when it is decided.")]
    if view.state == State.VISIBLE and snapshot.silent:
        return [*said, describe_silence(snapshot)]
    if view.state != State.VISIBLE or is_pool_secret(view, snapshot):
        return said
    said.append(_say_place(view, snapshot))
    if estimated and view.fixed:
        said.append(gettext("The facilitator put a figure in place of the room’s estimates."))
    elif estimated and view.count > 1:
        said.append(
            ngettext(
                "Your figure is one of %(num)s; all of them count together.",
                "Your figure is one of %(num)s; all of them count together.",
                view.count,
            )
        )
    return said


def _say_place(view: ProposalView, snapshot: Snapshot) -> str:
    """Write whether a visible proposal counts in the scenario."""
    if not view.included:
        return gettext("It is not part of the scenario as it stands now.")
    if view.outside:
        return gettext("It does not count: its emissions are left out of this budget.")
    if view.ledger == "consumption":
        return gettext("It lowers emissions elsewhere and stands beside the budget.")
    if view.attributed_t is None:
        return gettext("It is part of the scenario; nobody has put tonnes on it yet.")
    return gettext(
        "It is part of the scenario and takes off %(amount)s until %(year)s.",
        amount=format_tonnes(view.attributed_t),
        year=str(snapshot.end_year),
    )
