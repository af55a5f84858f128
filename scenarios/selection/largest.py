"""What all actions of the catalogue can do in a place at their largest, and what remains.

One year at full effect: the newest of the statistics, with every action that the place is offered, each with
the largest amount that fits. It is a bound and no plan: nobody carries all of it out at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.catalogue import load_catalogue
from scenarios.catalogue.fitting import FittedAmount, fit_amount, is_possible, reached_tonnes, targets_of
from scenarios.engine.evaluation import evaluate
from scenarios.inventory.holding_kinds import PLANT_KINDS
from scenarios.inventory.inventory import OFFICIAL
from scenarios.inventory.references import build_reference
from scenarios.inventory.splitting import split_reference
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import Territory, find_territory
from scenarios.outcome import Outcome
from scenarios.scenario import (
    Action,
    Effect,
    EffectKind,
    Estimate,
    Group,
    Relation,
    Scenario,
    Source,
    sector_of,
)


@dataclass(frozen=True, slots=True)
class LargestAction:
    """One action at its largest.

    Attributes
    ----------
    action
        Of the catalogue.
    fitted
        The amounts that fit the place.
    alone_t
        What it takes away alone, t/yr.
    """

    action: CatalogueAction
    fitted: FittedAmount
    alone_t: float

    @property
    def part(self) -> float:
        """The fraction of its targets' emissions that it takes away alone."""
        return self.alone_t / self.fitted.tonnes


@dataclass(frozen=True, slots=True)
class SourceReach:
    """What the actions can do about one emission source.

    Attributes
    ----------
    id
        Of the source.
    today_t, remains_t
        Emissions without and with the actions, t/yr.
    actions
        Those that act on it, the strongest on this source first.
    """

    id: str
    today_t: float
    remains_t: float
    actions: tuple[LargestAction, ...]


@dataclass(frozen=True, slots=True)
class Largest:
    """What all actions of the catalogue can do in a place.

    Attributes
    ----------
    territory
        The place.
    gas, year, status
        What the figures are of: ``CO2`` or ``CO2e``, in the newest year, ``official`` or ``preliminary``.
    sources
        Every source with emissions, in the order of the statistics.
    left_out
        Of each large plant, the weaker actions: a tonne can be taken away only once.
    notes
        Notes on the statistics.
    """

    territory: Territory
    gas: str
    year: int
    status: str
    sources: tuple[SourceReach, ...]
    left_out: tuple[CatalogueAction, ...]
    notes: tuple[str, ...]

    @property
    def today_t(self) -> float:
        """Emissions of the year, t/yr."""
        return sum(source.today_t for source in self.sources)

    @property
    def remains_t(self) -> float:
        """What all actions at their largest leave, t/yr."""
        return sum(source.remains_t for source in self.sources)


def compute_largest(territory_id: str, gas: str = "CO2") -> Largest:
    """Return what all actions of the catalogue can do in a place at their largest.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    gas
        ``CO2`` or ``CO2e``.

    Returns
    -------
    Largest
        By emission source, in t/yr.

    Raises
    ------
    UnknownTerritoryError, StatisticsError
        As `scenarios.inventory.statistics.read_inventory`.
    """
    territory = find_territory(territory_id)
    inventory = read_inventory(territory.id, gas=gas)
    year = inventory.years[-1]
    reference = build_reference(territory.id, method="flat", start_year=year, end_year=year, gas=gas)
    reference, _ = split_reference(reference)
    emissions = {
        source: float(row[0])
        for source, row in zip(reference.sources, reference.reference_t, strict=True)
        if row[0] > 0
    }
    offered, left_out = _one_for_each_plant(_offered(territory.id, gas, emissions))
    outcome = evaluate(_scenario(territory.id, gas, year, emissions, offered))
    return Largest(
        territory,
        gas,
        year,
        inventory.status[-1] if inventory.status else OFFICIAL,
        tuple(
            SourceReach(
                source, tonnes, _left(outcome, source), _acting_on(source, tonnes, offered, territory.id)
            )
            for source, tonnes in emissions.items()
        ),
        left_out,
        reference.notes,
    )


