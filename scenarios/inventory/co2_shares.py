"""The CO2 in a CO2e-only inventory, estimated by a national share for each sector."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from scenarios.inventory.datasets import (
    emissions_dataset,
    read_document,
    read_rows,
    read_year_table,
)
from scenarios.inventory.editions import SHIPPED
from scenarios.inventory.publication import Publication
from scenarios.numbers import round_figure
from scenarios.scenario import sector_of

ESTIMATED_SHARES: Final = re.compile(
    r"CO2 estimated as a national share of each sector's CO2e \((?P<origin>.*)\): the municipal statistics "
    r"have only CO2e\. The shares: (?P<shares>.*)\."
)
"""The note of `Shares`: ``shares`` are the sectors with their percentages, as stored in a budget."""


@dataclass(frozen=True)
class Shares:
    """CO2 as a fraction of CO2e.

    Attributes
    ----------
    of_sector
        Sector to its share, from 0 to 1.
    origin
        The origin of the shares, in words.
    """

    of_sector: dict[str, float]
    origin: str

    @property
    def method(self) -> str:
        """The derivation of a year's CO2, in words."""
        return f"CO2 estimated as a national share of each sector's CO2e ({self.origin})"

    @property
    def note(self) -> str:
        """A note for readers, with every share."""
        told = (
            f"{sector.replace('_', ' ')} {round_figure(100 * share, 1):.1f} %"
            for sector, share in self.of_sector.items()
        )
        return f"{self.method}: the municipal statistics have only CO2e. The shares: {', '.join(told)}."


def shares_for(publication: Publication) -> Shares:
    """Return the CO2 share of each sector that a CO2e inventory has.

    A country's own shares are used if its edition has them. Otherwise it gets those of the shipped countries
    (Norway's, and Sweden's for sectors that Norway names otherwise), and a note says so.

    Parameters
    ----------
    publication
        Of CO2e.

    Returns
    -------
    Shares
        For the sectors of the publication alone.
    """
    own = publication.about.get("co2_shares")
    present = {sector_of(source) for source in publication.sources}
    if own is not None:
        found, years = _table(publication.dataset)
        origin = f"{own['statistic']}, {max(years)}"
    else:
        found, origin = _of_shipped_countries()
        country = publication.territory.country
        origin = f"no shares of {country} are known, so those of other countries: {origin}"
    return Shares({sector: share for sector, share in found.items() if sector in present}, origin)


@cache
def national_shares(country: str) -> dict[str, float]:
    """Return the share of CO2 in the CO2e of each sector of a country with shipped statistics.

    Parameters
    ----------
    country
        Two letters.

    Returns
    -------
    dict
        Sector to share, without unit, from 0 to 1, of the newest year that has both gases; empty where
        nothing is known.

    Notes
    -----
    Source: the project's model (MODEL.md, section 12); each country's statistics name their own.
    """
    if country not in SHIPPED:
        return {}
    dataset = emissions_dataset(country)
    if "co2_shares" in read_document(dataset, "edition.json"):
        return _table(dataset)[0]
    return _of_both_gases(dataset)[0]


def _table(dataset: str) -> tuple[dict[str, float], list[str]]:
    rows = read_rows(dataset, "co2_shares.csv")
    shares = {row["sector"]: float(row["national_co2_t"]) / float(row["national_co2e_t"]) for row in rows}
    return shares, [row["year"] for row in rows]


@cache
def _of_shipped_countries() -> tuple[dict[str, float], str]:
    shares: dict[str, float] = {}
    origins = []
    for country in SHIPPED:
        dataset = emissions_dataset(country)
        about = read_document(dataset, "edition.json")
        if "co2_shares" in about:
            found, years = _table(dataset)
            origins.append(f"{country}, {about['co2_shares']['statistic']}, {max(years)}")
        else:
            found, year = _of_both_gases(dataset)
            origins.append(f"{country}, {about['statistic']}, {year}")
        shares = shares | found  # Norway comes later, so its shares take precedence
    return shares, "; ".join(origins)


def _of_both_gases(dataset: str) -> tuple[dict[str, float], int]:
    """Return the shares of a country whose municipalities have both gases, in their newest common year."""
    tables = [read_year_table(dataset, f"{gas}_sectors.csv") for gas in ("co2", "co2e")]
    year = max(set(tables[0].years) & set(tables[1].years))
    sums: list[dict[str, float]] = [{}, {}]
    for table, total in zip(tables, sums, strict=True):
        column = table.years.index(year)
        for rows in table.cells.values():
            for sector, cells in rows:
                total[sector] = total.get(sector, 0.0) + float(cells[column])
    co2, co2e = sums
    return {sector: min(1.0, co2.get(sector, 0.0) / co2e[sector]) for sector in co2e if co2e[sector]}, year
