"""The edition and gas of the statistics to use for a territory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import read_document
from scenarios.inventory.editions import find_edition
from scenarios.inventory.sources import list_sectors, list_sources
from scenarios.inventory.territories import Territory


class StatisticsError(ScenariosError):
    """The statistics do not have the requested data."""


@dataclass(frozen=True)
class Publication:
    """The published emissions of a territory.

    Attributes
    ----------
    territory, dataset
        Whose emissions, and in which edition.
    gas
        As published; the requested gas may be an estimated part of it.
    """

    territory: Territory
    dataset: str
    gas: str

    @property
    def about(self) -> dict[str, Any]:
        """The edition's description of itself."""
        return read_document(self.dataset, "edition.json")

    @property
    def sources(self) -> list[str]:
        """Ids of the sources, sector by sector."""
        return [source.id for source in list_sources(self.territory.country, self.dataset)]

    @property
    def sectors(self) -> list[str]:
        """Ids of the sectors."""
        return [sector.id for sector in list_sectors(self.territory.country, self.dataset)]


def find_publication(territory: Territory, wanted: str) -> Publication:
    """Return the publication that gives a gas of a territory.

    Parameters
    ----------
    territory
        Whose emissions.
    wanted
        ``CO2`` or ``CO2e``.

    Returns
    -------
    Publication
        Of the gas itself if any edition has it; else of CO2e, of which CO2 is an estimated part.

    Raises
    ------
    StatisticsError
        If no edition gives it.
    """
    if wanted in ("CO2", "CO2e"):
        if edition := find_edition(territory.country, territory.members, wanted):
            return Publication(territory, edition.dataset, wanted)
        if wanted == "CO2":
            return Publication(territory, territory.dataset, territory.gas)
    raise StatisticsError(
        f"The statistics of {territory.name} are in {territory.gas}; {wanted!r} cannot be had from them."
    )
