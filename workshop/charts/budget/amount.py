"""What the amount of a workshop is: a carbon budget, or the sum of adopted annual limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.budget.presets import find_preset
from workshop.i18n import current_language, format_tonnes, gettext
from workshop.state.limits import is_sum_of_limits, limits_of_sum, limits_source
from workshop.state.snapshot import Snapshot
from workshop.words import say_gas


@dataclass(frozen=True)
class BesideView:
    """A carbon budget beside the sum of the limits: its allocation rule and its amount."""

    label: str
    amount: str


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


def build_beside_views(budget: Mapping[str, Any]) -> list[BesideView]:
    """List the carbon budgets that stand beside the sum of the limits."""
    return [
        BesideView(
            find_preset(each["preset"]).labels[current_language()],
            f"{format_tonnes(each['budget_t'])} {say_gas(each['gas'])}",
        )
        for each in budget.get("beside", ())
    ]
