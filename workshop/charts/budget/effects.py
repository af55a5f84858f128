"""The effect of a proposal in words."""

from __future__ import annotations

from scenarios.numbers import round_whole
from scenarios.outcome import Outcome
from workshop.charts.budget.bridge_words import describe_cooling, describe_kept, describe_percent
from workshop.charts.budget.one_unit import Balance, describe_alike
from workshop.charts.budget.titles import describe_title
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.state.proposal_views import ProposalView
from workshop.state.rivals import (
    adds_nothing,
    find_rival,
    find_substitute,
    finds_no_emissions,
    is_idle,
)
from workshop.state.snapshot import Snapshot


def describe_effect(view: ProposalView, largest: float | None = None) -> str:
    """Write a proposal's effect per year, or that nobody has estimated it in tonnes.

    Beside others it is in the unit of the ``largest`` of them.
    """
    if view.full_effect_t is None:
        return gettext("no CO₂ figure yet")
    return describe_yearly(view.full_effect_t, largest)


def describe_yearly(tonnes: float, largest: float | None = None) -> str:
    """Write an effect per year; a negative one raises emissions."""
    amount = format_tonnes(abs(tonnes)) if largest is None else describe_alike(abs(tonnes), largest)
    if tonnes < 0:
        return gettext("raises emissions by %(amount)s a year", amount=amount)
    return gettext("%(amount)s a year", amount=amount)


def describe_days(view: ProposalView) -> str:
    """Write how many days of today's emissions a counted proposal equals."""
    if view.days is None:
        return ""
    if abs(view.days) < 1:
        return gettext("less than a day of today’s emissions")
    days = round_whole(view.days)
    return ngettext(
        "%(days)s day of today’s emissions",
        "%(days)s days of today’s emissions",
        abs(days),
        days=format_decimal(days),
    )


def describe_change(view: ProposalView, snapshot: Snapshot, *, before_and_after: bool = True) -> list[str]:
    """Write what a counted proposal does: tonnes, days, the gap with and without it, and warming.

    Days, gap and warming are marginal: what would be lost if only this proposal went. Where that is
    nothing, the reason is given instead. Without ``before_and_after``, its share of the gap is written:
    who sends what the room already counts has moved nothing from one figure to the other.
    """
    figures, outcome = [describe_effect(view)], snapshot.outcome
    if view.ledger == "consumption":
        return [*figures, gettext("lowers emissions elsewhere, beside the budget")]
    if view.marginal_t is None and finds_no_emissions(view):
        words = gettext(
            "changes nothing: these emissions are zero in %(place)s already", place=snapshot.place
        )
        return [*figures, words]
    if view.marginal_t is None:
        return figures
    if adds_nothing(view):
        return [*figures, _describe_nothing(view, snapshot)]
    if days := describe_days(view):
        figures.append(days)
    if outcome.gap_closed is not None:
        part = view.marginal_t / outcome.gap_t
        figures.append(
            _describe_gap_change(outcome, outcome.gap_closed, part)
            if before_and_after
            else _describe_share(outcome, part)
        )
    if view.warming_c is not None:
        degrees = describe_cooling(view.warming_c)
        figures.append(gettext("%(degrees)s of warming", degrees=degrees))
    return figures


def _describe_nothing(view: ProposalView, snapshot: Snapshot) -> str:
    """Write why a proposal adds nothing to what counts already."""
    if is_idle(view, snapshot):
        return gettext("adds nothing: there is nothing left to lower where it acts")
    rival = find_rival(view, snapshot)
    if rival is not None:
        return gettext(
            "only one of the two can be chosen, and “%(title)s” gives more",
            title=describe_title(rival, snapshot),
        )
    substitute = find_substitute(view, snapshot)
    if substitute is not None:
        return gettext(
            "without it, “%(title)s” would give as much", title=describe_title(substitute, snapshot)
        )
    return gettext("adds nothing: the other actions leave it no emissions to lower")


def _describe_share(outcome: Outcome, part: float) -> str:
    if kept := describe_kept(Balance.of(outcome)):
        return kept
    return gettext("%(percent)s %% of the gap", percent=describe_percent(part))


def _describe_gap_change(outcome: Outcome, closed: float, part: float) -> str:
    """Write from where to where an action that closes this part of the gap brings it."""
    if kept := describe_kept(Balance.of(outcome)):
        return kept
    # Where an action raises emissions, the gap may be more than closed without it.
    before, after = describe_percent(min(1.0, closed - part)), describe_percent(closed)
    if before == after:
        return gettext("less than %(percent)s %% of the gap", percent=format_decimal(0.1, 1))
    return gettext("gap: from %(before)s to %(after)s %% closed", before=before, after=after)
