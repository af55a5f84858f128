"""Local carbon budgets and scenarios of actions: the model, without web or database.

Import public names from here; each is loaded on first use, so that no command waits for modules that it
does not need. The packages below hold the rest:

===============  =============================================================================
``inventory``    places and their emissions: territories, sources, statistics, references
``budget``       local carbon budgets: amounts, allocation rules, steps, pathways
``catalogue``    the actions that a workshop starts from, with their sources
``file``         the scenario file
``engine``       from a scenario to its outcome
``selection``    sets of actions that meet a budget
``comparison``   several outcomes side by side, and the files that hold them
``elicitation``  several people's estimates of one action, pooled
``importing``    files of others: statistics, action lists
===============  =============================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.budget.budgets import compute_budget, own_budget
    from scenarios.budget.climate_budget import climate_budget
    from scenarios.budget.pathways import constant_rate_pathway, required_rate, years_left
    from scenarios.budget.presets import list_presets
    from scenarios.budget.steps import Budget
    from scenarios.catalogue.catalogue import find_action, load_catalogue
    from scenarios.comparison.comparison import Case, compare
    from scenarios.comparison.files import comparison_frame
    from scenarios.comparison.iamc import iamc_frame
    from scenarios.elicitation.pooling import Judgement, pooled_estimates
    from scenarios.engine.evaluation import evaluate
    from scenarios.engine.prepared import PreparedScenario, prepare
    from scenarios.errors import ScenarioFileError, ScenariosError
    from scenarios.file.fingerprint import hash_figures
    from scenarios.file.json_schema import scenario_schema
    from scenarios.file.schema import read_scenario, scenario_from_dict, scenario_to_dict
    from scenarios.importing.own_path_file import read_own_path
    from scenarios.importing.statistics import import_statistics
    from scenarios.inventory.own_path import OwnPath
    from scenarios.inventory.references import build_reference
    from scenarios.inventory.statistics import read_inventory
    from scenarios.inventory.territories import find_territory, list_territories, search_territories
    from scenarios.outcome import Outcome
    from scenarios.scenario import Action, Effect, Estimate, Group, Scenario, Source
    from scenarios.selection.suggestion import suggest

__all__ = [
    "Action",
    "Budget",
    "Case",
    "Effect",
    "Estimate",
    "Group",
    "Judgement",
    "Outcome",
    "OwnPath",
    "PreparedScenario",
    "Scenario",
    "ScenarioFileError",
    "ScenariosError",
    "Source",
    "build_reference",
    "climate_budget",
    "compare",
    "comparison_frame",
    "compute_budget",
    "constant_rate_pathway",
    "evaluate",
    "find_action",
    "find_territory",
    "hash_figures",
    "iamc_frame",
    "import_statistics",
    "list_presets",
    "list_territories",
    "load_catalogue",
    "own_budget",
    "pooled_estimates",
    "prepare",
    "read_inventory",
    "read_own_path",
    "read_scenario",
    "required_rate",
    "scenario_from_dict",
    "scenario_schema",
    "scenario_to_dict",
    "search_territories",
    "suggest",
    "years_left",
]

_HOMES = {
    "budget.budgets": ("compute_budget", "own_budget"),
    "budget.climate_budget": ("climate_budget",),
    "budget.pathways": ("constant_rate_pathway", "required_rate", "years_left"),
    "budget.presets": ("list_presets",),
    "budget.steps": ("Budget",),
    "catalogue.catalogue": ("find_action", "load_catalogue"),
    "comparison.comparison": ("Case", "compare"),
    "comparison.files": ("comparison_frame",),
    "comparison.iamc": ("iamc_frame",),
    "elicitation.pooling": ("Judgement", "pooled_estimates"),
    "engine.evaluation": ("evaluate",),
    "engine.prepared": ("PreparedScenario", "prepare"),
    "errors": ("ScenarioFileError", "ScenariosError"),
    "file.fingerprint": ("hash_figures",),
    "file.json_schema": ("scenario_schema",),
    "file.schema": ("read_scenario", "scenario_from_dict", "scenario_to_dict"),
    "importing.own_path_file": ("read_own_path",),
    "importing.statistics": ("import_statistics",),
    "inventory.own_path": ("OwnPath",),
    "inventory.references": ("build_reference",),
    "inventory.statistics": ("read_inventory",),
    "inventory.territories": ("find_territory", "list_territories", "search_territories"),
    "outcome": ("Outcome",),
    "scenario": ("Action", "Effect", "Estimate", "Group", "Scenario", "Source"),
    "selection.suggestion": ("suggest",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a public name from the module that defines it."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
