"""Today's rate, years left and yearly cuts in words, the same on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenarios.budget.steps import NO_SOURCE, used_up_since
from scenarios.inventory.co2_shares import ESTIMATED_SHARES
from scenarios.inventory.sources import source_labels
from scenarios.inventory.statistics import has_cement_plant
from scenarios.inventory.territories import find_territory
from workshop.charts.budget.amount import describe_sum
from workshop.charts.budget.sources import build_source_view
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext
from workshop.state.limits import is_sum_of_limits
from workshop.state.snapshot import Snapshot
from workshop.state.todays_rate import Rate, find_years_left, todays_rate
from workshop.words import in_gas

AT_ONCE_PCT = 60.0
"""A yearly cut above this is no path: most of the emissions end in the first year."""

NOTICEABLE_PCT = 0.5
"""Smaller differences between yearly cuts, in percentage points, are not shown."""


def describe_rate(rate: Rate, gas: str = "CO2") -> str:
    """Describe today's rate with its year, status and gas."""
    status = {
        "official": gettext("statistics"),
        "preliminary": gettext("preliminary"),
        "estimated": gettext("estimated"),
    }[rate.status]
    said = gettext(
        "today’s rate: %(amount)s CO₂ a year (%(year)s, %(status)s)",
        amount=format_tonnes(rate.emissions_t),
        year=str(rate.year),
        status=status,
    )
    return in_gas(said, gas)


def describe_todays_rate(snapshot: Snapshot) -> str:
    """Describe today's rate of a workshop."""
    return describe_rate(todays_rate(snapshot), snapshot.gas)


def describe_years_left(snapshot: Snapshot) -> str:
    """Write the years left to a tenth; a budget that is used up or never runs out has its own words."""
    left = find_years_left(snapshot)
    if left is None:
        return gettext("never runs out")
    return describe_used_up(snapshot.budget) if left <= 0 else format_decimal(left, 1)


def describe_used_up(budget: dict[str, Any]) -> str:
    """Write since when a budget is used up."""
    since = used_up_since(budget["steps"])
    if since is None:
        return gettext("used up before %(year)s", year=str(budget["start_year"]))
    return gettext("used up since %(year)s", year=str(since))


def describe_spent(snapshot: Snapshot) -> str:
    """Write in a sentence that the budget is used up, and since when."""
    since = used_up_since(snapshot.budget["steps"])
    if since is None:
        return gettext(
            "%(place)s used up this budget before %(year)s. Every tonne avoided still matters.",
            place=snapshot.place,
            year=str(snapshot.start_year),
        )
    return gettext(
        "%(place)s used up this budget in %(year)s. Every tonne avoided still matters.",
        place=snapshot.place,
        year=str(since),
    )


def describe_cut(percent: float | None, digits: int = 0) -> str:
    """Write the yearly cut that keeps a budget."""
    if percent is None:
        return gettext("none: it is used up")
    written = f"{format_decimal(percent, digits)}\u00a0%"
    if percent <= AT_ONCE_PCT:
        return written
    return gettext("practically at once (%(percent)s a year)", percent=written)


def describe_cut_from_today(snapshot: Snapshot) -> str:
    """Write the yearly cut that keeps the budget from today's rate, if it differs from the budget's.

    The budget's own cut begins at the newest official statistics: texts name their year.
    """
    return describe_cut_from(snapshot.budget, todays_rate(snapshot))


def describe_cut_from(budget: dict[str, Any], rate: Rate) -> str:
    """Write the yearly cut from a rate; empty if it differs by less than half a percentage point."""
    needed, from_today = budget["annual_reduction_pct"], rate.cut_for(float(budget["budget_t"]))
    if needed is None or from_today is None or abs(from_today - needed) < NOTICEABLE_PCT:
        return ""
    return gettext(
        "From today’s rate (%(year)s) it is %(rate)s a year.",
        year=str(rate.year),
        rate=f"{format_decimal(from_today, 1)}\u00a0%",
    )


def describe_split(snapshot: Snapshot) -> str:
    """Name the sectors whose division into sources is an estimate; empty if there are none."""
    return describe_split_of(snapshot.reference.get("splits") or [], snapshot.territory_id)


def describe_split_of(splits: Sequence[dict[str, Any]], territory_id: str) -> str:
    """Name the sectors of stored ``splits``, as above."""
    if not splits:
        return ""
    labels = source_labels(territory_id[:2], current_language())
    return gettext(
        "The statistics stop at these sectors: %(sectors)s. What cars, homes and the like emit in them is an "
        "estimated split, %(origin)s.",
        sectors=", ".join(labels.get(split["sector"], split["sector"]) for split in splits),
        origin=_say_origin(splits[0]),
    )


def describe_cement(snapshot: Snapshot) -> str:
    """Say whether the place's cement plant is included; empty if there is none."""
    return describe_cement_of(snapshot.budget, snapshot.territory_id)


def describe_cement_of(budget: dict[str, Any], territory_id: str) -> str:
    """Say it of a stored budget."""
    if not has_cement_plant(find_territory(territory_id)):
        return ""
    if budget["cement"]:
        return gettext("The cement plant here is included, in the budget and in the emissions beside it.")
    return gettext("The cement plant here is left out, both of the budget and of the emissions beside it.")


def describe_co2_shares(snapshot: Snapshot) -> str:
    """Write the assumed share of CO2 in each sector's CO2e; empty if the statistics have CO2 itself."""
    return describe_co2_shares_of(snapshot.budget, snapshot.territory_id)


def describe_co2_shares_of(budget: dict[str, Any], territory_id: str) -> str:
    """Write the shares of a stored budget."""
    found = next((found for note in budget["warnings"] if (found := ESTIMATED_SHARES.match(note))), None)
    if found is None:
        return ""
    labels = source_labels(territory_id[:2], current_language())
    shares = (each.rpartition(" ") for each in found["shares"].removesuffix(" %").split(" %, "))
    return gettext(
        "CO₂ is estimated: the statistics have only CO₂e, and each sector’s share of CO₂ in it is a "
        "national one (%(origin)s): %(shares)s.",
        origin=build_source_view(found["origin"]).text,
        shares=", ".join(
            f"{labels.get(name.replace(' ', '_'), name)} {format_decimal(float(percent), 1)}\u00a0%"
            for name, _, percent in shares
        ),
    )


def _say_origin(split: dict[str, Any]) -> str:
    words = {"place": split["place"], "year": str(split["year"]), "edition": split["edition"]}
    if not split["municipalities"]:
        return gettext("as in %(place)s in %(year)s (%(edition)s)", **words)
    return gettext(
        "as in %(number)s municipalities of %(place)s in %(year)s (%(edition)s)",
        number=format_decimal(split["municipalities"]),
        **words,
    )


def describe_origin(budget: dict[str, Any]) -> str:
    """Say whether a budget was computed here, or is the municipality's own, with its source."""
    if is_sum_of_limits(budget):
        return describe_sum(budget)
    if budget["preset"] != "own":
        return gettext("It is computed here; it is not the municipality’s adopted budget.")
    source = budget["steps"][0]["source"]
    if source == NO_SOURCE:
        return gettext("It is the municipality’s own carbon budget, as given; no source was stated.")
    return gettext("It is the municipality’s own carbon budget. Source: %(source)s", source=source)
