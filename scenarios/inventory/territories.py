"""Territories: municipalities, counties, a country, and any set of them."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cache

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import read_rows
from scenarios.inventory.editions import Edition, find_edition, list_editions


class UnknownTerritoryError(ScenariosError):
    """The id is of no territory, or of a set that cannot be added up."""


@dataclass(frozen=True)
class Territory:
    """An area with emission statistics.

    Attributes
    ----------
    id
        ``SE-0480`` (municipality), ``SE-04`` (county), ``SE`` (country) or a set, ``SE-0480+SE-0481``.
    name
        The name in the country's own language.
    country
        ``SE`` or ``NO``.
    gas
        Gas of the municipal statistics: ``CO2`` or ``CO2e``.
    first_year, last_year
        First and last year of the official statistics of that gas.
    members
        Ids of the municipalities, in code order; a municipality is its own only member.
    dataset
        The statistics of the edition that is used for it
        (`scenarios.inventory.editions`).
    """

    id: str
    name: str
    country: str
    gas: str
    first_year: int
    last_year: int
    members: tuple[str, ...]
    dataset: str


def _territory(identifier: str, name: str, country: str, members: tuple[str, ...]) -> Territory | None:
    """Return the territory; None if no edition has all its municipalities."""
    edition = find_edition(country, members)
    if edition is None:
        return None
    gas = "CO2" if "CO2" in edition.gases else "CO2e"
    years = edition.years(gas)
    return Territory(identifier, name, country, gas, years[0], years[-1], members, edition.dataset)


def list_territories() -> tuple[Territory, ...]:
    """Return every territory that has a name: countries, then counties, then municipalities.

    A country has the municipalities of its largest edition, the newest of several such.
    """
    return _listed(list_editions())


@cache
def _listed(editions: tuple[Edition, ...]) -> tuple[Territory, ...]:
    municipalities, counties, countries = _named(editions)
    sets = [
        (country, row["name"], country, tuple(sorted(_largest(editions, country).members)))
        for country, row in countries.items()
    ]
    for county, name in counties.items():
        members = tuple(sorted(code for code, row in municipalities.items() if row["county"] == county))
        sets += [(county, name, county[:2], members)] if members else []
    sets += [(code, row["name"], code[:2], (code,)) for code, row in municipalities.items()]
    return tuple(territory for entry in sets if (territory := _territory(*entry)) is not None)


def _largest(editions: tuple[Edition, ...], country: str) -> Edition:
    return max((e for e in editions if e.country == country), key=lambda edition: len(edition.members))


Rows = dict[str, dict[str, str]]


def _named(editions: tuple[Edition, ...]) -> tuple[Rows, dict[str, str], Rows]:
    """Return municipalities, counties and countries by id; newer editions can add names of unknown ones."""
    municipalities = {row["id"]: row for row in read_rows("territories", "municipalities.csv")}
    counties = {row["id"]: row["name"] for row in read_rows("territories", "counties.csv")}
    with_statistics = {edition.country for edition in editions}
    known = {row["id"]: row for row in read_rows("territories", "countries.csv")}
    countries = {code: known[code] for code in known if code in with_statistics}
    for edition in editions:
        if edition.is_imported:
            for row in read_rows(edition.dataset, "municipalities.csv"):
                municipalities.setdefault(row["id"], row)
                if row["county"] and not municipalities[row["id"]]["county"]:
                    municipalities[row["id"]] = municipalities[row["id"]] | {"county": row["county"]}
                if row["county"]:
                    counties.setdefault(row["county"], row["county_name"])
            count = len(_largest(editions, edition.country).members)
            nameless = {"name": f"{edition.country}, {count} municipalities"}
            countries.setdefault(edition.country, nameless)
    return dict(sorted(municipalities.items(), key=_shipped_first)), counties, countries


def _shipped_first(entry: tuple[str, dict[str, str]]) -> tuple[bool, str]:
    return not entry[0].startswith("SE-"), entry[0]


@cache
def _ids(editions: tuple[Edition, ...]) -> dict[str, Territory]:
    return {territory.id: territory for territory in _listed(editions)}


def _by_id() -> dict[str, Territory]:
    return _ids(list_editions())


def find_territory(territory_id: str) -> Territory:
    """Return the territory with this id; ids joined by ``+`` are the set that adds them up.

    Parameters
    ----------
    territory_id
        Such as ``SE-0480``, ``SE-04``, ``SE`` or ``SE-0480+SE-0481``, in any case and order.

    Returns
    -------
    Territory
        The id of a set is canonical: its parts in code order, each once.

    Raises
    ------
    UnknownTerritoryError
        If an id is unknown, if a set mixes countries, if its parts share a municipality, or if no edition of
        the statistics has all of it.
    """
    parts = sorted({part.strip().upper() for part in territory_id.split("+")})
    unknown = [part for part in parts if part not in _by_id()]
    if unknown:
        raise UnknownTerritoryError(_unknown_message(unknown[0]))
    territories = [_by_id()[part] for part in parts]
    if len(territories) == 1:
        return territories[0]
    if len({territory.country for territory in territories}) > 1:
        raise UnknownTerritoryError(
            f"The set {territory_id!r} mixes countries, whose statistics differ in gas and sectors; "
            "give territories of one country."
        )
    holder: dict[str, Territory] = {}
    for territory in territories:
        for member in territory.members:
            if member in holder:
                raise UnknownTerritoryError(
                    f"The set {territory_id!r} would count {_by_id()[member].name} twice: it is in "
                    f"{holder[member].id} and in {territory.id}; leave one of the two out."
                )
            holder[member] = territory
    name = " + ".join(territory.name for territory in territories)
    whole = _territory("+".join(parts), name, territories[0].country, tuple(sorted(holder)))
    if whole is None:
        raise UnknownTerritoryError(
            f"No edition of the statistics has all municipalities of {territory_id!r}, and a sum of two "
            "editions would mix what they count; import one that has all of them."
        )
    return whole


def search_territories(text: str, limit: int = 20) -> tuple[Territory, ...]:
    """Return territories whose name or code contains a text, whatever the case and accents.

    Parameters
    ----------
    text
        Part of a name or code; an empty one finds nothing.
    limit
        The most to return.

    Returns
    -------
    tuple of Territory
        Those whose name or code begins with the text come first, then those with a word that does, then
        the rest; within each, the order of the alphabet.
    """
    wanted = _plain(text)
    if not wanted:
        return ()
    also = {row["id"]: row["also"] for row in read_rows("territories", "countries.csv")}
    found = []
    for territory in list_territories():
        code = territory.id.lower()
        names = [_plain(territory.name), _plain(also.get(territory.id, "")), code, code.partition("-")[2]]
        if any(name.startswith(wanted) for name in names):
            rank = 0
        elif any(word.startswith(wanted) for name in names for word in name.split()):
            rank = 1
        elif any(wanted in name for name in names):
            rank = 2
        else:
            continue
        found.append((rank, names[0], code, territory))
    return tuple(entry[-1] for entry in sorted(found, key=lambda entry: entry[:3])[:limit])


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold().replace("ø", "o").replace("æ", "ae"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _unknown_message(part: str) -> str:
    named = search_territories(part, limit=3)
    if not named:
        names = {_plain(territory.name): territory for territory in list_territories()}
        close = difflib.get_close_matches(_plain(part), names, n=3, cutoff=0.75)
        named = tuple(names[name] for name in close)
    if not named:
        named = tuple(_by_id()[code] for code in difflib.get_close_matches(part, _by_id(), n=3))
    if named:
        advice = "did you mean " + " or ".join(f"{t.id} ({t.name})" for t in named) + "?"
    else:
        advice = "'handlingsrom territories' lists them all."
    return f"There is no territory {part!r}; {advice}"
