"""A scenario: reference, budget, actions and groups, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

Gas = Literal["CO2", "CO2e"]
Ramp = Literal["linear", "step", "s-curve", "points"]
EffectKind = Literal["tonnes", "share", "units"]
Layer = Literal["decided", "proposed"]
Ledger = Literal["territorial", "consumption"]
Relation = Literal["exclusive", "disjoint"]
RampPoint = tuple[int, float]
"""A year, and the fraction of the full effect that is reached in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """An emission source, a leaf of the inventory.

    Attributes
    ----------
    id
        ``sector/name``.
    reference_t
        Emissions without the actions (t/yr), one value per year of the horizon.
    """

    id: str
    reference_t: tuple[float, ...]

    @property
    def sector(self) -> str:
        """The part of the id before the slash."""
        return sector_of(self.id)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One judgement of an effect.

    Attributes
    ----------
    low, likely, high
        ``low <= likely <= high``, in the unit of the effect: t/yr, a share, or t/yr per unit.
    """

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action does at full effect.

    Attributes
    ----------
    kind
        ``tonnes`` (t/yr), ``share`` (of the targets' emissions, at most 1) or ``units``
        (the estimates are t/yr per unit).
    estimates
        At least one; a negative value is an increase of emissions.
    units
        Number of units, positive; None unless `kind` is ``units``.
    """

    kind: EffectKind
    estimates: tuple[Estimate, ...]
    units: float | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something that lowers (or raises) the emissions of one or more sources.

    Attributes
    ----------
    id, title
        Unique id and the words of the room.
    targets
        Source ids, or sectors that stand for all their sources.
    effect
        None for a proposal without tonnes; then the next three may be None too.
    start_year, ramp, ramp_years
        First year with effect, the way to full effect, and how many years that takes.
    ramp_points
        Only with the ramp ``points``: years, rising, each with the fraction of the full effect that is
        reached in it, from 0 to 1; the first year is `start_year`, and some fraction is 1.
    end_year
        Last year with effect, or None.
    rebound
        Fraction of the effect that is lost again, ``0 <= rebound < 1``.
    layer
        ``decided`` already, or ``proposed`` now.
    included
        False: listed, without influence.
    ledger
        ``territorial`` counts against the budget, ``consumption`` does not.
    in_reference
        True: the reference holds the effect already, or it is not to be added; listed, without influence.
    about
        Free object, kept and not used.
    """

    id: str
    title: str
    targets: tuple[str, ...]
    effect: Effect | None
    start_year: int | None = None
    ramp: Ramp | None = None
    ramp_years: int | None = None
    ramp_points: tuple[RampPoint, ...] | None = None
    end_year: int | None = None
    rebound: float = 0.0
    layer: Layer = "proposed"
    included: bool = True
    ledger: Ledger = "territorial"
    in_reference: bool = False
    about: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def counts(self) -> bool:
        """Whether the action has influence on territorial emissions."""
        return (
            self.included
            and self.effect is not None
            and self.ledger == "territorial"
            and not self.in_reference
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that stand in a relation to each other.

    Attributes
    ----------
    id
        Unique.
    relation
        ``exclusive``: only one of them can be chosen; ``disjoint``: they act on different parts
        of the same source, so their fractions add up.
    actions
        Ids of its members; an action is in at most one group.
    """

    id: str
    relation: Relation
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnualLimit:
    """What an adopted climate budget allows in one year.

    Attributes
    ----------
    year
        Within the horizon.
    limit_t
        The most that may be emitted in it (t/yr), 0 or more.
    """

    year: int
    limit_t: float


@dataclass(frozen=True, slots=True)
class WarmingMark:
    """What the same allocation rule gives for a warming limit.

    Attributes
    ----------
    temperature_c
        Global warming since pre-industrial times, degrees C.
    budget_t
        The budget for it, by the same rule, probability, gas, scope and start as the scenario's (t).
    """

    temperature_c: float
    budget_t: float


@dataclass(frozen=True, slots=True)
class BaseYear:
    """The year from which a council counts its percentages.

    Attributes
    ----------
    year
        A calendar year, also before the horizon.
    emissions_t
        What was emitted in it (t/yr).
    """

    year: int
    emissions_t: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Reference, budget, actions and groups; the same scenario always gives the same outcome.

    A scenario that comes from outside is made by :func:`scenarios.file.schema.read_scenario` or
    :func:`scenarios.file.schema.scenario_from_dict`, which check it; the constructor does not.

    Attributes
    ----------
    title
        Any words.
    gas
        ``CO2`` or ``CO2e``, of the budget and of every source.
    start_year, end_year
        The horizon, both ends included.
    budget_t
        What is left (t) on 1 January of `start_year`; may be negative.
    sources
        At least one, with different ids.
    actions, groups
        In any order, with different ids each.
    correlation
        Of draws of actions in the same sector, without unit, ``0 <= correlation < 1``.
    limits
        Annual limits beside the budget, years rising.
    warming_marks
        None, or at least two; temperatures and budgets rising.
    base
        The year from which percentages are counted, or None.
    provenance, about
        Free objects, kept and not used.
    """

    title: str
    gas: Gas
    start_year: int
    end_year: int
    budget_t: float
    sources: tuple[Source, ...]
    actions: tuple[Action, ...] = ()
    groups: tuple[Group, ...] = ()
    correlation: float = 0.0
    limits: tuple[AnnualLimit, ...] = ()
    warming_marks: tuple[WarmingMark, ...] = ()
    base: BaseYear | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict, hash=False)
    about: Mapping[str, Any] = field(default_factory=dict, hash=False)


@lru_cache(maxsize=64)
def targets_among(source_ids: frozenset[str]) -> frozenset[str]:
    """Return what an action may target where there are these sources.

    Parameters
    ----------
    source_ids
        Of a scenario.

    Returns
    -------
    frozenset
        The sources, and their sectors.
    """
    return source_ids | {sector_of(source_id) for source_id in source_ids}


def sector_of(target: str) -> str:
    """Return the sector of a source id or of a target.

    Parameters
    ----------
    target
        ``sector/name`` or ``sector``.

    Returns
    -------
    str
        What stands before the slash; a sector is its own sector.
    """
    return target.partition("/")[0]
