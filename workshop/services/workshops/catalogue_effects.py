"""What one unit of an action does in a place, by its newest statistics, and what can be targeted there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scenarios.catalogue.action import CatalogueAction
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.sources import source_labels
from scenarios.inventory.statistics import read_inventory
from scenarios.scenario import Estimate, sector_of
from workshop.state.effects import targets_of


@dataclass(frozen=True)
class EffectHere:
    """Tonnes a year of CO2 by one unit, and what its targets emit (t/yr) in the newest year.

    ``all_units`` are as many as would take all of it away, None where nothing is emitted.
    """

    per_unit: Estimate
    there_t: float
    year: int
    all_units: float | None


def find_effect(territory_id: str, action: CatalogueAction) -> EffectHere | None:
    """Return what one unit of an action does in a place; None without an effect on its budget."""
    if action.effect is None or action.ledger != "territorial":
        return None
    inventory = _read(territory_id, list_editions())
    wanted = set(targets_of(action, territory_id))
    there = sum(
        tonnes
        for source, tonnes in zip(inventory.sources, inventory.emissions_t[:, -1].tolist(), strict=True)
        if source in wanted or sector_of(source) in wanted
    )
    unit = action.effect.per_unit
    factor = there if action.effect.kind == "share" else 1.0
    per_unit = Estimate(unit.low * factor, unit.likely * factor, unit.high * factor)
    all_units = there / per_unit.likely if there > 0 and per_unit.likely > 0 else None
    return EffectHere(per_unit, there, inventory.years[-1], all_units)


def list_targets(territory_id: str, language: str) -> list[tuple[str, str]]:
    """List the sectors of a place, each followed by its sources, with their names."""
    labels = source_labels(territory_id[:2], language)
    by_sector: dict[str, list[str]] = {}
    for source in _read(territory_id, list_editions()).sources:
        by_sector.setdefault(sector_of(source), []).append(source)
    choices = []
    for sector, sources in by_sector.items():
        choices.append((sector, labels.get(sector, sector)))
        if len(sources) > 1:
            choices += [(key, f"{labels.get(sector, sector)}: {labels.get(key, key)}") for key in sources]
    return choices


def known_targets(territory_id: str) -> frozenset[str]:
    """Return the ids of all sources and sectors of a place."""
    sources = _read(territory_id, list_editions()).sources
    return frozenset({*sources, *(sector_of(source) for source in sources)})


@lru_cache(maxsize=32)
def _read(territory_id: str, editions: tuple[Edition, ...]) -> Inventory:  # noqa: ARG001  # of the cache key
    return read_inventory(territory_id, gas="CO2")
