"""The effects of an import: the edition used for each place before and after, and its years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.errors import ScenariosError
from scenarios.inventory.editions import find_edition
from scenarios.inventory.inventory import OFFICIAL, PRELIMINARY
from scenarios.inventory.splitting import find_splits
from scenarios.inventory.statistics import read_inventory

CARBON = "CO2"
MOST_PLACES = 4
"""The most places that are named; more are counted."""


@dataclass(frozen=True)
class GasFigures:
    """The figures of one gas that are used for a municipality.

    Attributes
    ----------
    gas
        ``CO2``, the gas of carbon budgets, or ``CO2e``.
    edition
        Words for the edition; empty if there are no figures of the gas.
    official, preliminary
        Years.
    figures
        Tonnes of each year, to detect differences.
    """

    gas: str
    edition: str = ""
    official: tuple[int, ...] = ()
    preliminary: tuple[int, ...] = ()
    figures: tuple[float, ...] = ()


FiguresByPlace = dict[str, tuple[GasFigures, GasFigures]]
"""Municipality to its figures for CO2 and CO2e."""


def figures_in_use(country: str, municipalities: Iterable[str]) -> FiguresByPlace:
    """Return the figures that are used now.

    Parameters
    ----------
    country
        Two letters.
    municipalities
        Ids of its municipalities.

    Returns
    -------
    dict
        Each municipality's figures for CO2 and CO2e.
    """
    return {
        municipality: (
            _gas_figures(country, municipality, CARBON),
            _gas_figures(country, municipality, "CO2e"),
        )
        for municipality in municipalities
    }


def tell_changes(
    before: FiguresByPlace, after: FiguresByPlace, gases: Sequence[str], years: Sequence[int]
) -> tuple[str, ...]:
    """Describe what an import changed, or why carbon budgets do not change.

    Parameters
    ----------
    before, after
        Of the municipalities of the file, from `figures_in_use`.
    gases, years
        Of the imported edition.

    Returns
    -------
    tuple of str
        One sentence for each kind of change, with its municipalities.
    """
    groups: dict[str, list[str]] = {}
    for municipality, (co2, co2e) in after.items():
        old_co2, old_co2e = before[municipality]
        told = _changed(old_co2, co2) if co2 != old_co2 else _unchanged(co2, gases, years)
        groups.setdefault(told, []).append(municipality)
        if co2e != old_co2e:
            groups.setdefault(_changed(old_co2e, co2e), []).append(municipality)
    return tuple(f"{_places(places)}: {sentence}" for sentence, places in groups.items())


def tell_editions(figures: FiguresByPlace) -> tuple[str, ...]:
    """Describe which editions are used for carbon budgets now.

    Parameters
    ----------
    figures
        From `figures_in_use`.

    Returns
    -------
    tuple of str
        One sentence for each edition and its years, with the municipalities.
    """
    groups: dict[str, list[str]] = {}
    for municipality, (co2, _) in figures.items():
        told = f"CO2 comes from the {co2.edition} ({_years(co2)})." if co2.edition else "there is no CO2."
        groups.setdefault(told, []).append(municipality)
    return tuple(f"{_places(places)}: {sentence}" for sentence, places in groups.items())


def tell_splits(figures: FiguresByPlace, edition: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Return the notes on a file that ends at sectors.

    Parameters
    ----------
    figures
        From `figures_in_use`, after the import.
    edition, sources
        Of the file: words for its edition, and ids.

    Returns
    -------
    tuple of str
        A sentence; empty if no sector of the file is divided, or the file is not used.
    """
    places = [place for place, (co2, _) in figures.items() if co2.edition == edition]
    splits = find_splits(places[0], sources) if places else ()
    if not splits:
        return ()
    sectors = ", ".join(split.sector for split in splits)
    told = (
        f"The file does not divide {sectors} into sources. Workshops, and reference --split, divide them as "
        f"an estimate, so that actions on cars or homes still count: {splits[0].origin}."
    )
    return (told,)


def _gas_figures(country: str, municipality: str, gas: str) -> GasFigures:
    # CO2 can be estimated from CO2e. Without either, we ask no further: the message for a place that is not
    # there looks for similar names.
    if find_edition(country, [municipality], None if gas == CARBON else gas) is None:
        return GasFigures(gas)
    try:
        inventory = read_inventory(municipality, gas=gas)
    except ScenariosError:
        return GasFigures(gas)
    years = list(zip(inventory.years, inventory.status, strict=True))
    return GasFigures(
        gas,
        inventory.edition,
        tuple(year for year, status in years if status == OFFICIAL),
        tuple(year for year, status in years if status == PRELIMINARY),
        tuple(float(total) for total in inventory.total_t),
    )


def _changed(old: GasFigures, new: GasFigures) -> str:
    what = "CO2, on which carbon budgets and references stand," if new.gas == CARBON else "CO2e"
    if not old.edition:
        return f"{what} is there now: {_years(new)}, {new.edition}."
    parts = []
    if new.edition != old.edition:
        parts.append(f"{what} comes from the {new.edition}, in place of the {old.edition}")
    if new.official != old.official:
        parts.append(f"official years are {_listed(new.official)}, before {_listed(old.official)}")
    if new.preliminary != old.preliminary:
        before = _listed(old.preliminary) or "none"
        parts.append(f"preliminary years of CO2 are {_listed(new.preliminary) or 'none'}, before {before}")
    if not parts:
        known = dict(zip((*old.official, *old.preliminary), old.figures, strict=True))
        now = zip((*new.official, *new.preliminary), new.figures, strict=True)
        revised = tuple(year for year, tonnes in now if known[year] != tonnes)
        parts.append(f"{what} is revised in {_listed(revised)}")
    return "; ".join(parts) + "."


def _unchanged(co2: GasFigures, gases: Sequence[str], years: Sequence[int]) -> str:
    """Say why no carbon budget changes."""
    if not co2.edition:
        return "there is no CO2 yet, so that no carbon budget can be computed."
    stays = f"no carbon budget and no reference of CO2 changes: the {co2.edition} speaks ({_years(co2)})"
    last = co2.official[-1]
    if CARBON in gases or not co2.preliminary:
        return f"{stays}; it is newer, or has these figures already."
    if max(years) <= last:
        return f"{stays}; the CO2e of the file ends in {max(years)}, and official CO2 reaches {last}."
    newest = co2.preliminary[-1]
    if max(years) > newest:
        return f"{stays}; CO2 would go on in {newest + 1}, of which there is no CO2e."
    return f"{stays}; a newer release of CO2e speaks for its preliminary years, or has the same figures."


def _years(used: GasFigures) -> str:
    later = f", preliminary {_listed(used.preliminary)}" if used.preliminary else ""
    return f"official {_listed(used.official)}{later}"


def _listed(years: Sequence[int]) -> str:
    """Write years, consecutive ones as a range."""
    ranges: list[list[int]] = []
    for year in years:
        if ranges and year == ranges[-1][-1] + 1:
            ranges[-1].append(year)
        else:
            ranges.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in ranges)


def _places(places: Sequence[str]) -> str:
    return ", ".join(places) if len(places) <= MOST_PLACES else f"{len(places)} municipalities"
