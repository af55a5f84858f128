"""An inventory: emissions of a territory by source and year, with the status of each year.

The derivation of the figures is the project's model (MODEL.md, section 1), see
`scenarios.inventory.statistics`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scenarios.inventory.datasets import FloatArray
from scenarios.inventory.publication import StatisticsError

OFFICIAL = "official"
PRELIMINARY = "preliminary"


@dataclass(frozen=True)
class Inventory:
    """Emissions of a territory, by source and year.

    Attributes
    ----------
    territory_id, gas
        Whose emissions, of which gas (``CO2`` or ``CO2e``).
    years
        Calendar years, ascending, with gaps where the statistics have gaps.
    status, method
        For each year ``official`` or ``preliminary``, and its derivation in words.
    sources
        Source ids, sector by sector.
    emissions_t
        t/yr, read-only, shape (sources, years).
    cement
        Whether cement plants are included.
    statistic, edition
        Who publishes the figures, and which edition.
    notes
        Notes for readers of the figures.
    without
        Sectors, sources and ``cement`` that are left out.
    """

    territory_id: str
    gas: str
    years: tuple[int, ...]
    status: tuple[str, ...]
    method: tuple[str, ...]
    sources: tuple[str, ...]
    emissions_t: FloatArray = field(repr=False)
    cement: bool
    statistic: str
    edition: str
    notes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def total_t(self) -> FloatArray:
        """Emissions of all sources, t/yr, shape (years,), rounded to a gram."""
        return np.asarray(np.round(self.emissions_t.sum(axis=0), 6), dtype=np.float64)

    def year_index(self, year: int) -> int:
        """Return the position of a year.

        Parameters
        ----------
        year
            A calendar year.

        Returns
        -------
        int
            The index in `years`, and the column of `emissions_t`.

        Raises
        ------
        StatisticsError
            If the statistics do not have the year.
        """
        try:
            return self.years.index(year)
        except ValueError:
            raise StatisticsError(
                f"There are no statistics of {self.territory_id} for {year}; "
                f"there are for {', '.join(map(str, self.years))}."
            ) from None

    def sector_t(self, sector: str) -> FloatArray:
        """Return the emissions of one sector, the sum of its sources.

        Parameters
        ----------
        sector
            Id of a sector.

        Returns
        -------
        ndarray
            t/yr, shape (years,); zero if it has no source.
        """
        rows = [index for index, source in enumerate(self.sources) if source.startswith(f"{sector}/")]
        return np.asarray(self.emissions_t[rows].sum(axis=0), dtype=np.float64)
