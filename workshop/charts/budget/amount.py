"""What the amount of a workshop is: a carbon budget, or the sum of adopted annual limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.budget.presets import CLIMATE_BUDGET, find_preset
from scenarios.budget.steps import NO_SOURCE
from workshop.i18n import current_language, format_tonnes, gettext
from workshop.state.snapshot import Snapshot
from workshop.words import say_gas


@dataclass(frozen=True)
class BesideView:
    """A carbon budget beside the sum of the limits: its allocation rule and its amount."""

    label: str
    amount: str


def is_sum_of_limits(budget: object) -> bool:
    """Return whether a budget is the sum of adopted annual limits; files of others may hold anything."""
    return isinstance(budget, Mapping) and budget.get("preset") == CLIMATE_BUDGET


def describe_amount(snapshot: Snapshot) -> str:
    """Name the amount that the workshop counts against, with its gas and source."""
    if is_sum_of_limits(snapshot.budget):
        return describe_sum(snapshot.budget)
    return gettext(
        "The budget of this workshop is %(amount)s %(gas)s from 1 January %(year)s.",
        amount=format_tonnes(snapshot.budget["budget_t"]),
        gas=say_gas(snapshot.gas),
        year=str(snapshot.budget["start_year"]),
    )


def describe_sum(budget: Mapping[str, Any]) -> str:
    """Say that a budget is the sum of the adopted limits, with its years and source; empty for any other."""
    if not is_sum_of_limits(budget):
        return ""
    years = [year for year, _ in limits_of_sum(budget)]
    source = limits_source(budget)
    said = gettext(
        "The budget is the sum of the adopted annual limits %(first)s–%(last)s: %(amount)s CO₂e.",
        first=str(years[0]),
        last=str(years[-1]),
        amount=format_tonnes(budget["budget_t"]),
    )
    return said + (f" {gettext('Adopted in: %(source)s', source=source)}" if source else "")


def limits_of_sum(budget: Mapping[str, Any]) -> list[tuple[int, float]]:
    """Return year and limit (t/yr) of what a budget is the sum of."""
    return [
        (int(step["year"]), float(step["value"]))
        for step in budget["steps"]
        if step["key"] in ("limit", "limit_between")
    ]


def limits_source(budget: Mapping[str, Any]) -> str:
    """Return where the limits are adopted; empty if nobody has said so."""
    source = str(next(step["source"] for step in budget["steps"] if step["key"] == "amount"))
    return "" if source == NO_SOURCE else source


def build_beside_views(budget: Mapping[str, Any]) -> list[BesideView]:
    """List the carbon budgets that stand beside the sum of the limits."""
    return [
        BesideView(
            find_preset(each["preset"]).labels[current_language()],
            f"{format_tonnes(each['budget_t'])} {say_gas(each['gas'])}",
        )
        for each in budget.get("beside", ())
    ]