def _offered(territory_id: str, gas: str, emissions: Mapping[str, float]) -> list[LargestAction]:
    found = []
    for action in load_catalogue():
        if not action.counts_in(gas):
            continue
        tonnes = reached_tonnes(targets_of(action, territory_id), emissions)
        fitted = fit_amount(action, territory_id, tonnes)
        if fitted is not None and is_possible(action, territory_id, tonnes):
            kind, size = _full_effect(action, fitted.largest)
            alone = tonnes * size if kind == "share" else min(tonnes, size)
            found.append(LargestAction(action, fitted, alone))
    return found


def _one_for_each_plant(
    offered: Sequence[LargestAction],
) -> tuple[list[LargestAction], tuple[CatalogueAction, ...]]:
    """Keep the strongest action of each kind of large plant; return the others too."""
    strongest: dict[str, LargestAction] = {}
    for each in offered:
        kind = each.action.limit.of if each.action.limit else ""
        if kind in PLANT_KINDS and (kind not in strongest or each.alone_t > strongest[kind].alone_t):
            strongest[kind] = each
    kept = [
        each
        for each in offered
        if each.action.limit is None
        or each.action.limit.of not in PLANT_KINDS
        or strongest[each.action.limit.of] is each
    ]
    return kept, tuple(each.action for each in offered if each not in kept)


def _scenario(
    territory_id: str, gas: str, year: int, emissions: Mapping[str, float], offered: Sequence[LargestAction]
) -> Scenario:
    """Build the scenario of one year in which every action is at its largest and in full effect."""
    groups: dict[tuple[str, Relation], list[str]] = {}
    for each in offered:
        if each.action.group:
            relation: Relation = "exclusive" if each.action.group.relation == "exclusive" else "disjoint"
            groups.setdefault((each.action.group.key, relation), []).append(each.action.id)
    return Scenario(
        title=f"Every action at its largest, {territory_id}",
        gas="CO2e" if gas == "CO2e" else "CO2",
        start_year=year,
        end_year=year,
        budget_t=0.0,
        sources=tuple(Source(source, (tonnes,)) for source, tonnes in emissions.items()),
        actions=tuple(_action(each, territory_id, year, emissions) for each in offered),
        groups=tuple(
            Group(key, relation, tuple(sorted(ids)))
            for (key, relation), ids in sorted(groups.items())
            if len(ids) > 1
        ),
    )


def _action(each: LargestAction, territory_id: str, year: int, emissions: Mapping[str, float]) -> Action:
    action = each.action
    kind, likely = _full_effect(action, each.fitted.largest)
    there = {name for source in emissions for name in (source, sector_of(source))}
    return Action(
        id=action.id,
        title=action.text("title", "en"),
        targets=tuple(target for target in targets_of(action, territory_id) if target in there),
        effect=Effect(kind, (Estimate(likely, likely, likely),)),
        start_year=year,
        ramp="step",
        ramp_years=1,
    )


def _full_effect(action: CatalogueAction, amount: float) -> tuple[EffectKind, float]:
    """Return the likely effect of an amount: a share of at most 1, or t/yr."""
    if action.effect is None:
        return "tonnes", 0.0
    likely = action.effect.per_unit.likely * amount
    return ("share", min(1.0, likely)) if action.effect.kind == "share" else ("tonnes", likely)


def _left(outcome: Outcome, source: str) -> float:
    return float(outcome.emissions_by_source_t[source][0])


def _acting_on(
    source: str, tonnes: float, offered: Sequence[LargestAction], territory_id: str
) -> tuple[LargestAction, ...]:
    """Return the actions on a source, the one that takes the largest fraction of its targets first."""
    acting = [
        each
        for each in offered
        if tonnes and {source, sector_of(source)} & set(targets_of(each.action, territory_id))
    ]
    return tuple(sorted(acting, key=lambda each: each.part, reverse=True))
