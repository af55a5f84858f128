"""The reference paths that a workshop can choose from, each computed with what it does to the gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scenarios.budget.pathways import constant_rate_pathway
from scenarios.budget.steps import Budget
from scenarios.errors import ScenariosError
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.mandates import MANDATES, list_mandates
from scenarios.inventory.own_path import OwnPath
from scenarios.inventory.projections import list_projections
from scenarios.inventory.references import Reference, build_reference
from scenarios.inventory.sources import source_labels
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.trend_breaks import TrendBreak
from scenarios.scenario import sector_of

OWN_PATH, PROJECTION, TREND_SINCE = "own", "projection", "trend-since"
METHODS = ("flat", *MANDATES, "trend", TREND_SINCE, "exponential", PROJECTION, OWN_PATH)
FIRST_YEAR_SHOWN = 2010


@dataclass(frozen=True)
class BudgetScope:
    """A budget (t) and the emissions that it covers."""

    territory_id: str
    budget_t: float
    start_year: int
    gas: str
    cement: bool
    without: tuple[str, ...]
    base_emissions_t: float
    cut_pct: float | None

    @classmethod
    def of(cls, budget: Budget) -> BudgetScope:
        """Return the scope of a computed budget."""
        return cls.of_stored(budget.to_dict())

    @classmethod
    def of_stored(cls, budget: Mapping[str, Any]) -> BudgetScope:
        """Return the scope of a workshop's budget."""
        return cls(
            str(budget["territory"]),
            float(budget["budget_t"]),
            int(budget["start_year"]),
            str(budget["gas"]),
            bool(budget["cement"]),
            tuple(budget.get("without", ())),
            float(budget["base_emissions_t"]),
            budget["annual_reduction_pct"],
        )


@dataclass(frozen=True, kw_only=True)
class ReferenceOffer:
    """A reference path (t/yr for each year) that can be chosen; ``source`` is where its course comes from."""

    method: str
    years: tuple[int, ...]
    emissions_t: tuple[float, ...]
    source: str
    breaks: tuple[TrendBreak, ...]

    @property
    def total_t(self) -> float:
        """Emissions of all years together."""
        return sum(self.emissions_t)


@dataclass(frozen=True, kw_only=True)
class ReferenceOffers:
    """The paths on offer beside the budget, the statistics before them, and a path that keeps the budget.

    ``obstacles`` says, by method, why it cannot be followed, in the words of the model.
    """

    budget_t: float
    base_year: int
    edition: str
    history: tuple[tuple[int, float], ...]
    pathway_t: tuple[float, ...]
    offers: tuple[ReferenceOffer, ...]
    obstacles: Mapping[str, str]


@dataclass(frozen=True)
class SectorLevel:
    """A sector by its id, and what it emits (t/yr) in the newest statistic."""

    sector: str
    newest_t: float


def offer_references(scope: BudgetScope, end_year: int, own: OwnPath | None = None) -> ReferenceOffers:
    """Compute every path that a place can follow from the budget's first year on, ``own`` among them."""
    usual = _usual_offers(scope, end_year, list_editions())
    if own is None:
        return usual
    offers, obstacles = list(usual.offers), dict(usual.obstacles)
    try:
        offers.append(_offer(scope, OWN_PATH, end_year, own))
    except ScenariosError as error:
        obstacles[OWN_PATH] = str(error)
    return ReferenceOffers(
        budget_t=usual.budget_t,
        base_year=usual.base_year,
        edition=usual.edition,
        history=usual.history,
        pathway_t=usual.pathway_t,
        offers=tuple(offers),
        obstacles=obstacles,
    )


def list_sector_levels(scope: BudgetScope) -> tuple[int, list[SectorLevel]]:
    """Return the newest year of the statistics, and the sectors with what they emit then, largest first."""
    inventory = _read(scope)
    levels: dict[str, float] = {}
    for source, tonnes in zip(inventory.sources, inventory.emissions_t[:, -1].tolist(), strict=True):
        levels[sector_of(source)] = levels.get(sector_of(source), 0.0) + tonnes
    found = sorted((SectorLevel(*level) for level in levels.items()), key=lambda level: -level.newest_t)
    return inventory.years[-1], [level for level in found if level.newest_t > 0]


def name_target(territory_id: str, target: str, language: str) -> str:
    """Name a sector or source of a place."""
    return source_labels(territory_id[:2], language).get(target, target.replace("_", " "))


@lru_cache(maxsize=64)
def _usual_offers(
    scope: BudgetScope,
    end_year: int,
    editions: tuple[Edition, ...],  # noqa: ARG001  # part of the cache key
) -> ReferenceOffers:
    offers, obstacles = [], {}
    for method in METHODS:
        if method == OWN_PATH or not _exists(method, scope.territory_id[:2]):
            continue
        try:
            offers.append(_offer(scope, method, end_year))
        except ScenariosError as error:
            obstacles[method] = str(error)
    # Where no single year carries a trend, it is the trend once more.
    offers = [offer for offer in offers if offer.method != TREND_SINCE or offer.breaks]
    inventory = _read(scope)
    before = zip(inventory.years, inventory.total_t.tolist(), strict=True)
    return ReferenceOffers(
        budget_t=scope.budget_t,
        base_year=inventory.years[-1],
        edition=inventory.edition,
        history=tuple((year, total) for year, total in before if year >= FIRST_YEAR_SHOWN),
        pathway_t=_path_within(scope, end_year),
        offers=tuple(offers),
        obstacles=obstacles,
    )


def _exists(method: str, country: str) -> bool:
    """Return whether a country has what a path follows."""
    if method == PROJECTION:
        return bool(list_projections(country))
    return method not in MANDATES or method in {mandate.id for mandate in list_mandates(country)}


def _offer(scope: BudgetScope, method: str, end_year: int, own: OwnPath | None = None) -> ReferenceOffer:
    reference = build_reference(
        scope.territory_id,
        method=method,
        start_year=scope.start_year,
        end_year=end_year,
        cement=scope.cement,
        gas=scope.gas,
        without=scope.without,
        own=own,
    )
    return ReferenceOffer(
        method=method,
        years=reference.years,
        emissions_t=tuple(reference.reference_t.sum(axis=0).tolist()),
        source=_source_of(reference, own),
        breaks=reference.breaks,
    )


def _path_within(scope: BudgetScope, end_year: int) -> tuple[float, ...]:
    """Return the path that keeps the budget, as the curve of a workshop has it; empty if it is used up."""
    if scope.cut_pct is None:
        return ()
    path = constant_rate_pathway(
        base_emissions_t=scope.base_emissions_t,
        rate=scope.cut_pct / 100,
        start_year=scope.start_year,
        end_year=end_year,
    )
    return tuple(path.tolist())


def _source_of(reference: Reference, own: OwnPath | None) -> str:
    """Return the publication that a path follows; empty where it follows the statistics alone."""
    if own is not None:
        return own.name
    for mandate in list_mandates(reference.territory_id[:2]):
        if mandate.id == reference.method:
            return mandate.source
    followed = [each for each in list_projections() if each.id == reference.projection]
    return followed[0].source if followed else ""


def _read(scope: BudgetScope) -> Inventory:
    return read_inventory(scope.territory_id, gas=scope.gas, cement=scope.cement, without=scope.without)
