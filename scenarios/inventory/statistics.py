"""Emission statistics of a territory, by source and year.

Published figures, reconciled, continued and cleared of cement as the project's model (MODEL.md, section 1)
says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.inventory.co2_shares import shares_for
from scenarios.inventory.datasets import FloatArray, read_year_table
from scenarios.inventory.inventory import OFFICIAL, PRELIMINARY, Inventory
from scenarios.inventory.omissions import Omission, find_omission, has_cement_plant
from scenarios.inventory.preliminary import carry_on
from scenarios.inventory.publication import Publication, StatisticsError, find_publication
from scenarios.inventory.reconciliation import spread_to_totals
from scenarios.inventory.territories import find_territory
from scenarios.scenario import sector_of

__all__ = ["StatisticsError", "has_cement_plant", "read_inventory", "sum_kept"]


@dataclass(frozen=True)
class _Figures:
    """The working state: shape of ``emissions_t`` (municipalities, sources, years)."""

    years: tuple[int, ...]
    emissions_t: FloatArray
    notes: tuple[str, ...] = ()
    later_methods: tuple[str, ...] = ()


def read_inventory(
    territory_id: str,
    *,
    gas: str | None = None,
    preliminary: bool = True,
    cement: bool = True,
    without: Sequence[str] = (),
) -> Inventory:
    """Return a territory's emissions by source; a set adds up its municipalities.

    The sources of a sector add up to its published total in every municipality and year
    (`scenarios.inventory.reconciliation`). Preliminary years follow
    `scenarios.inventory.preliminary`, all sources of a sector alike.

    Parameters
    ----------
    territory_id
        A municipality, county, country or set.
    gas
        ``CO2`` or ``CO2e``; the gas of the statistics if not given. CO2 of a CO2e inventory is
        estimated by the national CO2 share of each sector, and the method of every year says so.
    preliminary
        Whether to add the years for which only CO2e is published.
    cement
        Whether cement plants are included. Otherwise the plant's reported emissions are subtracted, but never
        more than the statistics have for the municipality's industry; years without plant reports are left
        out if the territory has a plant. Preliminary years continue the industry without cement.
    without
        Sources and sectors to leave out, as `scenarios.inventory.omissions.find_omission` reads them. What
        is left of a sector in preliminary years follows the whole sector.

    Returns
    -------
    Inventory
        t/yr of each source and year.

    Raises
    ------
    UnknownTerritoryError
        If there is no such territory.
    StatisticsError
        If the statistics do not give the gas, or do not have what is to be left out.
    """
    territory = find_territory(territory_id)
    wanted = gas or territory.gas
    publication = find_publication(territory, wanted)
    about = publication.about
    omission = find_omission(publication, without)
    figures = _published(publication)
    if omission.takes_out_cement(cement):
        figures = _without_cement(publication, figures)
    official = len(figures.years)
    if preliminary:
        figures = _bridged(publication, figures, omission)
    method = [_official_method(publication, omission, cement)] * official
    method += [f"{entry}{omission.suffix}" for entry in figures.later_methods]
    emissions = figures.emissions_t.sum(axis=0)
    notes = (*figures.notes, *_import_notes(about))
    if wanted != publication.gas:
        shares = shares_for(publication)
        of_source = [shares.of_sector[sector_of(source)] for source in publication.sources]
        emissions = emissions * np.array(of_source)[:, None]
        method = [f"{entry}; {shares.method}" for entry in method]
        notes = (*notes, shares.note)
    kept = [row for row, source in enumerate(publication.sources) if source not in omission.sources]
    emissions = emissions[kept]
    emissions.setflags(write=False)
    return Inventory(
        territory_id=territory.id,
        gas=wanted,
        years=figures.years,
        status=(OFFICIAL,) * official + (PRELIMINARY,) * (len(figures.years) - official),
        method=tuple(method),
        sources=tuple(publication.sources[row] for row in kept),
        emissions_t=emissions,
        cement=cement and not omission.cement and not omission.has_all_cement,
        statistic=about["statistic"],
        edition=about["edition"],
        notes=notes,
        without=omission.names,
    )


def sum_kept(publication: Publication, years: Sequence[int], omission: Omission, *, cement: bool) -> float:
    """Return the published emissions of a territory, summed over years, of what is not left out.

    Cement plants are subtracted as a plain difference, also where they report more than the statistics have.

    Parameters
    ----------
    publication
        Of the territory.
    years
        Years that it has.
    omission
        What is left out.
    cement
        Whether cement plants are included.

    Returns
    -------
    float
        t.
    """
    table = read_year_table(publication.dataset, f"{publication.gas.lower()}_sectors.csv")
    rows = [row for row, source in enumerate(publication.sources) if source not in omission.sources]
    columns = [table.years.index(year) for year in years]
    kept = float(_published(publication).emissions_t[:, rows][:, :, columns].sum())
    if not omission.takes_out_cement(cement):
        return kept
    plants = read_year_table(publication.dataset, "cement.csv")
    reported = plants.values(publication.territory.members, ["cement"])
    return kept - float(reported[:, :, [plants.years.index(year) for year in years]].sum())


def _import_notes(about: dict[str, Any]) -> tuple[str, ...]:
    return (f"Figures of {about['statistic']}.", *about["notes"]) if "notes" in about else ()


def _published(publication: Publication) -> _Figures:
    territory, dataset, gas = publication.territory, publication.dataset, publication.gas.lower()
    sources, sectors = publication.sources, publication.sectors
    table = read_year_table(dataset, f"{gas}_sectors.csv")
    totals = table.values(territory.members, sectors)
    parts = read_year_table(dataset, f"{gas}_sources.csv").values(territory.members, sources)
    emissions = np.zeros_like(parts)
    for position, sector in enumerate(sectors):
        rows = _rows_of(sources, sector)
        emissions[:, rows] = spread_to_totals(parts[:, rows], totals[:, position])
    return _Figures(table.years, emissions)


def _without_cement(publication: Publication, figures: _Figures) -> _Figures:
    territory = publication.territory
    if not has_cement_plant(territory):
        return figures
    table = read_year_table(publication.dataset, "cement.csv")
    plants = [index for index, member in enumerate(territory.members) if member in table.cells]
    kept = [index for index, year in enumerate(figures.years) if year in table.years]
    years = tuple(figures.years[index] for index in kept)
    emissions = figures.emissions_t[:, :, kept]
    source = f"{publication.about['cement']['sector']}/all"
    if source not in publication.sources:
        raise StatisticsError(
            f"The statistics of {territory.name} divide {source.partition('/')[0]}, so the cement plant's "
            "report cannot be taken out of it; use an edition that has it as one."
        )
    row = publication.sources.index(source)
    reported = table.values(territory.members, ["cement"])[:, 0, [table.years.index(year) for year in years]]
    excess = reported > emissions[:, row]
    emissions[:, row] = np.maximum(0.0, emissions[:, row] - reported)
    notes = tuple(
        f"{find_territory(territory.members[index]).name} {', '.join(_listed(years, excess[index]))}: the "
        "cement plant reported more than the statistics have for all industry; only that was taken out."
        for index in plants
        if excess[index].any()
    )
    return _Figures(years, emissions, (*figures.notes, *notes))


def _bridged(publication: Publication, figures: _Figures, omission: Omission) -> _Figures:
    if publication.gas != "CO2":
        return figures
    sectors = publication.sectors
    later = carry_on(publication, figures.years[-1], left_out=omission.names)
    position = {sector: index for index, sector in enumerate(sectors)}
    of_source = [position[sector_of(source)] for source in publication.sources]
    emissions = np.concatenate(
        [figures.emissions_t, figures.emissions_t[:, :, -1:] * later.factors[:, of_source]], axis=2
    )
    notes = (*figures.notes, *later.notes)
    if later.years:
        notes += tuple(
            f"{', '.join(map(str, later.years))}: only the sector {sector.replace('_', ' ')} is known there, "
            "without its division; what is left out of it, and what stays, follow the whole sector."
            for sector in omission.parts_of
        )
    return _Figures((*figures.years, *later.years), emissions, notes, later.methods)


def _official_method(publication: Publication, omission: Omission, cement: bool) -> str:
    taken_out = omission.takes_out_cement(cement) and has_cement_plant(publication.territory)
    out = ", reported emissions of cement plants taken out" if taken_out else ""
    return f"{publication.about['statistic']}, {publication.gas}, published{out}{omission.suffix}"


def _rows_of(sources: Sequence[str], sector: str) -> list[int]:
    return [index for index, source in enumerate(sources) if sector_of(source) == sector]


def _listed(years: Sequence[int], flags: Sequence[bool]) -> list[str]:
    return [str(year) for year, flag in zip(years, flags, strict=True) if flag]
