"""Which actions of the catalogue a place is offered: those with something to lower there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from scenarios.catalogue.catalogue import CatalogueAction
from scenarios.catalogue.fitting import is_possible
from workshop.state.effects import targets_of


class OfferedPlace(Protocol):
    """A workshop or snapshot, as far as its place and what it counts are concerned."""

    @property
    def territory_id(self) -> str:
        """Id of the territory."""

    @property
    def reference(self) -> dict[str, Any]:
        """The reference with its sources."""

    @property
    def budget(self) -> dict[str, Any]:
        """The budget, with its gas and scope."""


def choose_offered(place: OfferedPlace, actions: Iterable[CatalogueAction]) -> list[CatalogueAction]:
    """Return the actions that have an effect in the place, and those that have none anywhere.

    What counts methane or nitrous oxide is offered only where the workshop counts CO2e.
    """
    gas, cement = str(place.budget["gas"]), bool(place.budget.get("cement", True))
    emissions = _emissions_by_target(place.reference)
    return [
        action
        for action in actions
        if action.effect is None
        or action.ledger != "territorial"
        or (
            action.counts_in(gas)
            and is_possible(action, place.territory_id, _reached(action, place, emissions), cement=cement)
        )
    ]


def _reached(action: CatalogueAction, place: OfferedPlace, emissions: Mapping[str, float]) -> float:
    # No action of the catalogue aims at a sector and at a source of it.
    return sum(emissions.get(target, 0.0) for target in set(targets_of(action, place.territory_id)))


def _emissions_by_target(reference: Mapping[str, Any]) -> dict[str, float]:
    """Return each source's and sector's largest emissions of any year (t/yr): a plant may open later."""
    by_target: dict[str, float] = {}
    for source in reference["sources"]:
        name, largest = source["id"], max(map(float, source["reference_t"]))
        for target in {name, name.partition("/")[0]}:
            by_target[target] = by_target.get(target, 0.0) + largest
    return by_target
