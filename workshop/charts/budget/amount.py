"""What the amount of a workshop is: a carbon budget, or the sum of adopted annual limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.budget.presets import find_preset
from scenarios.numbers import round_whole
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext
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
        said = gettext(
            "The budget is the sum of the adopted annual limits %(first)s–%(last)s: %(amount)s CO₂e.",
            amount=f"{format_decimal(round_whole(snapshot.budget['budget_t']))}\u00a0t",
            **_years_of(snapshot.budget),
        )
        return _with_source(said, snapshot.budget)
    return gettext(
        "The budget of this workshop is %(amount)s %(gas)s from 1 January %(year)s.",
        amount=format_tonnes(snapshot.budget["budget_t"]),
        gas=say_gas(snapshot.gas),
        year=str(snapshot.budget["start_year"]),
    )


def describe_sum(budget: Mapping[str, Any]) -> str:
    """Say that a budget is the sum of the adopted limits, with its years and source; empty for any other.

    Screens show the amount beside it, in their own unit.
    """
    if not is_sum_of_limits(budget):
        return ""
    said = gettext(
        "The budget is the sum of the adopted annual limits %(first)s–%(last)s, in CO₂e.", **_years_of(budget)
    )
    return _with_source(said, budget)


def _years_of(budget: Mapping[str, Any]) -> dict[str, str]:
    years = [year for year, _ in limits_of_sum(budget)]
    return {"first": str(years[0]), "last": str(years[-1])}


def _with_source(said: str, budget: Mapping[str, Any]) -> str:
    source = limits_source(budget)
    return said + " " + gettext("Adopted in: %(source)s", source=source) if source else said


def build_beside_views(budget: Mapping[str, Any]) -> list[BesideView]:
    """List the carbon budgets that stand beside the sum of the limits."""
    return [
        BesideView(
            find_preset(each["preset"]).labels[current_language()],
            f"{format_tonnes(each['budget_t'])} {say_gas(each['gas'])}",
        )
        for each in budget.get("beside", ())
    ]
