"""The desk's decisions about a person's own proposals, in sentences."""

from __future__ import annotations

from dataclasses import replace

from workshop.charts.budget.effects import describe_days
from workshop.charts.budget.titles import describe_title
from workshop.charts.budget.verdict import describe_silence
from workshop.i18n import format_tonnes, gettext, ngettext
from workshop.models import State
from workshop.state.proposal_views import ProposalView
from workshop.state.rivals import adds_nothing, find_rival, find_substitute, is_idle
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
        said.append(
            gettext("The facilitator replaced the room’s estimates with another figure.")
            if view.has_estimates
            else gettext("The facilitator entered its figure.")
        )
    elif estimated and view.count > 1:
        said.append(
            ngettext(
                "Your figure is one of %(num)s; all of them are used together.",
                "Your figure is one of %(num)s; all of them are used together.",
                view.count,
            )
        )
    return said


def _say_place(view: ProposalView, snapshot: Snapshot) -> str:
    """Write whether a visible proposal counts in the scenario, and what it adds to the other actions.

    This is the figure that its author saw before sending it: what would be lost if only this action went.
    """
    if not view.included:
        return gettext("It is not part of the scenario now.")
    if view.outside:
        return gettext("It does not count: its emissions are left out of this budget.")
    if view.ledger == "consumption":
        return gettext("It lowers emissions elsewhere and is shown beside the budget.")
    if view.marginal_t is None:
        return gettext("It is part of the scenario; nobody has given it a CO₂ figure yet.")
    if adds_nothing(view):
        if is_idle(view, snapshot):
            return gettext("It is part of the scenario, but there is nothing left to lower where it acts.")
        rival = find_rival(view, snapshot)
        if rival is not None:
            return gettext(
                "It is part of the scenario, but “%(title)s” gives more, "
                "and only one of the two can be chosen.",
                title=describe_title(rival, snapshot),
            )
        substitute = find_substitute(view, snapshot)
        if substitute is not None:
            return gettext(
                "It is part of the scenario. Without it, “%(title)s” would give as much.",
                title=describe_title(substitute, snapshot),
            )
        return gettext("It is part of the scenario, but the other actions leave it no emissions to lower.")
    amount, year = format_tonnes(abs(view.marginal_t)), str(snapshot.end_year)
    if view.marginal_t < 0:
        said = gettext(
            "It is part of the scenario. Without it, emissions by %(year)s would be %(amount)s lower.",
            amount=amount,
            year=year,
        )
    else:
        said = gettext(
            "It is part of the scenario. Without it, emissions by %(year)s would be %(amount)s higher.",
            amount=amount,
            year=year,
        )
    days = describe_days(replace(view, days=None if view.days is None else abs(view.days)))
    return said + " " + gettext("That is %(days)s.", days=days) if days else said
