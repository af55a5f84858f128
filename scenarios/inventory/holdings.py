"""What a territory has besides emissions: vehicles, inhabitants, and large plants.

The figures bound how much of an action fits a place. Vehicles are shipped for Sweden alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from scenarios.inventory.datasets import read_rows
from scenarios.inventory.holding_kinds import INHABITANTS, PLANT_KINDS
from scenarios.inventory.territories import UnknownTerritoryError, find_territory

_VEHICLES = {
    "vans": ("vans_petrol", "vans_diesel"),
    "heavy_trucks": ("trucks_petrol", "trucks_diesel"),
    "buses": ("buses_petrol", "buses_diesel"),
    "motorcycles": ("motorcycles", "mopeds_class1"),
    "snowmobiles": ("snowmobiles", "atvs"),
}
# The gases of coke oven and blast furnace are burnt in a power station, too.
_PLANT_SECTORS = {
    kind: frozenset(("industry", "electricity_district_heating") if kind == "steel" else ("industry",))
    for kind in PLANT_KINDS
}
_VEHICLE_SOURCE = "Trafikanalys, Statistik 2026:2, 31 December 2025"
_OFFICES = {"SE": "Statistics Sweden, 31 December", "NO": "Statistics Norway, 1 January"}


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of something a territory has.

    Attributes
    ----------
    kind
        Of `scenarios.inventory.holding_kinds.HOLDINGS`.
    count
        Number of units (vehicles, inhabitants), or what the plants emit in t CO2 a year; NaN
        if a plant's emissions are not known.
    project
        Of plants: what their owners plan to take away, t CO2 a year; 0 without a plan.
    names
        Of plants: their names.
    source
        The origin of the figures with their year, in words.
    """

    kind: str
    count: float
    project: float
    names: tuple[str, ...]
    source: str


@lru_cache(maxsize=4096)
def find_holding(territory_id: str, kind: str) -> Holding | None:
    """Return how much of something a territory has.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    kind
        Of `scenarios.inventory.holding_kinds.HOLDINGS`.

    Returns
    -------
    Holding or None
        The sum of its municipalities; None if one of them is missing in the data, or if there is no
        plant of the kind.
    """
    try:
        territory = find_territory(territory_id)
    except UnknownTerritoryError:
        return None
    members = frozenset(territory.members)
    if kind in PLANT_KINDS:
        return _plants(members, kind)
    if kind == INHABITANTS:
        return _inhabitants(members, territory.country)
    return _vehicles(members, kind)


def plant_tonnes(territory_id: str, sectors: Iterable[str], *, cement: bool = True) -> float:
    """Return what the large plants of a territory emit in some sectors.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    sectors
        Ids of sectors.
    cement
        Whether cement plants are among them.

    Returns
    -------
    float
        t CO2 a year; infinite where a plant has no figure, since it is then taken to be the whole sector.

    Notes
    -----
    Source: the project's model (MODEL.md, section 13).
    """
    wanted, total = frozenset(sectors), 0.0
    for kind in PLANT_KINDS:
        if wanted & _PLANT_SECTORS[kind] and (cement or kind != "cement"):
            holding = find_holding(territory_id, kind)
            if holding is not None:
                total += math.inf if math.isnan(holding.count) else holding.count
    return total


def _vehicles(members: frozenset[str], kind: str) -> Holding | None:
    rows = [row for row in read_rows("vehicles", "se_vehicles.csv") if row["municipality"] in members]
    if len(rows) != len(members):
        return None
    if kind == "private_cars":
        # The file does not divide residents' cars by fuel: there are at most as many as of either.
        count = sum(
            min(
                int(row["cars_women"]) + int(row["cars_men"]),
                int(row["cars_petrol"]) + int(row["cars_diesel"]),
            )
            for row in rows
        )
    else:
        count = sum(int(row[column]) for row in rows for column in _VEHICLES[kind])
    return Holding(kind, float(count), 0.0, (), _VEHICLE_SOURCE)


def _inhabitants(members: frozenset[str], country: str) -> Holding | None:
    by_year: dict[int, list[int]] = {}
    for row in read_rows("population", "population.csv"):
        if row["municipality"] in members:
            by_year.setdefault(int(row["year"]), []).append(int(row["population"]))
    years = [year for year, counts in by_year.items() if len(counts) == len(members)]
    if not years:
        return None
    newest = max(years)
    source = f"{_OFFICES.get(country, country)} {newest}"
    return Holding(INHABITANTS, float(sum(by_year[newest])), 0.0, (), source)


def _plants(members: frozenset[str], kind: str) -> Holding | None:
    rows = [
        row
        for row in read_rows("plants", "plants.csv")
        if row["kind"] == kind and row["municipality"] in members
    ]
    if not rows:
        return None
    count = sum(float(row["emissions_t"] or "nan") for row in rows)
    project = sum(float(row["project_t"] or 0) for row in rows)
    source = "; ".join(row["source"] + (f" ({row['year']})" if row["year"] else "") for row in rows)
    return Holding(kind, count, project, tuple(row["name"] for row in rows), source)
