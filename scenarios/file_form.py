"""The form of a scenario file: which members, of which type, range and default.

The form is the contract between programs: format ``handlingsrom/scenario``, version 1. Value
lists, ranges and defaults stand here and nowhere else: `scenarios.json_schema` writes the published
JSON Schema from the same members by which `read_file` judges.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from scenarios import reading
from scenarios.bounds import Bounds
from scenarios.effect_form import ANY_NUMBER, EFFECT
from scenarios.members import OPTIONAL, REQUIRED, Member, Members, cases_schema, object_schema, take
from scenarios.reading import Place, Reader, Schema
from scenarios.scenario import Action, Group, Scenario, Source, targets_among
from scenarios.strict_json import shown

FORMAT: Final = "handlingsrom/scenario"
VERSION: Final = 1
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
GASES: Final = ("CO2", "CO2e")
RAMPS: Final = ("linear", "step", "s-curve")
LAYERS: Final = ("proposed", "decided")
LEDGERS: Final = ("territorial", "consumption")
RELATIONS: Final = ("exclusive", "disjoint")
SOURCE_ID: Final = "[a-z0-9_-]+/[a-z0-9_-]+"

YEAR: Final = reading.whole(
    f"a whole year from {FIRST_YEAR} to {LAST_YEAR}", Bounds(at_least=FIRST_YEAR, at_most=LAST_YEAR)
)
PART: Final = reading.number("0 or more and below 1", Bounds(at_least=0, below=1))
YEARS: Final = reading.whole("a whole number of years, 1 or more", Bounds(at_least=1))
FREE: Final = Member(reading.free_object, "any object", {})

UNKNOWN_RAMP: Final = "unknown"
"""Stands for a ramp of which nobody can say whether it needs `ramp_years`."""


def read_file(place: Place) -> Scenario:
    """Read the whole file; the scenario is good only if no fault was noted.

    Parameters
    ----------
    place
        The document, checked by `scenarios.strict_json.checked`, with the list for its faults.

    Returns
    -------
    Scenario
        With None wherever a fault was noted.
    """
    taken = take(place, file_members(place.value))
    _check_years(place, taken["start_year"], taken["end_year"])
    del taken["format"], taken["version"]
    return Scenario(**taken)


def file_members(document: Any = None) -> Members:
    """Return the members of a file; they judge by the years and ids of one document.

    Parameters
    ----------
    document
        The file to be read; None for the form alone.

    Returns
    -------
    dict
        Name to member; good for one reading of one document.
    """
    return {
        "format": Member(reading.one_of(FORMAT), f'"{FORMAT}"'),
        "version": Member(Reader(ANY_NUMBER.read, {"const": VERSION}), str(VERSION)),
        "title": Member(reading.text, "a text"),
        "gas": Member(reading.one_of(*GASES), " or ".join(GASES)),
        "start_year": Member(YEAR, "the first year"),
        "end_year": Member(YEAR, "the last year"),
        "budget_t": Member(ANY_NUMBER, "what is left, in tonnes"),
        "correlation": Member(PART, "of draws of actions in the same sector", 0.0),
        "sources": Member(_sources_reader(_horizon(document)), "the list of emission sources"),
        "actions": Member(_actions_reader(document), "a list, which may be empty"),
        "groups": Member(_groups_reader(document), "a list, which may be empty", ()),
        "provenance": FREE,
        "about": FREE,
    }


def _check_years(place: Place, start_year: int | None, end_year: int | None) -> None:
    if start_year is not None and end_year is not None and end_year < start_year:
        place.member("end_year").fault(
            f"{end_year} is before the start year {start_year}", f"{start_year} or later"
        )


def _horizon(document: Any) -> int | None:
    """Return how many years the file has; None where it does not say."""
    if not isinstance(document, dict):
        return None
    start_year, end_year = (YEAR(Place(document.get(key), "", [])) for key in ("start_year", "end_year"))
    if start_year is None or end_year is None or end_year < start_year:
        return None
    return int(end_year - start_year + 1)


def _sources_reader(horizon: int | None) -> Reader:
    tonnes = reading.array(
        reading.number("a number of tonnes, 0 or more", Bounds(at_least=0)),
        expected="a list of tonnes, one for each year",
    )

    def read_reference(place: Place) -> Any:
        values = tonnes(place)
        if values is not None and horizon is not None and len(values) != horizon:
            place.fault(f"{len(values)} values", f"one for each of the {horizon} years")
        return values

    source_id = reading.matching(SOURCE_ID, "sector/name with one slash, of a-z 0-9 _ -")
    members = {
        "id": Member(reading.unique(source_id), "sector/name"),
        "reference_t": Member(Reader(read_reference, tonnes.schema), "the emissions of each year"),
    }
    read = Reader(lambda place: Source(**take(place, members)), object_schema(members))
    return reading.array(read, least=1, expected="a list of at least one emission source")


def _targets_member(has_effect: bool, read_target: Reader = reading.text) -> Member:
    targets = reading.array(
        read_target, least=1 if has_effect else 0, expected="a list of sources or sectors"
    )
    return Member(targets, "a list of sources or sectors", REQUIRED if has_effect else ())


@cache
def _action_members(has_effect: bool, ramp: str) -> Members:
    timing = REQUIRED if has_effect else OPTIONAL
    years = {"step": 1, UNKNOWN_RAMP: OPTIONAL}.get(ramp, timing)
    return {
        "id": Member(reading.text, "a text"),
        "title": Member(reading.text, "a text"),
        "targets": _targets_member(has_effect),
        "layer": Member(reading.one_of(*LAYERS), " or ".join(LAYERS), LAYERS[0]),
        "included": Member(reading.truth, "true or false", True),
        "ledger": Member(reading.one_of(*LEDGERS), " or ".join(LEDGERS), LEDGERS[0]),
        "effect": Member(reading.nullable(EFFECT), "an effect or null"),
        "start_year": Member(YEAR, "the first year with effect", timing),
        "ramp": Member(reading.one_of(*RAMPS), f"one of {', '.join(RAMPS)}", timing),
        "ramp_years": Member(YEARS, "the number of years to full effect", years),
        "end_year": Member(reading.nullable(YEAR), "the last year with effect, or null", None),
        "rebound": Member(PART, "the part of the effect that is lost again", 0.0),
        "about": FREE,
    }


_WITHOUT: Final[Schema] = {"properties": {"effect": {"type": "null"}}, "required": ["effect"]}
_STEP: Final[Schema] = {"properties": {"ramp": {"const": "step"}}, "required": ["ramp"]}
_ACTION_SCHEMA: Final = cases_schema(
    (_WITHOUT, _action_members(False, RAMPS[0])),
    ({"allOf": [{"not": _WITHOUT}, _STEP]}, _action_members(True, "step")),
    ({"not": {"anyOf": [_WITHOUT, _STEP]}}, _action_members(True, RAMPS[0])),
)


def _actions_reader(document: Any) -> Reader:
    return reading.array(action_reader(_ids_in(document, "sources")))


def action_reader(source_ids: set[str] | None) -> Reader:
    """Make a reader of the actions of one file.

    Parameters
    ----------
    source_ids
        The sources of the file; None where nobody can say.

    Returns
    -------
    Reader
        Gives an action; good for one reading of one file, as no id may come twice.
    """
    of_the_file = {"id": Member(reading.unique(reading.text), "a text")}
    read_target = _target_reader(source_ids)

    @cache
    def table(has_effect: bool, ramp: str) -> Members:
        targets = {"targets": _targets_member(has_effect, read_target)}
        return {**_action_members(has_effect, ramp), **of_the_file, **targets}

    def read_action(place: Place) -> Action:
        value = place.value if isinstance(place.value, dict) else {}
        # An effect that could not be read is an effect all the same.
        has_effect = value.get("effect") is not None
        ramp = value.get("ramp", RAMPS[0])
        is_known = isinstance(ramp, str) and ramp in RAMPS
        taken = take(place, table(has_effect, ramp if is_known else UNKNOWN_RAMP))
        _check_years(place, taken["start_year"], taken["end_year"])
        return Action(**taken)

    return Reader(read_action, _ACTION_SCHEMA)


def _ids_in(document: Any, key: str) -> set[str] | None:
    """Return all ids of a list of the file; None where some cannot be read, so nobody can say."""
    items = document.get(key) if isinstance(document, dict) else None
    if not isinstance(items, list):
        return None
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    return {str(item_id) for item_id in ids} if all(isinstance(i, str) for i in ids) else None


def _target_reader(ids: set[str] | None) -> Reader:
    if ids is None:
        return reading.text
    known = targets_among(frozenset(ids))

    def read_target(place: Place) -> Any:
        target = reading.text(place)
        if target is not None and target not in known:
            place.fault(f"unknown target {shown(target)}", "the id or the sector of a source of this file")
        return target

    return Reader(read_target, reading.text.schema)


def _groups_reader(document: Any) -> Reader:
    members = {
        "id": Member(reading.unique(reading.text), "a text"),
        "relation": Member(reading.one_of(*RELATIONS), " or ".join(RELATIONS)),
        "actions": Member(reading.array(_member_reader(document)), "a list of action ids"),
    }
    return reading.array(Reader(lambda place: Group(**take(place, members)), object_schema(members)))


def _member_reader(document: Any) -> Reader:
    known = _ids_in(document, "actions")
    actions = document.get("actions") if isinstance(document, dict) else None
    increases = {
        action["id"]
        for action in (actions if isinstance(actions, list) else ())
        if isinstance(action, dict) and isinstance(action.get("id"), str) and _can_increase(action)
    }
    seen: set[str] = set()

    def read_member(place: Place) -> Any:
        member = reading.text(place)
        if member is None:
            return None
        if known is not None and member not in known:
            place.fault(f"unknown action {shown(member)}", "the id of an action of this file")
        elif member in seen:
            place.fault(f"{shown(member)} is in a group already", "every action in one group at most")
        elif member in increases:
            place.fault(f"{shown(member)} can increase emissions", "only actions with no low below 0")
        seen.add(member)
        return member

    return Reader(read_member, reading.text.schema)


def _can_increase(action: dict[str, Any]) -> bool:
    effect = action.get("effect")
    estimates = effect.get("estimates") if isinstance(effect, dict) else None
    return any(
        isinstance(low := estimate.get("low", estimate.get("likely")), int | float) and low < 0
        for estimate in (estimates if isinstance(estimates, list) else ())
        if isinstance(estimate, dict)
    )
