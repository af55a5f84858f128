"""Search places by name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from functools import lru_cache

from scenarios.errors import ScenariosError
from scenarios.inventory.datasets import read_rows
from scenarios.inventory.territories import (
    Territory,
    find_territory,
    list_territories,
    search_territories,
)

# Suffixes such as "Skien kommune", "Nyköpings kommun", "Göteborgs stad"; "Örebro county".
_OF_MUNICIPALITIES = ("kommune", "kommun", "municipality", "stad")
_OF_COUNTIES = ("fylkeskommune", "fylke", "lan", "county")
_FEWEST_LETTERS = 3
_WITH_CODE = re.compile(r"(.+?)[\s·,]+([A-Za-z]{2}(?:-\w+)?)")

Names = dict[str, Territory]


def search_places(text: str, limit: int = 12) -> list[Territory]:
    """Return places whose name or code matches what was typed."""
    text = text.strip()
    found = list(search_territories(text, limit=limit)) if text else []
    # A whole name in another form, such as "Nyköpings kommun".
    named = named_place(text)
    return found if named is None or named in found else [named, *found][:limit]


def named_place(text: str | None) -> Territory | None:
    """Return a place by its id, code or whole name; several joined by ``+`` are their sum."""
    parts = [part.strip() for part in (text or "").split("+")]
    found = [_named(part) for part in parts]
    if None in found:
        return None
    try:
        return find_territory("+".join(place.id for place in found if place is not None))
    except ScenariosError:
        return None


def similar_places(text: str, limit: int = 3) -> list[Territory]:
    """Return places whose names resemble a mistyped one."""
    names = {_plain(place.name): place for place in list_territories()}
    wanted = _without(_plain(text), _OF_MUNICIPALITIES + _OF_COUNTIES)
    close = difflib.get_close_matches(wanted, names, n=limit, cutoff=0.7)
    return [names[name] for name in close] or search_places(text, limit)


def search_missing(text: str, limit: int = 4) -> list[str]:
    """Return the names of Norwegian municipalities that match and have no statistics here yet."""
    plain = _without(_plain(text), _OF_MUNICIPALITIES)
    if len(plain) < _FEWEST_LETTERS:
        return []
    found = []
    for row in read_rows("territories", "norwegian_municipalities.csv"):
        name, code = _plain(row["name"]), row["id"].partition("-")[2]
        is_meant = name.startswith(plain) or any(part.startswith(plain) for part in name.split())
        if (is_meant or plain in (code, row["id"].lower())) and _coded(row["id"]) is None:
            found.append(row["name"])
    return found[:limit]


def _named(text: str) -> Territory | None:
    by_code = _coded(text)
    if by_code is not None:
        return by_code
    # As the list of choices writes it: "Skien NO-4003".
    parts = _WITH_CODE.fullmatch(text)
    by_code = _coded(parts[2]) if parts else None
    if parts and by_code is not None:
        return by_code if _plain(by_code.name) == _plain(parts[1]) else None
    written, folded = _index(list_territories())
    plain = _plain(text)
    # "Håbo" and "Habo" are two places: without an å, either may be meant, and we ask.
    return written.get(_folded_case(text)) or next(
        (place for names in folded if (place := names.get(plain)) is not None), None
    )


def _coded(text: str) -> Territory | None:
    try:
        return find_territory(text)
    except ScenariosError:
        return None


@lru_cache(maxsize=4)
def _index(places: tuple[Territory, ...]) -> tuple[Names, tuple[Names, ...]]:
    """Index places by their names as written, then by names without accents, from plain to unusual ones.

    A name that means two places means none; "Stockholm" is the municipality, not the county.
    """
    one = [place for place in places if len(place.members) == 1]
    several = [place for place in places if len(place.members) > 1]
    also = {row["id"]: row["also"] for row in read_rows("territories", "countries.csv")}
    return _unique([(_folded_case(place.name), place) for place in places]), (
        _unique([(_plain(place.name), place) for place in places]),
        _unique([(_plain(also.get(place.id, "")), place) for place in places]),
        _unique([(key, place) for place in one for key in _usual_names(place, _OF_MUNICIPALITIES)]),
        _unique([(key, place) for place in several for key in _usual_names(place, _OF_COUNTIES)]),
    )


def _usual_names(place: Territory, kinds: tuple[str, ...]) -> set[str]:
    name = _without(_plain(place.name), kinds)
    names = {name, name.removesuffix("s"), f"{name}s"}
    return {*names, *(f"{each} {kind}" for each in names for kind in kinds), _number(place)}


def _without(plain: str, kinds: tuple[str, ...]) -> str:
    name, _, last = plain.rpartition(" ")
    return name if last in kinds else plain


def _number(place: Territory) -> str:
    return place.id.partition("-")[2].lower()


def _unique(pairs: list[tuple[str, Territory]]) -> Names:
    counts = Counter(key for key, _ in set(pairs))
    return {key: place for key, place in pairs if key and counts[key] == 1}


def _folded_case(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(text: str) -> str:
    folded = _folded_case(text).replace("ø", "o").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
