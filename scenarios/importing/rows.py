"""The rows of a statistics file, each validated on its own: municipality, source, year, gas, tonnes."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from scenarios.importing.formats import Record, RowFault
from scenarios.inventory.datasets import emissions_dataset, read_rows
from scenarios.inventory.editions import SHIPPED
from scenarios.inventory.sources import Source, read_sources
from scenarios.numbers import read_with_points
from scenarios.years import FIRST_YEAR

MOST_T: Final = 1e11
"""More than the whole world emits in a year, t."""

TOTALS: Final = frozenset({"total", "totalt", "sum"})
LEFT_OUT: Final = frozenset({"international_transport", "utrikes transporter"})
"""Sectors outside the municipal total, which no budget here includes."""

GASES: Final = {"co2": "CO2", "co2e": "CO2e"}
CO2_NAMES: Final = frozenset({"co2", "karbondioksid (co2)", "karbondioksid"})
OTHER_GASES: Final = frozenset(
    {
        *("ch4", "metan (ch4)", "metan", "n2o", "lystgass (n2o)", "lystgass", "hfk", "hfc", "pfk", "pfc"),
        *("sf6", "nf3", "fluorgasser"),
    }
)
_ASCII: Final = str.maketrans("øæåöä", "oaaoa")
_IDENTIFIER: Final = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A valid row.

    Attributes
    ----------
    row
        Its number.
    municipality, name, county_name
        Its id, such as ``NO-4001``, its name, and the name of its county if the file has one.
    sector, source
        ``total`` or the id of a sector; the id of a source, or None for the whole sector.
    year, gas, tonnes
        Tonnes of the gas; of the workbook's gases other than CO2 the gas is ``other``, in t CO2e.
    gas_name
        The gas as the file names it.
    decimals
        Decimals of the figure, which bound the rounding of sums.
    """

    row: int
    municipality: str
    name: str
    county_name: str
    sector: str
    source: str | None
    year: int
    gas: str
    gas_name: str
    tonnes: float
    decimals: int


@dataclass
class RowReader:
    """Reads the records of one file, and collects its faults and new sources.

    Attributes
    ----------
    country, last_year
        Of the municipalities; the newest possible year of the edition.
    is_workbook
        Whether gases are separate and sources have the names of Miljødirektoratet.
    decimal_mark
        That of the file, by `scenarios.numbers.settle_decimal_mark`.
    faults
        The faults found.
    new_sources
        Sources of the workbook that the shipped table does not have, by id.
    """

    country: str
    last_year: int
    is_workbook: bool
    decimal_mark: str = ""
    faults: list[RowFault] = field(default_factory=list)
    new_sources: dict[str, str] = field(default_factory=dict)

    def read(self, record: Record) -> Row | None:
        """Read one record, and collect all its faults.

        Parameters
        ----------
        record
            Of the file that this reader is for.

        Returns
        -------
        Row or None
            None if it is faulty, or in a sector that is left out.
        """
        before, cells = len(self.faults), record.cells
        code = self._code(record.row, cells["code"])
        name = " ".join(str(cells["name"] or "").split())
        if not name:
            self._fault(record.row, "the municipality has no name", "its name")
        sector = self._sector(record.row, _text(cells["sector"]))
        source = self._source(record.row, sector, _text(cells.get("subsector")))
        year = self._year(record.row, cells["year"])
        gas = self._gas(record.row, _text(cells["gas"]))
        tonnes, decimals = self._tonnes(record.row, cells["tonnes"])
        if len(self.faults) > before or sector in LEFT_OUT:
            return None
        county = _text(cells.get("county"))
        gas_name = _text(cells["gas"]).casefold()
        return Row(record.row, code, name, county, sector, source, year, gas, gas_name, tonnes, decimals)

    def _fault(self, row: int, problem: str, expected: str) -> None:
        self.faults.append(RowFault(row, problem, expected))

    def _code(self, row: int, cell: Any) -> str:
        text = f"{int(cell):04d}" if _is_number(cell) and float(cell).is_integer() else _text(cell)
        code = text.upper().removeprefix(f"{self.country}-")
        known = known_codes(self.country)
        if not re.fullmatch(_pattern(self.country), code):
            shape = "four digits, with the leading zero" if self.country in SHIPPED else "its official code"
            self._fault(row, f"{text!r} is no municipality code of {self.country}", shape)
        elif self.country == "SE" and code not in known:
            self._fault(
                row, f"no municipality of {self.country} has the code {code!r}", "one of the 290 codes"
            )
        return f"{self.country}-{code}"

    def _sector(self, row: int, text: str) -> str:
        named = _sector_names(self.country)
        if text.casefold() in TOTALS:
            return "total"
        if text.casefold() in LEFT_OUT:
            return "international_transport"
        if text.casefold() not in named:
            self._fault(row, f"unknown sector {text!r}{_meant(text, named)}", _listed(self.country))
            return ""
        return named[text.casefold()]

    def _source(self, row: int, sector: str, text: str) -> str | None:
        if not text or sector in ("", "total", *LEFT_OUT):
            return None
        named = _source_names(self.country, sector)
        if text.casefold() in named:
            return named[text.casefold()]
        short = text.removeprefix(f"{sector}/")
        if self.is_workbook:
            source_id = f"{sector}/{_slug(text)}"
            self.new_sources[source_id] = text
            return source_id
        if self.country not in SHIPPED and _IDENTIFIER.fullmatch(short):
            self.new_sources.setdefault(f"{sector}/{short}", short.replace("_", " "))
            return f"{sector}/{short}"
        expected = "an id of a-z 0-9 _ -" if self.country not in SHIPPED else _of_sector(named)
        self._fault(row, f"unknown subsector {text!r} of {sector}{_meant(text, named)}", expected)
        return None

    def _year(self, row: int, cell: Any) -> int:
        text = _text(int(cell) if _is_number(cell) and float(cell).is_integer() else cell)
        if not re.fullmatch(r"\d{4}", text, re.ASCII) or not FIRST_YEAR <= int(text) <= self.last_year:
            self._fault(row, f"the year is {text!r}", f"a whole year from {FIRST_YEAR} to {self.last_year}")
            return 0
        return int(text)

    def _gas(self, row: int, text: str) -> str:
        plain = text.casefold().replace("₂", "2").replace("₄", "4").replace("₆", "6")
        if not self.is_workbook:
            if plain not in GASES:
                self._fault(row, f"the gas is {text!r}", "CO2 or CO2e, the same in every row")
            return GASES.get(plain, "")
        if plain not in CO2_NAMES | OTHER_GASES:
            self._fault(row, f"unknown gas {text!r}", "CO2, CH4, N2O, HFK, PFK or SF6")
        return "CO2" if plain in CO2_NAMES else "other"

    def _tonnes(self, row: int, cell: Any) -> tuple[float, int]:
        text = _text(cell)
        number = (float(cell), "") if _is_number(cell) else read_with_points(text, self.decimal_mark)
        tonnes, problem = number
        if not math.isfinite(tonnes):
            self._fault(row, f"the emissions are {text!r}, {problem}", "tonnes, such as 1757.1")
        elif tonnes < 0:
            self._fault(row, f"the emissions are {text}, which is negative", "0 or more tonnes")
        elif tonnes > MOST_T:
            self._fault(row, f"the emissions are {text}, more than the world's", "tonnes a year")
        fraction = text.lower().partition(".")[2]
        return tonnes + 0.0, 6 if "e" in fraction else min(len(fraction), 6)


