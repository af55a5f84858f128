"""What is left out of a territory's emissions: sources, whole sectors, cement plants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.inventory.datasets import read_document, read_year_table
from scenarios.inventory.publication import Publication, StatisticsError
from scenarios.inventory.territories import Territory
from scenarios.scenario import sector_of

CEMENT = "cement"
"""Name of the installations that the statistics know apart from their sector: the cement plants."""


class OmissionError(StatisticsError):
    """Something cannot be left out, because the statistics do not have it."""


@dataclass(frozen=True)
class Omission:
    """What is left out of a publication.

    Attributes
    ----------
    names
        Sectors, sources and `CEMENT`, each once, in the order of the statistics; a sector whose sources are
        all left out is named as a sector.
    sources
        Ids of the sources left out.
    cement
        Whether the cement plants were named.
    has_all_cement
        Whether the plants go with their sector, which is left out.
    parts_of
        Sectors of which some sources are left out and others are not.
    """

    names: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
    cement: bool = False
    has_all_cement: bool = False
    parts_of: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What is left out, to follow a label; empty if nothing is."""
        return f", without {say_names(self.names)}" if self.names else ""

    def takes_out_cement(self, cement: bool) -> bool:
        """Return whether the reports of cement plants have to be subtracted.

        Parameters
        ----------
        cement
            Whether they would be included otherwise.

        Returns
        -------
        bool
            False if they are gone already, with their whole sector.
        """
        return (not cement or self.cement) and not self.has_all_cement


def say_names(names: Sequence[str]) -> str:
    """Write sectors, sources and cement plants in words.

    Parameters
    ----------
    names
        As of an `Omission`.

    Returns
    -------
    str
        Such as ``industry and cars (transport)``.
    """
    words = [_say(name) for name in names]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def find_omission(publication: Publication, without: Sequence[str]) -> Omission:
    """Return what a list of sources and sectors leaves out of a publication.

    Parameters
    ----------
    publication
        Of a territory.
    without
        Ids of sources (``sector/name``) and sectors; ``cement`` (or ``industry/cement``) for the cement
        plants of a territory that has one. Repetitions count once.

    Returns
    -------
    Omission
        With nothing in it for an empty list.

    Raises
    ------
    OmissionError
        If the statistics do not have one of the names, or nothing would be left; it says what exists there.
    """
    if not without:
        return Omission()
    asked = [without] if isinstance(without, str) else list(dict.fromkeys(without))
    cement_sector = publication.about.get("cement", {}).get("sector")
    plants = {CEMENT, f"{cement_sector}/{CEMENT}"} if has_cement_plant(publication.territory) else set()
    sources = publication.sources
    chosen: set[str] = set()
    for name in asked:
        if name in plants:
            continue
        found = [source for source in sources if name in (source, sector_of(source))]
        if not found:
            raise OmissionError(_unknown(publication, str(name), bool(plants)))
        chosen.update(found)
    if chosen.issuperset(sources):
        raise OmissionError(f"Nothing would be left of the emissions of {publication.territory.name}.")
    whole = {name for name in publication.sectors if chosen.issuperset(_within(sources, name))}
    kept_names = [
        *(name for name in publication.sectors if name in whole),
        *(source for source in sources if source in chosen and sector_of(source) not in whole),
    ]
    has_all_cement = cement_sector in whole
    cement = bool(plants.intersection(asked)) and not has_all_cement
    return Omission(
        names=(*((CEMENT,) if cement else ()), *kept_names),
        sources=frozenset(chosen),
        cement=cement,
        has_all_cement=has_all_cement,
        parts_of=tuple(dict.fromkeys(sector_of(name) for name in kept_names if "/" in name)),
    )


def has_cement_plant(territory: Territory) -> bool:
    """Return whether a cement plant of the territory is among those whose reports are shipped.

    Parameters
    ----------
    territory
        Any territory.

    Returns
    -------
    bool
        Always False in a country without such reports.
    """
    if "cement" not in read_document(territory.dataset, "edition.json"):
        return False
    return any(
        member in read_year_table(territory.dataset, "cement.csv").cells for member in territory.members
    )


def covers_cement(territory: Territory, without: Sequence[str]) -> bool:
    """Return whether a territory's cement plant is among what is left out, by itself or with its sector.

    Parameters
    ----------
    territory
        Any territory.
    without
        Names as of an `Omission`.

    Returns
    -------
    bool
        False where there is no plant.
    """
    if not has_cement_plant(territory):
        return False
    sector = read_document(territory.dataset, "edition.json")["cement"]["sector"]
    return CEMENT in without or sector in without


def _within(sources: Sequence[str], sector: str) -> list[str]:
    return [source for source in sources if sector_of(source) == sector]


def _say(name: str) -> str:
    if name == CEMENT:
        return "cement plants"
    sector, _, part = name.replace("_", " ").partition("/")
    return f"{part} ({sector})" if part else sector


def _unknown(publication: Publication, name: str, has_plant: bool) -> str:
    place, sector = publication.territory.name, name.partition("/")[0]
    within = _within(publication.sources, sector)
    if "/" in name and within == [f"{sector}/all"]:
        return (
            f"{name!r} cannot be left out: the statistics of {place} have {sector.replace('_', ' ')} only "
            f"as a whole, without a division. Leave out {sector!r}, or nothing of it."
        )
    if "/" in name and within:
        return f"There is no source {name!r} in the statistics of {place}; {sector} has {', '.join(within)}."
    if name == CEMENT:
        return f"No cement plant of {place} is in the statistics; {_offer(publication, has_plant=False)}."
    return f"There is no source or sector {name!r} in {place}; {_offer(publication, has_plant)}."


def _offer(publication: Publication, has_plant: bool) -> str:
    """List the sectors with emissions in the newest year, and how to name a source."""
    members, gas = publication.territory.members, publication.gas.lower()
    table = read_year_table(publication.dataset, f"{gas}_sectors.csv")
    newest = table.values(members, publication.sectors)[:, :, -1].sum(axis=0)
    there = [
        name for name, emitted in zip(publication.sectors, newest, strict=True) if emitted > 0
    ] or publication.sectors
    divided = [source for source in publication.sources if not source.endswith("/all")]
    like = f", and sources of them such as {divided[0]}" if divided else ""
    return f"there are {', '.join([*([CEMENT] if has_plant else []), *there])}{like}"
