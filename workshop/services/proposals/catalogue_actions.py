"""The catalogue of actions, as far as it applies to a workshop's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.own import Catalogue
from scenarios.inventory.sources import source_labels
from scenarios.scenario import sector_of
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.services.proposals.offering import OfferedPlace, choose_offered

__all__ = [
    "CatalogueAction",
    "choose_actions",
    "find_action",
    "is_split",
    "label_targets",
    "number_actions",
    "target_choices",
]


class Place(OfferedPlace, Protocol):
    """A workshop or snapshot, as far as its place is concerned."""


class PlaceWithCatalogue(Place, Protocol):
    """A snapshot, as far as its place and its actions are concerned."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue from which it looks actions up."""


def find_action(catalogue: Catalogue, action_id: str) -> CatalogueAction:
    """Return an action of a workshop's catalogue; raise a :class:`Problem` if there is none."""
    if not catalogue.has(action_id):
        raise Problem(
            gettext("The catalogue has no such action."), gettext("Choose one from the list."), status=404
        )
    return catalogue.find(action_id)


def choose_actions(place: PlaceWithCatalogue, text: str, language: str) -> list[CatalogueAction]:
    """List the actions that are offered in this place and match ``text``, or all of them."""
    found = place.catalogue.search(text, language) if text.strip() else place.catalogue.offered
    return choose_offered(place, found)


def number_actions(place: PlaceWithCatalogue) -> dict[int, CatalogueAction]:
    """Number the actions with an effect in this place, in the order of the printed list.

    Numbers are those of the whole catalogue, so that a shipped action has the same number in every place.
    """
    possible = {action.id for action in choose_actions(place, "", "")}
    ordered = enumerate(_in_order(place.catalogue), start=1)
    return {number: action for number, action in ordered if action.id in possible}


def is_split(place: Place, targets: Iterable[str]) -> bool:
    """Return whether the sources' emissions are an estimated split of their sector's total."""
    split = {entry["sector"] for entry in place.reference.get("splits", ())}
    return any("/" in target and sector_of(target) in split for target in targets)


def label_targets(place: Place, language: str) -> dict[str, str]:
    """Return the name of every source and sector of the place's statistics."""
    return source_labels(place.territory_id[:2], language)


def target_choices(place: Place, language: str) -> list[tuple[str, str]]:
    """List the choices for a proposal's target: each sector, followed by its sources."""
    labels = label_targets(place, language)
    by_sector: dict[str, list[str]] = {}
    for source in place.reference["sources"]:
        sector, _, _ = source["id"].partition("/")
        by_sector.setdefault(sector, []).append(source["id"])
    choices = []
    for sector, sources in by_sector.items():
        choices.append((sector, labels[sector]))
        if len(sources) > 1:
            choices += [(source, f"{labels[sector]}: {labels[source]}") for source in sources]
    return choices


def _in_order(catalogue: Catalogue) -> Iterator[CatalogueAction]:
    categories = list(dict.fromkeys(action.category for action in catalogue.actions))
    for category in categories:
        yield from (action for action in catalogue.actions if action.category == category)