@cache
def known_codes(country: str) -> dict[str, str]:
    """Return the municipality codes that are shipped.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.

    Returns
    -------
    dict
        Code without the country to name; empty for a country that is not shipped.
    """
    rows = read_rows("territories", "municipalities.csv")
    return {row["id"].partition("-")[2]: row["name"] for row in rows if row["country"] == country}


def known_sectors(country: str) -> tuple[Source, ...]:
    """Return the sectors that a file of a country can have.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.

    Returns
    -------
    tuple of Source
        Its own; those of all shipped countries for any other country.
    """
    return _known(country, "sectors.csv")


def known_sources(country: str) -> tuple[Source, ...]:
    """Return the sources that a file of a country can name.

    Parameters
    ----------
    country
        Two letters, such as ``SE``.

    Returns
    -------
    tuple of Source
        As `known_sectors`.
    """
    return _known(country, "sources.csv")


@cache
def _sector_names(country: str) -> dict[str, str]:
    return {name: sector.id for sector in known_sectors(country) for name in _names(sector)}


@cache
def _source_names(country: str, sector: str) -> dict[str, str]:
    sources = [source for source in known_sources(country) if source.sector == sector]
    named = {name: source.id for source in sources for name in _names(source)}
    return named | {source.id.partition("/")[2]: source.id for source in sources}


@cache
def _known(country: str, name: str) -> tuple[Source, ...]:
    countries: Iterable[str] = (country,) if country in SHIPPED else SHIPPED
    found: dict[str, Source] = {}
    for shipped in countries:
        for source in read_sources(emissions_dataset(shipped), name):
            found.setdefault(source.id, source)
    return tuple(found.values())


@cache
def _pattern(country: str) -> str:
    patterns = {row["country"]: row["pattern"] for row in read_rows("territories", "code_patterns.csv")}
    return patterns.get(country, "[0-9A-Z]{1,12}")


def _names(source: Source) -> set[str]:
    return {name.casefold() for name in (source.id, source.statistics_name) if name}


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)


def _meant(text: str, known: dict[str, str]) -> str:
    close = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.7)
    return f" (did you mean {known[close[0]]}?)" if close else ""


def _listed(country: str) -> str:
    return f"one of {', '.join(sector.id for sector in known_sectors(country))}"


def _of_sector(named: dict[str, str]) -> str:
    return f"one of {', '.join(dict.fromkeys(named.values()))}, or the name in the statistics"


def _slug(name: str) -> str:
    plain = name.casefold().translate(_ASCII)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "unnamed"
