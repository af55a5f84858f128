"""The effect of a proposal in words."""

from __future__ import annotations

from scenarios.numbers import round_whole
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.state.proposal_views import ProposalView


def describe_effect(view: ProposalView) -> str:
    """Write a proposal's effect per year, or that nobody has estimated it in tonnes."""
    if view.full_effect_t is None:
        return gettext("no tonnes yet")
    if view.full_effect_t < 0:
        return gettext("raises emissions by %(amount)s a year", amount=format_tonnes(-view.full_effect_t))
    return gettext("%(amount)s a year", amount=format_tonnes(view.full_effect_t))


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
