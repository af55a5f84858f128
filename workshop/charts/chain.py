"""The chain of a budget: each step with its figure and source, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workshop.charts.sources import Cited, cite
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext
from workshop.services.standing import Standing
from workshop.services.workshops import OWN


@dataclass(frozen=True)
class Link:
    """One step as a person reads it."""

    label: str
    figure: str
    source: Cited
    key: str


def tell_chain(standing: Standing) -> list[Link]:
    """Tell the steps from the amount that is shared to what is left for this place."""
    return [
        Link(_label(step, standing), _figure(step), _source(step, standing.budget["preset"]), step["key"])
        for step in standing.budget["steps"]
    ]


def _label(step: dict[str, Any], standing: Standing) -> str:
    place, year = standing.place, str(step.get("year", ""))
    spent = {
        "official": gettext("Emitted in %(year)s (statistics)", year=year),
        "preliminary": gettext("Emitted in %(year)s (preliminary)", year=year),
        "reference": gettext("Emitted in %(year)s (estimated: as in the newest statistics)", year=year),
    }
    known: dict[str, str] = {
        "amount": _amount(standing.budget, step),
        "overhead": gettext("Set aside for international transport, which municipal statistics leave out"),
        "domestic": gettext("Left for what the municipal statistics count"),
        "local_emissions": gettext("Emissions of %(place)s in the years of the key", place=place),
        "all_emissions": gettext("Emissions of all in the same years"),
        "share": gettext("Share of %(place)s", place=place),
        "local_population": gettext("Inhabitants of %(place)s", place=place),
        "world_population": gettext("Inhabitants of the world"),
        "world_emissions": gettext("CO₂ of the world in the same years"),
        "rate": gettext("Less every year, for everyone"),
        "base_emissions": gettext("Emissions of %(place)s in the newest statistics", place=place),
        "local_budget": gettext("Budget of %(place)s at its start", place=place),
        "spent": spent.get(step.get("status") or "", str(step["label"])),
        "remaining": gettext(
            "Left for %(place)s on 1 January %(year)s",
            place=place,
            year=str(standing.budget["start_year"]),
        ),
    }
    return known.get(step["key"], str(step["label"]))


def _amount(budget: dict[str, Any], step: dict[str, Any]) -> str:
    """Say what the amount at the head of the chain stands for."""
    if budget["preset"] == "own":
        return gettext("The municipality’s own carbon budget")
    if budget["temperature_c"] is None:
        return str(step["label"])
    return gettext(
        "The carbon budget that is shared out: a %(probability)s %% chance of staying below %(degrees)s",
        probability=format_decimal(budget["probability_pct"]),
        degrees=f"{format_decimal(budget['temperature_c'], 1)}\u00a0°C",
    )


def _source(step: dict[str, Any], preset: str) -> Cited:
    """Name the source; what was computed here is said in the reader's language, the rest is cited."""
    language = current_language()
    computed = {
        "domestic": gettext("The two lines above"),
        "share": gettext("The two lines above"),
        "local_budget": gettext("What is left times the share"),
        "remaining": gettext("The lines above"),
    }
    if step["key"] == "spent" and step.get("status") == "reference":
        return Cited(gettext("No statistics yet: the newest level carried on"), language)
    if step["key"] in computed:
        return Cited(computed[step["key"]], language)
    return cite_step(step, preset)


def cite_step(step: dict[str, Any], preset: str) -> Cited:
    """Cite the source of a step; that of an own amount is in the facilitator's words."""
    said = cite(str(step["source"]))
    return said._replace(language="") if (step["key"], preset) == ("amount", OWN) else said


def _figure(step: dict[str, Any]) -> str:
    value = float(step["value"])
    if step["unit"] == "t":
        return format_tonnes(value)
    if step["unit"] == "t/yr":
        return gettext("%(amount)s a year", amount=format_tonnes(value))
    if step["unit"] == "share":
        return write_share(value)
    if step["unit"] == "inhabitants":
        return format_decimal(value)
    if step["unit"] == "% a year":
        return gettext("%(number)s %% a year", number=format_decimal(value, 2))
    return f"{format_decimal(value)} {step['unit']}"


def write_share(share: float, digits: int = 3) -> str:
    """Write a share as a percentage, with more ``digits`` where it is too small for them."""
    percent = 100 * share
    while percent and percent < 10 ** (1 - digits) and digits < 9:
        digits += 1
    return f"{format_decimal(percent, digits)}\u00a0%"
