"""What is stored with a saved scenario besides its file: the hash of its figures, and its main results."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import Any

from scenarios.engine.evaluation import evaluate
from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_to_dict
from scenarios.outcome import Outcome
from scenarios.scenario import Scenario

FIGURES = (
    *("budget_t", "cumulative_reference_t", "cumulative_emissions_t", "remaining_t", "last_year_t"),
    *("gap_closed", "exhausted"),
)
"""Names of the main figures, as an outcome has them."""


def freeze_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return the columns of a saved scenario that follow from its figures."""
    return {
        "document": scenario_to_dict(scenario),
        "figures_hash": hash_figures(scenario),
        "result": freeze_result(scenario),
    }


def freeze_result(scenario: Scenario) -> dict[str, Any]:
    """Evaluate a scenario without draws; return its main figures and what they were computed with."""
    outcome = evaluate(scenario)
    statistics = scenario.provenance.get("statistics")
    return {
        **main_figures(outcome),
        "gas": scenario.gas,
        "start_year": scenario.start_year,
        "end_year": scenario.end_year,
        "fits": outcome.fits,
        "actions": len(outcome.actions),
        "statistics": statistics if isinstance(statistics, str) else "",
        "program": program_version(),
    }


def main_figures(outcome: Outcome) -> dict[str, float | None]:
    """Return the main figures of an outcome by their names."""
    return {name: getattr(outcome, name) for name in FIGURES}


@cache
def program_version() -> str:
    """Return the version of this program."""
    return metadata.version("handlingsrom")
