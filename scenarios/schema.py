"""The scenario file: read with every fault named, and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.errors import Fault, ScenarioFileError
from scenarios.file_form import FORMAT, VERSION, action_reader, read_file
from scenarios.reading import Place
from scenarios.scenario import Action, Effect, Estimate, Group, Scenario, Source
from scenarios.strict_json import UNREADABLE, checked, parse, shown

__all__ = [
    "FORMAT",
    "VERSION",
    "Action",
    "Effect",
    "Estimate",
    "Group",
    "Scenario",
    "Source",
    "action_from_dict",
    "read_scenario",
    "scenario_from_dict",
    "scenario_to_dict",
]


def read_scenario(text: str | bytes) -> Scenario:
    """Read a scenario file.

    Parameters
    ----------
    text
        The JSON; bytes are UTF-8.

    Returns
    -------
    Scenario
        With every default filled in.

    Raises
    ------
    ScenarioFileError
        With all faults of the file; a wrong format or version stands alone.
    """
    return scenario_from_dict(parse(text))


def scenario_from_dict(document: Any) -> Scenario:
    """Make a scenario of a JSON document that is in memory already.

    Parameters
    ----------
    document
        What the JSON of a scenario file stands for: dict, list, str, int, float, bool, None.

    Returns
    -------
    Scenario
        With every default filled in; it shares nothing with `document`.

    Raises
    ------
    ScenarioFileError
        With all faults of the document; a wrong format or version stands alone.
    """
    clean, faults = checked(document)
    _refuse_other_formats(clean)
    scenario = read_file(Place(clean, "", faults))
    if faults:
        raise ScenarioFileError(faults)
    return scenario


def action_from_dict(document: Any, scenario: Scenario) -> Action:
    """Make an action for a scenario of its JSON object in a file.

    Parameters
    ----------
    document
        As an item of ``actions`` in a scenario file.
    scenario
        Whose sources the action may target.

    Returns
    -------
    Action
        With every default filled in; it shares nothing with `document`.

    Raises
    ------
    ScenarioFileError
        With all faults of the object.
    """
    clean, faults = checked(document)
    action: Action = action_reader({source.id for source in scenario.sources})(Place(clean, "", faults))
    if faults:
        raise ScenarioFileError(faults)
    return action


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Write a scenario as a JSON document with every default spelt out.

    Parameters
    ----------
    scenario
        Any scenario.

    Returns
    -------
    dict
        Reading it again gives an equal scenario; it shares nothing with `scenario`.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": scenario.title,
        "gas": scenario.gas,
        "start_year": scenario.start_year,
        "end_year": scenario.end_year,
        "budget_t": scenario.budget_t,
        "correlation": scenario.correlation,
        "sources": [
            {"id": source.id, "reference_t": list(source.reference_t)} for source in scenario.sources
        ],
        "actions": [_action_to_dict(action) for action in scenario.actions],
        "groups": [
            {"id": group.id, "relation": group.relation, "actions": list(group.actions)}
            for group in scenario.groups
        ],
        "provenance": _copied(scenario.provenance),
        "about": _copied(scenario.about),
    }


def _action_to_dict(action: Action) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": action.id,
        "title": action.title,
        "targets": list(action.targets),
        "layer": action.layer,
        "included": action.included,
        "ledger": action.ledger,
        "effect": None if action.effect is None else _effect_to_dict(action.effect),
        "end_year": action.end_year,
        "rebound": action.rebound,
        "about": _copied(action.about),
    }
    timing = {"start_year": action.start_year, "ramp": action.ramp, "ramp_years": action.ramp_years}
    # Only a proposal without tonnes may lack these, and null is no year.
    return document | {key: value for key, value in timing.items() if value is not None}


def _effect_to_dict(effect: Effect) -> dict[str, Any]:
    estimates = [
        {"low": estimate.low, "likely": estimate.likely, "high": estimate.high}
        for estimate in effect.estimates
    ]
    units = {} if effect.units is None else {"units": effect.units}
    return {"kind": effect.kind, **units, "estimates": estimates}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def _refuse_other_formats(document: Any) -> None:
    """Refuse a file of another format or version without judging what it cannot know."""
    if not isinstance(document, dict):
        return
    if "format" in document and document["format"] != FORMAT:
        raise ScenarioFileError([_another(document["format"], "format", f'"{FORMAT}"')])
    version = document.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        raise ScenarioFileError([_another(version, "version", str(VERSION))])


def _another(value: Any, key: str, expected: str) -> Fault:
    found = "an unreadable value" if value is UNREADABLE else shown(value)
    return Fault(f"/{key}", f"{found} is another {key}", expected)
