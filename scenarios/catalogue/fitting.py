"""How much of an action fits a place, and whether it is offered there.

Amounts of the catalogue suit a town of about 60 000 inhabitants. In a place they come from what it has: its
vehicles, inhabitants, plants and emissions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scenarios.catalogue.action import CatalogueAction
from scenarios.inventory.holding_kinds import INHABITANTS, PLANT_KINDS
from scenarios.inventory.holdings import Holding, find_holding, plant_tonnes

TOWN = 60_000
"""Inhabitants of the town that the amounts of the catalogue suit."""
USUAL_PART = 0.1
"""A tenth of what the place has is a start for a discussion, not an answer."""
LEAST_T = 1.0
"""Emissions below which there is nothing to lower, t/yr."""


@dataclass(frozen=True, slots=True)
class FittedAmount:
    """The amounts of one action that fit a place.

    Attributes
    ----------
    start, step, largest
        Number of units to begin with, of one step, and of all that is there, each above 0.
    bound
        What the largest amount comes from: the `of` of the action's limit, or ``tonnes`` where the emissions
        of the place allow less than that.
    holding
        What the place has of it, with its source; None for ``tonnes`` and ``percent``.
    tonnes
        What the place emits where the action acts, t/yr.
    """

    start: float
    step: float
    largest: float
    bound: str
    holding: Holding | None
    tonnes: float


def targets_of(action: CatalogueAction, territory_id: str) -> tuple[str, ...]:
    """Return the sources that an action affects, in the statistics of the place.

    Parameters
    ----------
    action
        An action of the catalogue.
    territory_id
        Its first two letters are the country.

    Returns
    -------
    tuple of str
        Sources and sectors; empty where the statistics have none to which the effect applies.
    """
    if territory_id.startswith("NO"):
        return action.norwegian_targets or ()
    return action.targets


def reached_tonnes(targets: Iterable[str], emissions: Mapping[str, float]) -> float:
    """Return what some sources and sectors emit together.

    Parameters
    ----------
    targets
        Sources (``transport/cars``) or sectors (``transport``).
    emissions
        Source to its emissions, t/yr.

    Returns
    -------
    float
        t/yr; a source that is named twice counts once.

    Notes
    -----
    Source: the project's model (MODEL.md, section 13).
    """
    wanted = frozenset(targets)
    return sum(
        tonnes
        for source, tonnes in emissions.items()
        if source in wanted or source.partition("/")[0] in wanted
    )


def is_possible(action: CatalogueAction, territory_id: str, tonnes: float, *, cement: bool = True) -> bool:
    """Return whether a place has something that a territorial action with an effect can lower.

    Parameters
    ----------
    action
        Of the territorial ledger.
    territory_id
        Of the place.
    tonnes
        What the place emits where the action acts, t/yr.
    cement
        Whether the emissions include cement plants.

    Returns
    -------
    bool
        False below `LEAST_T` and below the action's own least emissions; where they are less than one unit
        gives; where the action needs a plant that the place does not have.
    """
    effect, limit = action.effect, action.limit
    if effect is None or limit is None:
        return True
    free_t = _free_tonnes(action, territory_id, tonnes, cement=cement)
    if free_t < max(LEAST_T, limit.least_t):
        return False
    if limit.of in PLANT_KINDS:
        return (cement or limit.of != "cement") and find_holding(territory_id, limit.of) is not None
    return effect.kind == "share" or free_t >= effect.per_unit.low


def fit_amount(
    action: CatalogueAction, territory_id: str, tonnes: float, *, cement: bool = True
) -> FittedAmount | None:
    """Return the amounts of an action that fit a place.

    Parameters
    ----------
    action
        An action of the catalogue.
    territory_id
        Of the place.
    tonnes
        What the place emits where the action acts, t/yr.
    cement
        Whether the emissions include cement plants.

    Returns
    -------
    FittedAmount or None
        None without an effect, and where nothing is known of the place: the amounts of the
        catalogue stand then.
    """
    effect, limit, amount = action.effect, action.limit, action.amount
    if effect is None or limit is None:
        return None
    if limit.of == "percent":
        return FittedAmount(amount.default, amount.step, amount.maximum, "percent", None, tonnes)
    kind = INHABITANTS if limit.of == "town" else limit.of
    holding = None if kind == "tonnes" else find_holding(territory_id, kind)
    free_t = _free_tonnes(action, territory_id, tonnes, cement=cement)
    # What lowers emissions elsewhere is not bounded by those here.
    emitted = free_t * limit.part / effect.per_unit.likely if action.ledger == "territorial" else math.inf
    start = None
    # Vehicles that drive here may all be registered elsewhere.
    if holding is None or not holding.count:
        most, bound = emitted, "tonnes"
    elif limit.of == "town":
        scale = holding.count / TOWN
        most, bound, start = amount.maximum * scale, "town", amount.default * scale
    elif limit.of in PLANT_KINDS:
        plant_t = tonnes if math.isnan(holding.count) else holding.count
        most, bound = plant_t * limit.part / effect.per_unit.likely, limit.of
        start = holding.project / effect.per_unit.likely or None
    else:
        most, bound = holding.count, limit.of
    if emitted < most:
        most, bound = emitted, "tonnes"
    if not 0 < most < math.inf:
        return None
    if start is None:
        start = round_down(USUAL_PART * most)
    elif bound == "town":
        start = round_down(start)
    start = max(1.0, min(start, most))
    return FittedAmount(start, max(1.0, round_down(start / 10)), max(most, start), bound, holding, tonnes)


def round_down(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    value
        A number of units above 0.

    Returns
    -------
    float
        The largest such number that is not above it, in the same unit.

    Notes
    -----
    Source: the project's model (MODEL.md, section 13).
    """
    power = 10.0 ** math.floor(math.log10(value))
    return max(power * factor for factor in (1, 2, 5) if power * factor <= value)


def _free_tonnes(action: CatalogueAction, territory_id: str, tonnes: float, *, cement: bool) -> float:
    """Return what of some emissions (t/yr) an action can reach: not those of plants that are not its own."""
    limit = action.limit
    if limit is None or not (limit.of == "tonnes" or limit.least_t):
        return tonnes
    sectors = {target.partition("/")[0] for target in targets_of(action, territory_id)}
    return max(0.0, tonnes - plant_tonnes(territory_id, sectors, cement=cement))
