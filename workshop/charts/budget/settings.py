"""The settings of a budget and of a reference path in words, the same for a workshop and a saved scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.budget.presets import OWN, find_preset
from scenarios.budget.steps import NO_SOURCE
from workshop.charts.budget.chain import build_step_source_view
from workshop.charts.budget.sources import SourceView
from workshop.i18n import current_language, gettext
from workshop.state.limits import is_sum_of_limits, limits_source


def describe_method(method: str) -> str:
    """Say how emissions develop without actions."""
    return {
        "flat": gettext("emissions stay as they are"),
        "trend": gettext("emissions follow the trend of recent years"),
        "trend-since": gettext(
            "emissions follow the trend of recent years, without single years that carry it"
        ),
        "exponential": gettext("emissions fall by the same percentage every year, as in recent years"),
        "own": gettext("emissions follow figures of one’s own"),
        "mandate": gettext("emissions stay as they are, but for the biofuel mandate of 2025"),
        "mandate-2022": gettext(
            "emissions stay as they are, but for much more biofuel from 2027 on, as the law of 2022 had it"
        ),
        "projection": gettext("emissions follow the country’s official projection"),
    }.get(method, method)


def describe_preset(budget: Mapping[str, Any]) -> str:
    """Say by which rule a budget was computed, or that it is the municipality's own."""
    if is_sum_of_limits(budget):
        source = limits_source(budget)
        return (
            gettext("the sum of the adopted annual limits, source: %(source)s", source=source)
            if source
            else gettext("the sum of the adopted annual limits")
        )
    if budget["preset"] == OWN and budget["steps"][0]["source"] == NO_SOURCE:
        return gettext("the municipality’s own carbon budget")
    if budget["preset"] == OWN:
        return gettext(
            "the municipality’s own carbon budget, source: %(source)s",
            source=budget["steps"][0]["source"],
        )
    return find_preset(budget["preset"]).labels[current_language()]


def build_budget_sources(budget: Mapping[str, Any]) -> list[SourceView]:
    """List the sources of the budget's chain, each once."""
    computed = (
        "no statistics yet",
        "the line",
        "the two",
        "the three",
        "what is left",
        "the world's budget times",
        "E0 ",
    )
    steps = [step for step in budget["steps"] if not str(step["source"]).startswith(computed)]
    return list(dict.fromkeys(build_step_source_view(step, budget["preset"]) for step in steps))
