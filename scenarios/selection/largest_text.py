"""The tables of what all actions of the catalogue can do in a place at their largest, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.inventory.holding_kinds import INHABITANTS, PLANT_KINDS
from scenarios.inventory.sources import source_labels
from scenarios.inventory.territories import find_territory
from scenarios.numbers import round_whole
from scenarios.scenario import sector_of
from scenarios.selection.largest import Largest, SourceReach, compute_largest

NAMED = 3
"""How many actions a row names."""
NOTHING = 0.005
"""A part of a source below which nothing is said to remain."""

# Why no action of the catalogue acts on a source, where that is known better than that there is none.
_NO_ACTION = {
    "agriculture/liming": "No action: lime is spread against acid soils.",
    "agriculture/other_fertiliser": "No action: carbon in fertilisers.",
    "agriculture/soils": "No action here: nitrous oxide, which a CO₂ budget does not count.",
    "agriculture/enteric_fermentation": "No action here: methane, which a CO₂ budget does not count.",
    "agriculture/manure": "No action here: methane, which a CO₂ budget does not count.",
    "waste/landfill_gas": "No action here: methane, which a CO₂ budget does not count.",
    "waste/sewage": "No action here: nitrous oxide, which a CO₂ budget does not count.",
    "waste/crematoria_hazardous": "No action: crematoria and hazardous waste.",
    "waste/biological_treatment": "No action: composting and fermentation of waste.",
    "heating_buildings/wood": "No action here: methane, and CO₂ only by the national share of the sector.",
    "heating_buildings/bioenergy": "No action: methane and nitrous oxide of biofuel.",
    "product_use/sf6": "No action: gas in switchgear and old windows, which leaves service slowly.",
    "electricity_district_heating/waste_incineration": "No action: too little for a capture plant.",
}
_PRODUCTS = "No action: paint, solvents, wax, lubricants, urea in exhaust cleaning."
_VEHICLES = {
    "private_cars": "cars of residents",
    "vans": "vans",
    "heavy_trucks": "heavy trucks",
    "buses": "buses",
    "motorcycles": "motorcycles and mopeds",
    "snowmobiles": "snowmobiles and quad bikes",
}


_HEADINGS = " | ".join(
    (
        "| source",
        "t",
        "taken away",
        "remains",
        "strongest actions, each alone on this source",
        "why the rest remains |",
    )
)
PLACES = ("SE-0480", "SE-0180", "SE-2303", "SE-2580", "SE-0980", "NO-4001", "NO-0301")
"""The places of the page: Nyköping, Stockholm, Ragunda, Luleå, Gotland, Porsgrunn, Oslo."""
_PAGE = """\
# What all actions at their largest can do

Written by `make levers` from the catalogue, the statistics and the model (MODEL.md, section 13); a test
compares it. Do not edit it.

For each place, the newest year of its statistics, and every action of the catalogue that is offered
there, at the largest amount that fits and in full effect. This is a bound and no plan: nobody carries all
of it out at once, and what it costs, who decides and when it can be done is not in it. Effects on one
source overlap as in every scenario, so those of single actions, each alone, do not add up to what is
taken away.

- Vehicles are those registered in the place (Trafikanalys, 31 December 2025). Traffic is what is driven
  there, by whomever. For Norway no vehicles are shipped: there, emissions alone bound the amount.
- Of two actions on the same large plant, the stronger counts.
- A CO₂ budget counts no methane, nitrous oxide or fluorinated gases. The tables in CO₂e, where the
  statistics have it, do.
- The CO₂ of Porsgrunn is its CO₂e times the national share of CO₂ in each sector, so some sources of
  other gases show CO₂.
- How much of a source an action can reach is in part a rule of thumb (`limit` in
  `data/catalogue/actions.json`, and SOURCES.md).
