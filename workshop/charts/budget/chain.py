"""The chain of a budget: each step with its figure and source, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from scenarios.budget.addition import is_fitted, share_digits, whole_tonnes
from scenarios.budget.presets import OWN, WITHOUT_RULE
from scenarios.budget.steps import NO_SOURCE
from workshop.charts.budget.left_out import describe_step_with_scope
from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext
from workshop.state.limits import is_sum_of_limits
from workshop.state.snapshot import Snapshot
from workshop.words import in_gas, quote_english

WORLDWIDE_T = 1e10
"""World amounts are written in gigatonnes."""


@dataclass(frozen=True)
class Link:
    """One step in words."""

    label: str
    figure: str
    source: SourceView
    key: str


@dataclass(frozen=True)
class ChainView:
    """The steps of the chain; ``fitted`` if a line is not rounded to the nearest tonne."""

    links: list[Link]
    fitted: bool


def build_chain_view(snapshot: Snapshot) -> ChainView:
    """List the steps from the amount that is shared to what is left for this place.

    Tonnes are whole and add up as printed; a share has the digits that its product needs.
    """
    steps = snapshot.budget["steps"]
    tonnes = whole_tonnes(steps)
    given = next((float(step["value"]) for step in steps if step["key"] == "local_budget"), 0.0)
    links = [
        Link(
            describe_step_with_scope(_label(step, snapshot), step, snapshot.budget),
            in_gas(_figure(step, whole, given), snapshot.gas),
            _source(step, snapshot.budget["preset"]),
            step["key"],
        )
        for step, whole in zip(steps, tonnes, strict=True)
    ]
    return ChainView(links, is_fitted(steps))


def _label(step: dict[str, Any], snapshot: Snapshot) -> str:
    place, year, years = snapshot.place, str(step.get("year", "")), describe_years_of(step)
    spent = {
        "official": gettext("Emitted in %(year)s (statistics)", year=year),
        "preliminary": gettext("Emitted in %(year)s (preliminary)", year=year),
        "reference": gettext("Emitted in %(year)s (estimated: as in the newest statistics)", year=year),
    }
    known: dict[str, str] = {
        "amount": _amount(snapshot.budget, step),
        "overhead": gettext("Set aside for international transport, which municipal statistics leave out"),
        "domestic": gettext("Left for what the municipal statistics count"),
        "local_emissions": gettext("Emissions of %(place)s, %(years)s", place=place, years=years),
        "all_emissions": gettext("Emissions of all municipalities of the country, %(years)s", years=years),
        "share": _share(place, years),
        "local_population": gettext("Inhabitants of %(place)s, %(years)s", place=place, years=years),
        "world_population": gettext("Inhabitants of the world, %(years)s", years=years),
        "world_emissions": gettext("CO₂ of the world, %(years)s", years=years),
        "rate": gettext("The same yearly cut for all"),
        "base_emissions": gettext("Emissions of %(place)s in the newest statistics", place=place),
        "limit": gettext("Adopted limit of %(year)s", year=year),
        "limit_between": gettext("Limit of %(year)s, on the straight line between adopted ones", year=year),
        "local_budget": gettext("Budget of %(place)s at its start", place=place),
        "spent": spent.get(step.get("status") or "") or quote_english(str(step["label"])),
        "remaining": gettext(
            "Left for %(place)s on 1 January %(year)s",
            place=place,
            year=str(snapshot.budget["start_year"]),
        ),
    }
    return known.get(step["key"]) or quote_english(str(step["label"]))


def describe_years_of(step: dict[str, Any]) -> str:
    """Write the years of a step, as its label names them."""
    years = re.findall(r"\b(?:19|20)\d\d\b", str(step["label"]))
    return "–".join(dict.fromkeys(years))


def _share(place: str, years: str) -> str:
    if not years:
        return gettext("Share of %(place)s", place=place)
    return gettext("Share of %(place)s by emissions %(years)s", place=place, years=years)


def _amount(budget: dict[str, Any], step: dict[str, Any]) -> str:
    """Describe the amount at the head of the chain."""
    if is_sum_of_limits(budget):
        return gettext("Sum of the adopted annual limits")
    if budget["preset"] == OWN:
        return gettext("The municipality’s own carbon budget")
    if budget["temperature_c"] is None:
        return quote_english(str(step["label"]))
    return gettext(
        "The carbon budget that is shared out: a %(probability)s %% chance of staying below %(degrees)s",
        probability=format_decimal(budget["probability_pct"]),
        degrees=f"{format_decimal(budget['temperature_c'], 1)}\u00a0°C",
    )


def _source(step: dict[str, Any], preset: str) -> SourceView:
    """Return a step's source: in the reader's language if computed here, else as cited."""
    language = current_language()
    computed = {
        "domestic": gettext("The two lines above"),
        "share": gettext("The two lines above"),
        "local_budget": gettext("What is left times the share"),
        "remaining": gettext("The lines above"),
        "limit_between": gettext("The adopted limits beside it"),
    }
    if step["key"] == "share" and str(step["source"]).startswith("the two shares"):
        return SourceView(gettext("The two shares above, each with its weight"), language)
    if step["key"] == "spent" and step.get("status") == "reference":
        return SourceView(gettext("No statistics yet: the newest level is carried forward"), language)
    if step["source"] == NO_SOURCE:
        return SourceView(gettext("As given when the workshop was opened; no source was stated"), language)
    if step["key"] in computed:
        return SourceView(computed[step["key"]], language)
    return build_step_source_view(step, preset)


def build_step_source_view(step: dict[str, Any], preset: str) -> SourceView:
    """Return a step's source as cited; that of an own amount is in the facilitator's words."""
    said = build_source_view(str(step["source"]))
    is_own = preset in WITHOUT_RULE and step["key"] in ("amount", "limit")
    return replace(said, language="") if is_own else said


def _figure(step: dict[str, Any], whole: int | None, given: float) -> str:
    value = float(step["value"])
    if whole is not None:
        return describe_amount(whole)
    if step["unit"] == "t/yr":
        return gettext("%(amount)s a year", amount=f"{format_tonnes(value)} CO₂")
    if step["unit"] == "share":
        return describe_share(value, share_digits(value, given))
    if step["unit"] == "inhabitants":
        return format_decimal(value)
    if step["unit"] == "% a year":
        return gettext("%(number)s %% a year", number=format_decimal(value, 2))
    return f"{format_decimal(value)} {step['unit']}"


def describe_amount(tonnes: int) -> str:
    """Write an amount of the chain with all its digits: in t, world amounts in Gt."""
    if abs(tonnes) < WORLDWIDE_T:
        return f"{format_decimal(tonnes)}\u00a0t\u00a0CO₂"
    digits = next((n for n in range(10) if tonnes % 10 ** (9 - n) == 0), 9)
    return f"{format_decimal(tonnes / 1e9, digits)}\u00a0Gt\u00a0CO₂"


def describe_share(share: float, digits: int = 3) -> str:
    """Write a share as a percentage, with more ``digits`` if it is too small for them."""
    percent = 100 * share
    while percent and percent < 10 ** (1 - digits) and digits < 9:
        digits += 1
    return f"{format_decimal(percent, digits)}\u00a0%"
