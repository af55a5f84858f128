"""Descriptions of catalogue actions."""

from __future__ import annotations

from workshop.i18n import current_language, format_decimal, gettext
from workshop.services.proposals.catalogue_actions import CatalogueAction, find_action
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.words import say_grade


def describe_unit(action: CatalogueAction) -> str:
    """Write the effect of one unit: ``2.1 t a year per car``."""
    unit = action.text("unit_singular", current_language())
    if action.effect is None:
        return gettext("does not lower emissions by itself")
    likely = action.effect.per_unit.likely
    if action.effect.kind == "share":
        share = _short(100 * likely)
        return gettext("%(share)s %% of these emissions per %(unit)s", share=share, unit=unit)
    if action.gas != "CO2":
        return gettext("%(amount)s t CO₂e a year per %(unit)s", amount=_short(likely), unit=unit)
    return gettext("%(amount)s t a year per %(unit)s", amount=_short(likely), unit=unit)


def describe_title(view: ProposalView, snapshot: Snapshot) -> str:
    """Return a catalogue action's title in the reader's language, unless the desk wrote another."""
    if view.catalogue_id is None:
        return view.title
    action = find_action(view.catalogue_id)
    written = action.text("title", snapshot.language)
    return action.text("title", current_language()) if view.title == written else view.title


def describe_grade(action: CatalogueAction) -> str:
    """Write how reliable the figure is."""
    return say_grade(action.evidence.grade)


def _short(value: float) -> str:
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    text = format_decimal(value, digits)
    return text.rstrip("0").rstrip(".,") if digits else text
