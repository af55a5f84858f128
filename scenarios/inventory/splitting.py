"""Estimated division of undivided sectors, as in other statistics.

Actions aim at sources, such as cars. If statistics end at sectors, the sector's total is kept, and the
division of an earlier edition, or of the country, is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scenarios.inventory.datasets import (
    FloatArray,
    emissions_dataset,
    read_document,
    read_rows,
    read_year_table,
)
from scenarios.inventory.editions import SHIPPED, list_editions
from scenarios.inventory.references import Reference
from scenarios.inventory.territories import find_territory
from scenarios.scenario import sector_of

UNDIVIDED = "all"


@dataclass(frozen=True)
class Split:
    """How one sector is divided.

    Attributes
    ----------
    sector
        Its id.
    fractions
        Source to its fraction of the sector; they add up to 1.
    place, year, edition
        The place of the division, the year of the statistics, and the edition.
    municipalities
        How many municipalities of a country these are; 0 for the territory itself.
    """

    sector: str
    fractions: dict[str, float]
    place: str
    year: int
    edition: str
    municipalities: int = 0

    @property
    def origin(self) -> str:
        """The origin of the division, in words."""
        if not self.municipalities:
            return f"as {self.place} had it in {self.year} ({self.edition})"
        return f"as in {self.municipalities} municipalities of {self.place} in {self.year} ({self.edition})"

    def to_dict(self) -> dict[str, Any]:
        """Return the origin of the split, as a workshop stores it.

        Returns
        -------
        dict
            Without the fractions, which are in the figures.
        """
        names = ("sector", "place", "year", "edition", "municipalities")
        return {name: getattr(self, name) for name in names}

    @property
    def note(self) -> str:
        """A note for readers of the figures."""
        name = self.sector.replace("_", " ")
        return f"The sources of {name} are an estimated split of its published total: {self.origin}."


def find_splits(territory_id: str, sources: Iterable[str]) -> tuple[Split, ...]:
    """Return the divisions for undivided sectors.

    Parameters
    ----------
    territory_id
        Whose emissions.
    sources
        Ids of the sources that its statistics have.

    Returns
    -------
    tuple of Split
        One for each sector that has only the source ``sector/all`` and that other statistics divide: another
        edition of the same municipalities, else the shipped one of the country, else that of another country.
    """
    territory = find_territory(territory_id)
    by_sector: dict[str, list[str]] = {}
    for source in sources:
        by_sector.setdefault(sector_of(source), []).append(source)
    splits = []
    for sector, own in by_sector.items():
        if own == [f"{sector}/{UNDIVIDED}"]:
            candidates = _candidates(territory.country, territory.members, territory.name)
            found = next(_divided(sector, candidates), None)
            if found is not None:
                splits.append(found)
    return tuple(splits)


def split_reference(reference: Reference) -> tuple[Reference, tuple[Split, ...]]:
    """Return a reference with undivided sectors split if possible, ``R[l,t] = R[sector,t] w[l]``.

    Parameters
    ----------
    reference
        Of a territory.

    Returns
    -------
    reference, splits
        With a note for each split; the same object if there is nothing to divide.

    Notes
    -----
    Source: the project's model (MODEL.md, section 1) asks that sources add up to the published total of their
    sector; the fractions ``w`` add up to 1.
    """
    splits = find_splits(reference.territory_id, reference.sources)
    if not splits:
        return reference, ()
    divided = {f"{split.sector}/{UNDIVIDED}": split for split in splits}
    sources: list[str] = []
    rows: list[FloatArray] = []
    for source, row in zip(reference.sources, reference.reference_t, strict=True):
        if source in divided:
            for part, fraction in divided[source].fractions.items():
                sources.append(part)
                rows.append(row * fraction)
        else:
            sources.append(source)
            rows.append(row)
    values = np.array(rows)
    values.setflags(write=False)
    notes = (*reference.notes, *(split.note for split in splits))
    return replace(reference, sources=tuple(sources), reference_t=values, notes=notes), splits


@dataclass(frozen=True)
class _Candidate:
    dataset: str
    gas: str
    members: Sequence[str]
    place: str
    edition: str
    is_another: bool


def _candidates(country: str, members: Sequence[str], name: str) -> Iterator[_Candidate]:
    for edition in list_editions(country):
        if edition.members.issuperset(members):
            about = read_document(edition.dataset, "edition.json")
            for gas in edition.gases:
                yield _Candidate(edition.dataset, gas, members, name, about["edition"], is_another=False)
    for other in sorted(SHIPPED, key=lambda code: code != country):
        dataset = emissions_dataset(other)
        about = read_document(dataset, "edition.json")
        everybody = sorted(read_year_table(dataset, f"{about['gas'].lower()}_sources.csv").cells)
        yield _Candidate(dataset, about["gas"], everybody, other, about["statistic"], is_another=True)


def _divided(sector: str, candidates: Iterable[_Candidate]) -> Iterator[Split]:
    for candidate in candidates:
        table = read_year_table(candidate.dataset, f"{candidate.gas.lower()}_sources.csv")
        sums: dict[str, float] = {}
        for member in candidate.members:
            for source, cells in table.cells.get(member, ()):
                if sector_of(source) == sector:
                    sums[source] = sums.get(source, 0.0) + float(cells[-1])
        total = sum(sums.values())
        is_divided = any(sums[source] for source in sums if source != f"{sector}/{UNDIVIDED}")
        if candidate.is_another and not is_divided and sector in _sectors(candidate.dataset):
            return  # A sector that the shipped statistics know and leave whole stays whole.
        if total > 0 and is_divided:
            fractions = {source: tonnes / total for source, tonnes in sums.items() if tonnes}
            count = len(candidate.members) if candidate.is_another else 0
            yield Split(sector, fractions, candidate.place, table.years[-1], candidate.edition, count)


def _sectors(dataset: str) -> set[str]:
    return {row["id"] for row in read_rows(dataset, "sectors.csv")}
