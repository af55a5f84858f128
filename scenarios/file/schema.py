"""The scenario file: read with every fault named, and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.collector import paused_collector
from scenarios.file.consistency import file_faults
from scenarios.file.form_faults import form_faults
from scenarios.file.forms import FORMAT, VERSION, EstimateForm, ScenarioForm, ShareEstimateForm
from scenarios.file.forms_2 import VERSION_2, ScenarioForm2
from scenarios.file.json_text import parse, shown, text_faults
from scenarios.scenario import (
    Action,
    AnnualLimit,
    BaseYear,
    Effect,
    Estimate,
    Group,
    RampPoint,
    Scenario,
    Source,
    WarmingMark,
)


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
    with paused_collector():
        document, faults = parse(text)
        return _read(document, faults)


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
    with paused_collector():
        return _read(document, [])


def scenario_to_dict(scenario: Scenario) -> dict[str, Any]:
    """Write a scenario as a JSON document with every default spelt out.

    Parameters
    ----------
    scenario
        Any scenario.

    Returns
    -------
    dict
        Of version 1 where the scenario uses nothing that version 2 adds. Reading it again gives an equal
        scenario; it shares nothing with `scenario`.
    """
    uses_2 = _uses_version_2(scenario)
    additions = _write_additions(scenario) if uses_2 else {}
    return {
        "format": FORMAT,
        "version": VERSION_2 if uses_2 else VERSION,
        "title": scenario.title,
        "gas": scenario.gas,
        "start_year": scenario.start_year,
        "end_year": scenario.end_year,
        "budget_t": scenario.budget_t,
        "correlation": scenario.correlation,
        "sources": [
            {"id": source.id, "reference_t": list(source.reference_t)} for source in scenario.sources
        ],
        "actions": [_write_action(action, uses_2=uses_2) for action in scenario.actions],
        "groups": [
            {"id": group.id, "relation": group.relation, "actions": list(group.actions)}
            for group in scenario.groups
        ],
        **additions,
        "provenance": _copy(scenario.provenance),
        "about": _copy(scenario.about),
    }


def _uses_version_2(scenario: Scenario) -> bool:
    return (
        bool(scenario.limits or scenario.warming_marks)
        or scenario.base is not None
        or any(action.in_reference or action.ramp_points is not None for action in scenario.actions)
        or any(action.ramp == "points" for action in scenario.actions)
    )


def _write_additions(scenario: Scenario) -> dict[str, Any]:
    base = scenario.base
    return {
        "limits": [{"year": limit.year, "limit_t": limit.limit_t} for limit in scenario.limits],
        "warming_marks": [
            {"temperature_c": mark.temperature_c, "budget_t": mark.budget_t}
            for mark in scenario.warming_marks
        ],
        **({} if base is None else {"base": {"year": base.year, "emissions_t": base.emissions_t}}),
    }


def _read(document: Any, faults: list[Fault]) -> Scenario:
    _refuse_other_formats(document)
    faults = [*faults, *_free_object_faults(document)]
    form_of_version = ScenarioForm if _is_version_1(document) else ScenarioForm2
    try:
        form = form_of_version.model_validate(document)
    except ValidationError as error:
        faults += form_faults(error, form_of_version)
    faults += file_faults(document)
    if faults:
        # A value that is at fault in two ways is told once, with the first.
        raise ScenarioFileError({fault.pointer: fault for fault in reversed(faults)}.values())
    return _scenario(form)


def _free_object_faults(document: Any) -> Iterator[Fault]:
    """Search the objects with any members, of which the forms say nothing."""
    if not isinstance(document, dict):
        return
    for key in ("provenance", "about"):
        if isinstance(document.get(key), dict):
            yield from text_faults(document[key], (key,))
    actions = document.get("actions")
    for index, action in enumerate(actions if isinstance(actions, list) else ()):
        if isinstance(action, dict) and isinstance(action.get("about"), dict):
            yield from text_faults(action["about"], ("actions", index, "about"))


def _refuse_other_formats(document: Any) -> None:
    """Refuse a file of another format or version without judging what it cannot know."""
    if not isinstance(document, dict):
        return
    if "format" in document and document["format"] != FORMAT:
        raise ScenarioFileError([_another(document["format"], "format", f'"{FORMAT}"')])
    version = document.get("version", VERSION)
    if version not in (VERSION, VERSION_2) or isinstance(version, bool):
        raise ScenarioFileError([_another(version, "version", f"{VERSION} or {VERSION_2}")])


def _is_version_1(document: Any) -> bool:
    # Without a version nobody can say that a key of version 2 is unknown.
    return isinstance(document, dict) and document.get("version") == VERSION


def _another(value: Any, key: str, expected: str) -> Fault:
    return Fault(f"/{key}", f"{shown(value)} is another {key}", expected)


def _scenario(form: ScenarioForm) -> Scenario:
    return Scenario(
        title=form.title,
        gas=form.gas,
        start_year=int(form.start_year),
        end_year=int(form.end_year),
        budget_t=form.budget_t + 0.0,  # -0.0 becomes 0.0, here and below
        sources=tuple(
            Source(source.id, tuple([value + 0.0 for value in source.reference_t])) for source in form.sources
        ),
        actions=tuple([_action(action) for action in form.actions]),
        groups=tuple(Group(group.id, group.relation, tuple(group.actions)) for group in form.groups),
        correlation=form.correlation + 0.0,
        **(_additions(form) if isinstance(form, ScenarioForm2) else {}),
        provenance=_copy(form.provenance),
        about=_copy(form.about),
    )


def _additions(form: ScenarioForm2) -> dict[str, Any]:
    base = form.base
    return {
        "limits": tuple(AnnualLimit(int(limit.year), limit.limit_t + 0.0) for limit in form.limits),
        "warming_marks": tuple(
            WarmingMark(mark.temperature_c + 0.0, mark.budget_t + 0.0) for mark in form.warming_marks
        ),
        # The default is for the reader alone: no file has null there.
        "base": None if base is None else BaseYear(int(base.year), base.emissions_t + 0.0),
    }


def _action(form: Any) -> Action:
    start_year, end_year = form.start_year, form.end_year
    # An action with points has no number of years, and version 1 knows no points.
    ramp_years, points = getattr(form, "ramp_years", None), getattr(form, "ramp_points", None)
    if ramp_years is None and form.ramp == "step":
        ramp_years = 1
    return Action(
        form.id,
        form.title,
        tuple(form.targets),
        None if form.effect is None else _effect(form.effect),
        None if start_year is None else int(start_year),
        form.ramp,
        None if ramp_years is None else int(ramp_years),
        None if points is None else _points(points),
        None if end_year is None else int(end_year),
        form.rebound + 0.0,
        form.layer,
        form.included,
        form.ledger,
        getattr(form, "in_reference", False),
        _copy(form.about),
    )


def _points(points: Sequence[tuple[float, float]]) -> tuple[RampPoint, ...]:
    return tuple([(int(year), fraction + 0.0) for year, fraction in points])


def _effect(form: Any) -> Effect:
    return Effect(
        form.kind,
        tuple([_estimate(estimate) for estimate in form.estimates]),
        form.units if form.kind == "units" else None,
    )


def _estimate(form: EstimateForm | ShareEstimateForm) -> Estimate:
    low, likely, high = form.low, form.likely + 0.0, form.high
    return Estimate(likely if low is None else low + 0.0, likely, likely if high is None else high + 0.0)


def _write_action(action: Action, *, uses_2: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": action.id,
        "title": action.title,
        "targets": list(action.targets),
        "layer": action.layer,
        "included": action.included,
        "ledger": action.ledger,
        **({"in_reference": action.in_reference} if uses_2 else {}),
        "effect": None if action.effect is None else _write_effect(action.effect),
        "end_year": action.end_year,
        "rebound": action.rebound,
        "about": _copy(action.about),
    }
    points = action.ramp_points
    timing = {
        "start_year": action.start_year,
        "ramp": action.ramp,
        "ramp_years": action.ramp_years,
        "ramp_points": None if points is None else [list(point) for point in points],
    }
    # Only a proposal without tonnes may lack these, and null is no year.
    return document | {key: value for key, value in timing.items() if value is not None}


def _write_effect(effect: Effect) -> dict[str, Any]:
    estimates = [
        {"low": estimate.low, "likely": estimate.likely, "high": estimate.high}
        for estimate in effect.estimates
    ]
    units = {} if effect.units is None else {"units": effect.units}
    return {"kind": effect.kind, **units, "estimates": estimates}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(item) for item in value]
    return value
