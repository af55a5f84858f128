"""A territory's budget broken down over sectors and over the actors who control the sources.

The equation is the project's model (MODEL.md, section 4): each source gets its share of today's emissions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from scenarios.budget.rollforward import base_emissions
from scenarios.budget.steps import Budget
from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import FloatArray, read_rows
from scenarios.inventory.statistics import read_inventory
from scenarios.numbers import round_whole

DIMENSIONS: Final = ("sector", "actor")
NOTE: Final = (
    "Every source has the part of the budget that it has of the emissions of {year}. That is a way to "
    "read the figure, not a decision about who has to do how much."
)
RULE_OF_THUMB: Final = (
    "Who controls a source is a rule of thumb: each stands wholly with the actor who owns or runs most of "
    "it. Set other shares where you know better."
)
Shares = Mapping[str, Mapping[str, float]]
"""Source or sector to actor to share of 1."""


class BreakdownError(ScenariosError):
    """Invalid shares, or a territory without emissions to divide by."""


@dataclass(frozen=True)
class Cell:
    """The part of one actor in one source.

    Attributes
    ----------
    source, actor
        Ids; the sector is the part of the source before the slash.
    base_t
        Emissions in the base year, t/yr.
    budget_t
        Part of the budget, whole t.
    """

    source: str
    actor: str
    base_t: float
    budget_t: int

    @property
    def sector(self) -> str:
        """The sector of the source."""
        return self.source.partition("/")[0]


@dataclass(frozen=True)
class Part:
    """One row of a table: a sector, a source or an actor.

    Attributes
    ----------
    id
        Of the sector, source or actor.
    base_t
        Emissions in the base year, t/yr.
    share
        Share of all emissions of the territory, above 0 and at most 1.
    budget_t
        Part of the budget, whole t.
    """

    id: str
    base_t: float
    share: float
    budget_t: int


@dataclass(frozen=True)
class Breakdown:
    """A budget as a table of sources and actors; every sum of it adds up exactly.

    Attributes
    ----------
    territory, gas
        As in the budget.
    budget_t
        The budget in whole tonnes: the sum of the cells.
    base_year
        Year of the official statistic by which it is divided.
    cells
        One for each source and actor with emissions.
    notes
        Notes for readers.
    """

    territory: str
    gas: str
    budget_t: int
    base_year: int
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]

    def parts(self, dimension: str) -> tuple[Part, ...]:
        """Return the rows of one table, the largest first.

        Parameters
        ----------
        dimension
            ``sector``, ``source`` or ``actor``.

        Returns
        -------
        tuple of Part
            One for each id that emitted anything; their ``budget_t`` add up to that of the whole, their
            shares to 1.

        Raises
        ------
        BreakdownError
            If the dimension is another.
        """
        if dimension not in (*DIMENSIONS, "source"):
            raise BreakdownError(
                f"There is no breakdown by {dimension!r}; there are sector, source and actor."
            )
        base: dict[str, list[float]] = {}
        budget: dict[str, int] = {}
        for cell in self.cells:
            key = getattr(cell, dimension)
            base.setdefault(key, []).append(cell.base_t)
            budget[key] = budget.get(key, 0) + cell.budget_t
        total = math.fsum(cell.base_t for cell in self.cells)
        sums = {key: math.fsum(values) for key, values in base.items()}
        order = sorted(sums, key=lambda key: (-sums[key], key))
        return tuple(Part(key, sums[key], sums[key] / total, budget[key]) for key in order)

    def to_dict(self, dimension: str) -> dict[str, Any]:
        """Return one table as the command prints it.

        Parameters
        ----------
        dimension
            As for `parts`.

        Returns
        -------
        dict
            The budget in t, the base year, the rows with emissions in t/yr, and the notes.

        Raises
        ------
        BreakdownError
            As `parts`.
        """
        return {
            "by": dimension,
            "base_year": self.base_year,
            "budget_t": self.budget_t,
            "parts": [
                {
                    "id": part.id,
                    "base_emissions_t": part.base_t,
                    "share": part.share,
                    "budget_t": part.budget_t,
                }
                for part in self.parts(dimension)
            ],
            "notes": list(self.notes),
        }


def break_down(budget: Budget, *, shares: Shares | None = None) -> Breakdown:
    """Break a budget down over sources and actors.

    ``B[l,a] = B E[l] s[l,a] / sum over l of E[l]``

    with the emissions ``E`` of the newest official year before the budget starts and the share
    ``s`` of each source that an actor controls. The parts are whole tonnes, by the largest
    remainder, so that they add up to the budget in whole tonnes over rows, columns and all.

    Parameters
    ----------
    budget
        Any budget of a territory with statistics.
    shares
        Source or sector to actor to share; the shares of each add up to 1. They replace the default of
        `default_shares` for that source, or for all sources of that sector.

    Returns
    -------
    Breakdown
        Without sources that emitted nothing.

    Raises
    ------
    BreakdownError
        If the shares are invalid, or the territory emitted nothing.
    BudgetError
        If no official statistic precedes the budget.
    StatisticsError, UnknownTerritoryError
        As `scenarios.inventory.statistics.read_inventory`.
    """
    inventory = read_inventory(budget.territory, gas=budget.gas, cement=budget.cement, without=budget.without)
    _, year = base_emissions(inventory, budget.start_year)
    emissions = inventory.emissions_t[:, inventory.year_index(year)]
    if not emissions.sum() > 0:
        raise BreakdownError(f"{budget.name} emitted nothing in {year}, so nothing can be divided by it.")
    known = {*inventory.sources, *(source.partition("/")[0] for source in inventory.sources)}
    given = {target: _checked(target, of, known) for target, of in (shares or {}).items()}
    places = [
        (source, actor, float(emitted) * share)
        for source, emitted in zip(inventory.sources, emissions, strict=True)
        for actor, share in _shares_of(source, given).items()
        if emitted * share > 0
    ]
    whole = round_whole(budget.budget_t)
    parts = _apportioned(whole, np.array([base for _, _, base in places]))
    cells = [Cell(*place, part) for place, part in zip(places, parts, strict=True)]
    notes = [NOTE.format(year=year), RULE_OF_THUMB]
    return Breakdown(budget.territory, budget.gas, whole, year, tuple(cells), tuple(notes))


@cache
def default_shares() -> dict[str, dict[str, float]]:
    """Return the default shares of the actors.

    Returns
    -------
    dict
        Source or sector to actor to share, from 0 to 1; those of one target add up to 1.

    Notes
    -----
    Source: common knowledge of who owns and runs what; a rule of thumb of the project's model (MODEL.md,
    section 4), see ``data/actor_shares/SOURCES.md``.
    """
    shares: dict[str, dict[str, float]] = {}
    for row in read_rows("actor_shares", "shares.csv"):
        shares.setdefault(row["target"], {})[row["actor"]] = float(row["share"])
    return shares


def _shares_of(source: str, given: Shares) -> Mapping[str, float]:
    sector = source.partition("/")[0]
    for table in (given, default_shares()):
        for target in (source, sector):
            if target in table:
                return table[target]
    raise BreakdownError(f"Nobody controls {source!r} yet; give its shares.")


def _checked(target: str, shares: Mapping[str, float], known: set[str]) -> Mapping[str, float]:
    if target not in known:
        raise BreakdownError(
            f"There is no source or sector {target!r}; there are {', '.join(sorted(known))}."
        )
    for actor, share in shares.items():
        is_number = isinstance(share, int | float) and not isinstance(share, bool)
        if not is_number or not math.isfinite(share) or share < 0:
            raise BreakdownError(
                f"The share of {actor!r} in {target} is {share!r}; give a number from 0 to 1."
            )
    total = math.fsum(shares.values())
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        raise BreakdownError(f"The shares of {target} add up to {total:g}; give shares that add up to 1.")
    return shares


def _apportioned(whole: int, weights: FloatArray) -> list[int]:
    """Return whole numbers in proportion to the weights, with sum ``whole`` (largest remainder method)."""
    exact = [abs(whole) * float(weight) for weight in weights / weights.sum()]
    parts = [math.floor(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: abs(whole) - sum(parts)]:
        parts[place] += 1
    return [part if whole >= 0 else -part for part in parts]