"""


def levers_page() -> str:
    """Return the page ``LEVERS.md``: the tables of `PLACES`, and what they mean.

    Returns
    -------
    str
        Markdown, in CO2 for every place, and in CO2e where its statistics have that.
    """
    reaches = []
    for place in PLACES:
        reaches.append(compute_largest(place))
        if find_territory(place).country == "NO":
            reaches.append(compute_largest(place, "CO2e"))
    return f"{_PAGE}\n{_overview(reaches)}\n{largest_tables(reaches)}"


def _overview(reaches: Iterable[Largest]) -> str:
    lines = ["| place | gas | t | taken away | remains |", "| --- | --- | ---: | ---: | ---: |"]
    lines += [
        f"| {reach.territory.name} | {_gas(reach)} | {_whole(reach.today_t)} "
        f"| {_whole(reach.today_t - reach.remains_t)} ({_percent(1 - reach.remains_t / reach.today_t)}) "
        f"| {_whole(reach.remains_t)} |"
        for reach in reaches
    ]
    return "\n".join([*lines, ""])


def _gas(reach: Largest) -> str:
    return "CO₂e" if reach.gas == "CO2e" else "CO₂"


def largest_tables(reaches: Iterable[Largest]) -> str:
    """Return one table for each place, as Markdown.

    Parameters
    ----------
    reaches
        What `scenarios.selection.largest.compute_largest` gives, in the order of the text.

    Returns
    -------
    str
        With a heading, a sentence and a table for each, tonnes as whole numbers.
    """
    return "\n".join(line for reach in reaches for line in _table(reach))


def why_it_remains(source: SourceReach) -> str:
    """Return in words why some of a source's emissions remain.

    Parameters
    ----------
    source
        One source of a place.

    Returns
    -------
    str
        Empty if next to nothing remains.
    """
    if not source.actions:
        if sector_of(source.id) == "product_use" and source.id not in _NO_ACTION:
            return _PRODUCTS
        return _NO_ACTION.get(source.id, "No action of the catalogue acts here.")
    if source.remains_t <= NOTHING * source.today_t:
        return ""
    strongest, fitted = source.actions[0], source.actions[0].fitted
    limit, title = strongest.action.limit, strongest.action.text("title", "en")
    part = strongest.part
    if fitted.bound in _VEHICLES:
        vehicles = f"{_whole(fitted.largest)} {_VEHICLES[fitted.bound]}"
        return (
            f"The {vehicles} of the place explain {_percent(part)} of it; the rest is"
            " through traffic, vehicles from elsewhere, and longer distances."
        )
    if limit is not None and limit.of in PLANT_KINDS:
        return f"{_plants(source)}; the rest is other industry, and what is left of the plants."
    if fitted.bound in ("town", INHABITANTS):
        return f"The strongest, “{title}”, reaches {_percent(part)} in a place of this size."
    if fitted.bound == "percent":
        return f"The strongest, “{title}”, reaches at most {_percent(part)}; no action replaces all of it."
    return f"The strongest, “{title}”, reaches {_percent(part)}: a rule of thumb of the catalogue."


def _plants(source: SourceReach) -> str:
    return ", ".join(
        f"“{each.action.text('title', 'en')}” reaches {_percent(each.action.limit.part)} of its plant, "
        f"{_percent(each.part)} of these emissions"
        for each in source.actions
        if each.action.limit and each.action.limit.of in PLANT_KINDS
    )


def _table(reach: Largest) -> list[str]:
    today, remains = reach.today_t, reach.remains_t
    labels = source_labels(reach.territory.country, "en")
    told = (
        f"{reach.year} ({reach.status}): {_whole(today)} t. All actions at their largest take away "
        f"{_whole(today - remains)} t, {_percent((today - remains) / today)}; {_whole(remains)} t remain."
    )
    lines = [
        f"## {reach.territory.name}, {_gas(reach)}",
        "",
        told,
        "",
        _HEADINGS,
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    for source in sorted(reach.sources, key=lambda each: -each.today_t):
        if round_whole(source.today_t) < 1:
            continue
        sector = labels.get(sector_of(source.id), sector_of(source.id))
        name = labels.get(source.id, source.id)
        label = name if name.lower().startswith(sector.lower()) else f"{sector}: {name}"
        lines.append(
            f"| {label} | {_whole(source.today_t)} | {_whole(source.today_t - source.remains_t)} "
            f"| {_whole(source.remains_t)} | {_named(source)} | {why_it_remains(source)} |"
        )
    lines.append(
        f"| **All** | **{_whole(today)}** | **{_whole(today - remains)}** | **{_whole(remains)}** | | |"
    )
    if reach.left_out:
        others = ", ".join(f"“{action.text('title', 'en')}”" for action in reach.left_out)
        lines += ["", f"Not added, because another action takes the same tonnes of the plant: {others}."]
    return [*lines, ""]


def _named(source: SourceReach) -> str:
    named = [
        f"{each.action.text('title', 'en')}: {_whole(each.fitted.largest)} "
        f"{each.action.unit_for(round_whole(each.fitted.largest), 'en')} "
        f"({_whole(source.today_t * each.part)} t)"
        for each in source.actions[:NAMED]
    ]
    more = len(source.actions) - NAMED
    return "; ".join(named) + (f"; {more} more" if more > 0 else "")


def _whole(value: float) -> str:
    return f"{round_whole(value):,}".replace(",", " ")


def _percent(fraction: float) -> str:
    return f"{round_whole(100 * fraction)} %"
