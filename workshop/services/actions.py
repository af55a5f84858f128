"""The catalogue of actions, as a workshop in one place can use it."""

from __future__ import annotations

from scenarios.catalogue import CatalogueAction, load_catalogue, search_catalogue
from scenarios.catalogue import find_action as find_in_catalogue
from scenarios.sources import source_labels
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.services.effects import targets_of
from workshop.services.scenario_document import targets_in
from workshop.services.standing import Standing

__all__ = ["CatalogueAction", "choose_actions", "find_action", "label_targets", "target_choices"]


def find_action(action_id: str) -> CatalogueAction:
    """Find an action of the catalogue, or say that there is none."""
    try:
        return find_in_catalogue(action_id)
    except KeyError:
        raise Problem(
            gettext("The catalogue has no such action."), gettext("Choose one from the list."), status=404
        ) from None


def choose_actions(standing: Standing, text: str, language: str) -> list[CatalogueAction]:
    """List the actions that can do something in this place, those that match ``text`` if it is given."""
    known = [source["id"] for source in standing.reference["sources"]]
    territory = standing.document["provenance"]["territory"]
    found = search_catalogue(text, language) if text.strip() else load_catalogue()
    return [
        action for action in found if not action.counts or targets_in(targets_of(action, territory), known)
    ]


def label_targets(standing: Standing, language: str) -> dict[str, str]:
    """Name every source and sector of the place's statistics."""
    return source_labels(standing.document["provenance"]["territory"][:2], language)


def target_choices(standing: Standing, language: str) -> list[tuple[str, str]]:
    """List what a proposal's tonnes can be about: each sector, then its sources."""
    labels = label_targets(standing, language)
    by_sector: dict[str, list[str]] = {}
    for source in standing.reference["sources"]:
        sector, _, _ = source["id"].partition("/")
        by_sector.setdefault(sector, []).append(source["id"])
    choices = []
    for sector, sources in by_sector.items():
        choices.append((sector, labels[sector]))
        if len(sources) > 1:
            choices += [(source, f"{labels[sector]}: {labels[source]}") for source in sources]
    return choices
