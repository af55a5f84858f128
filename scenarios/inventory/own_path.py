"""A path of one's own: emissions of sectors or sources in some years, and straight lines between them.

The method is the project's model (MODEL.md, section 3); the figures come from the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from scenarios.inventory.datasets import FloatArray
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.reference_steps import BadReferenceError, ReferenceStep
from scenarios.scenario import sector_of

Quantity = Literal["emissions_t", "percent_of_base"]

LARGEST: Final[Mapping[Quantity, float]] = {"emissions_t": 1e11, "percent_of_base": 1e6}
"""More than the whole world emits in a year, t, and ten thousand times the newest statistic, percent."""


@dataclass(frozen=True)
class OwnPath:
    """Figures of some years.

    Attributes
    ----------
    quantity
        ``emissions_t``, or ``percent_of_base``: percent of the newest statistic.
    points
        Sector (``industry``) or source (``transport/cars``) to year to figure, t/yr or percent, not negative.
    name
        Name of the file, for the steps.
    """

    quantity: Quantity
    points: Mapping[str, Mapping[int, float]]
    name: str = "a file of one's own"


def follow_own_path(
    inventory: Inventory, path: OwnPath, later: Sequence[int]
) -> tuple[FloatArray, tuple[ReferenceStep, ...], tuple[str, ...]]:
    """Return emissions that follow a path of one's own.

    Between the years given, and from the newest statistic to the first of them that is later, the line is
    straight; after the last it is constant. A figure for a year that the statistics have replaces the
    statistic as the beginning of the line, but not in that year. The figure of a sector is divided over its
    sources as in the newest statistic. What the path does not name stays at its newest level.

    Parameters
    ----------
    inventory
        Of the territory.
    path
        To follow.
    later
        Years after the newest statistic.

    Returns
    -------
    ahead, steps, notes
        t/yr, shape (sources, years); a step for each sector and source named; and a note on the others.

    Raises
    ------
    BadReferenceError
        If the path names what the inventory does not have, a source besides its sector, or a sector that
        emits nothing and has several sources.

    Notes
    -----
    Source: the project's model (MODEL.md, section 3).
    """
    base, newest = inventory.years[-1], inventory.emissions_t[:, -1]
    ahead = np.repeat(newest[:, None], len(later), axis=1)
    steps = []
    named: set[int] = set()
    for target, points in path.points.items():
        rows = [row for row, source in enumerate(inventory.sources) if target in (source, sector_of(source))]
        if not rows:
            raise BadReferenceError(_unknown(inventory, target))
        if named.intersection(rows):
            raise BadReferenceError(f"The path names {target!r} twice, by itself and as part of its sector.")
        named.update(rows)
        base_t = float(newest[rows].sum())
        in_percent = path.quantity == "percent_of_base"
        line = _line(base, 100.0 if in_percent else base_t, points, later)
        total = line * base_t / 100 if in_percent else line
        ahead[rows] = _fractions(inventory, target, rows, base_t, points)[:, None] * total
        if len(later):
            steps.append(_step(path, inventory, target, points, later[-1], float(total[-1])))
    others = {
        sector_of(source) for row, source in enumerate(inventory.sources) if row not in named and newest[row]
    }
    notes = [f"The reference follows {path.name}."]
    if others:
        told = ", ".join(sorted(name.replace("_", " ") for name in others))
        notes.append(f"Not in the file, or not all of it, and kept at the level of {base}: {told}.")
    return ahead, tuple(steps), tuple(notes)


def _line(base: int, base_value: float, points: Mapping[int, float], later: Sequence[int]) -> FloatArray:
    known = dict(points)
    if not any(year <= base for year in known):
        known[base] = base_value
    years = sorted(known)
    return np.interp(later, years, [known[year] for year in years])


def _fractions(
    inventory: Inventory, target: str, rows: Sequence[int], base_t: float, points: Mapping[int, float]
) -> FloatArray:
    """Return the part of each row in its sector, as in the newest statistic."""
    if base_t > 0:
        return np.asarray(inventory.emissions_t[list(rows), -1] / base_t, dtype=np.float64)
    if len(rows) == 1 or not any(points.values()):
        return np.full(len(rows), 1.0 / len(rows))
    sources = ", ".join(inventory.sources[row] for row in rows)
    raise BadReferenceError(
        f"{target} emits nothing in {inventory.years[-1]}, so its figure cannot be divided over its sources; "
        f"give figures for {sources}."
    )


def _step(
    path: OwnPath, inventory: Inventory, target: str, points: Mapping[int, float], last: int, end_t: float
) -> ReferenceStep:
    unit = f"t {inventory.gas}" if path.quantity == "emissions_t" else f"% of {inventory.years[-1]}"
    given = ", ".join(f"{year} {points[year]:g} {unit}" for year in sorted(points))
    return ReferenceStep(
        key="own",
        label=f"{target.replace('_', ' ')} as given: {given}; straight lines between, {last}",
        value=end_t,
        unit="t/yr",
        source=path.name,
        sector=target,
    )


def _unknown(inventory: Inventory, target: str) -> str:
    sectors = dict.fromkeys(sector_of(source) for source in inventory.sources)
    sector = target.partition("/")[0]
    within = [source for source in inventory.sources if sector_of(source) == sector]
    there = f"{sector} has {', '.join(within)}" if within else f"there are {', '.join(sectors)}"
    return (
        f"The path names {target!r}, which is not among the emissions of {inventory.territory_id}; {there}."
    )
