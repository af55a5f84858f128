"""Valid rows of a statistics file checked against each other, and joined as tables by sector and source.

The sums to check, with a tolerance for rounding, are the project's model (MODEL.md, section 11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scenarios.importing.formats import RowFault
from scenarios.importing.rows import Row, known_sectors, known_sources
from scenarios.inventory.sources import LANGUAGES, Source

Cell = tuple[str, str, int]
"""Municipality, sector or source, year."""


@dataclass(frozen=True)
class Tables:
    """Emissions of one gas.

    Attributes
    ----------
    sectors, sources
        t by municipality, sector (or source) and year; missing ones are zero.
    """

    sectors: dict[Cell, float]
    sources: dict[Cell, float]


def repeated(rows: Iterable[Row]) -> Iterator[RowFault]:
    """Find repeated rows, mixed gases and municipalities with two names.

    Parameters
    ----------
    rows
        Valid rows of one file.

    Yields
    ------
    RowFault
        At the later of the two rows.
    """
    seen: dict[tuple[object, ...], int] = {}
    names: dict[str, Row] = {}
    gases: dict[str, int] = {}
    for row in rows:
        key = (row.municipality, row.sector, row.source, row.year, row.gas_name)
        if key in seen:
            what = f"{row.name}, {row.source or row.sector}, {row.year}"
            yield RowFault(row.row, f"{what} stands in row {seen[key]} already", "every combination once")
        seen.setdefault(key, row.row)
        first = names.setdefault(row.municipality, row)
        if row.name != first.name:
            problem = f"{row.municipality} is called {row.name!r}, and {first.name!r} in row {first.row}"
            yield RowFault(row.row, problem, "one name for a code")
        if row.gas != "other":
            gases.setdefault(row.gas, row.row)
        if row.gas in ("CO2", "CO2e") and len(gases) > 1 and row.gas != next(iter(gases)):
            gas, place = next(iter(gases.items()))
            yield RowFault(row.row, f"the gas is {row.gas}, and {gas} in row {place}", "one gas in a file")


def build_tables(rows: Sequence[Row]) -> Tables:
    """Join rows as tables.

    The figure of a sector is its own row if there is one, else the sum of its sources. The emissions of an
    undivided sector are those of ``sector/all``.

    Parameters
    ----------
    rows
        Valid rows to be added up: of one gas, or of all gases in t CO2e.

    Returns
    -------
    Tables
        t/yr; without the rows of municipal totals.
    """
    sources: dict[Cell, float] = defaultdict(float)
    sums: dict[Cell, float] = defaultdict(float)
    own: dict[Cell, float] = defaultdict(float)
    for row in rows:
        cell = (row.municipality, row.sector, row.year)
        if row.source is not None:
            sources[row.municipality, row.source, row.year] += row.tonnes
            sums[cell] += row.tonnes
        elif row.sector != "total":
            own[cell] += row.tonnes
    for (municipality, sector, year), tonnes in own.items():
        if (municipality, sector, year) not in sums:
            sources[municipality, f"{sector}/all", year] += tonnes
    return Tables(dict(sums) | dict(own), dict(sources))


def unequal(rows: Sequence[Row], tables: Tables) -> Iterator[RowFault]:
    """Find totals that differ from their sum by more than the rounding of the figures explains.

    Each of ``n`` figures with ``d`` decimals is rounded by half a unit of the last, so a total and its
    sum may differ by ``(n + 1) 10^-d / 2``.

    Parameters
    ----------
    rows, tables
        Valid rows, and their tables from `build_tables`.

    Yields
    ------
    RowFault
        At each row of a sector or municipality that is not the sum of its parts.
    """
    decimals = max((row.decimals for row in rows), default=0)
    by_sector: dict[Cell, list[float]] = defaultdict(list)
    for (municipality, source, year), tonnes in tables.sources.items():
        by_sector[municipality, source.partition("/")[0], year].append(tonnes)
    by_year: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (municipality, _, year), tonnes in tables.sectors.items():
        by_year[municipality, year].append(tonnes)
    for row in rows:
        if row.source is not None:
            continue
        is_total = row.sector == "total"
        parts = (
            by_year.get((row.municipality, row.year), [])
            if is_total
            else by_sector[row.municipality, row.sector, row.year]
        )
        allowed = (len(parts) + 1) * 10.0**-decimals / 2 + 1e-9 * row.tonnes
        if abs(sum(parts) - row.tonnes) > allowed:
            what = "the sum of its sectors" if is_total else "the sum of its subsectors"
            problem = (
                f"{row.sector} of {row.name} in {row.year} is {row.tonnes:.10g} t, {what} {sum(parts):.10g} t"
            )
            yield RowFault(row.row, problem, "a total that is the sum")


def missing_years(rows: Sequence[Row]) -> Iterator[RowFault]:
    """Find municipalities that lack a year of the others: it would count as zero emissions.

    Parameters
    ----------
    rows
        Valid rows of one file.

    Yields
    ------
    RowFault
        One for each set of years, with the municipalities that lack them.
    """
    years = {row.year for row in rows}
    of: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        of[row.municipality].add(row.year)
    lacking: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for municipality, own in of.items():
        if years - own:
            lacking[tuple(sorted(years - own))].append(municipality)
    for missing, places in lacking.items():
        have = "has" if len(places) == 1 else "have"
        problem = f"{', '.join(places)} {have} no rows for {', '.join(map(str, missing))}, which others have"
        yield RowFault(None, problem, "the same years for every municipality")


def zeros_note(tables: Tables) -> tuple[str, ...]:
    """Return a note on combinations that are not in the file.

    Parameters
    ----------
    tables
        Of the file.

    Returns
    -------
    tuple of str
        A sentence with their number; empty if there are none.
    """
    municipalities, sectors, years = ({cell[axis] for cell in tables.sectors} for axis in range(3))
    count = len(municipalities) * len(sectors) * len(years) - len(tables.sectors)
    if not count:
        return ()
    return (f"{count} combinations of municipality, sector and year are not in the file and count as zero.",)


def used_sectors(country: str, tables: Iterable[Tables]) -> list[Source]:
    """Return the sectors in tables.

    Parameters
    ----------
    country
        Of the file.
    tables
        One for each gas.

    Returns
    -------
    list of Source
        In the order in which they are shown.
    """
    used = {sector for table in tables for _, sector, _ in table.sectors}
    return [sector for sector in known_sectors(country) if sector.id in used]


def used_sources(country: str, tables: Sequence[Tables], new: dict[str, str]) -> list[Source]:
    """Return the sources in tables.

    Parameters
    ----------
    country, tables
        As for `used_sectors`.
    new
        Sources that the shipped table does not have: id to the name in the file, which is their label.

    Returns
    -------
    list of Source
        Sector by sector, the new ones last in each.
    """
    used = {source for table in tables for _, source, _ in table.sources}
    known = {source.id: source for source in known_sources(country)}
    sources = []
    for sector in used_sectors(country, tables):
        ours = [source for source in known if source in used and source.startswith(f"{sector.id}/")]
        ours += sorted(source for source in used - known.keys() if source.startswith(f"{sector.id}/"))
        for source_id in ours:
            labels = dict.fromkeys(LANGUAGES, new[source_id]) if source_id in new else sector.labels
            sources.append(known.get(source_id) or Source(source_id, new.get(source_id, ""), labels))
    return sources
