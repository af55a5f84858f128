"""What a proposal gives, in words."""

from __future__ import annotations

from scenarios.numbers import round_whole
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.state.proposal_views import ProposalView


def describe_effect(view: ProposalView) -> str:
    """Say what a proposal gives a year, or that nobody has put tonnes on it."""
    if view.full_effect_t is None:
        return gettext("no tonnes yet")
    return describe_yearly(view.full_effect_t)


def describe_yearly(tonnes: float) -> str:
    """Say t/yr that are taken off, or added where they are negative."""
    if tonnes < 0:
        return gettext("raises emissions by %(amount)s a year", amount=format_tonnes(-tonnes))
    return gettext("%(amount)s a year", amount=format_tonnes(tonnes))


def describe_days(view: ProposalView) -> str:
    """Say how many days of today's emissions a counted proposal equals."""
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
