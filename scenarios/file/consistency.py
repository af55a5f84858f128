"""What one member of a scenario file demands of another, which no form of a single object can say.

Every check looks at the document as it was read and passes over what is not of its form: that is a fault
already. So all faults of a file are found at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scenarios.errors import Fault
from scenarios.file.forms import VERSION
from scenarios.file.json_text import Location, pointer_to, shown
from scenarios.file.series import series_faults
from scenarios.file.values import number, objects, year
from scenarios.scenario import targets_among


def file_faults(document: Any) -> Iterator[Fault]:
    """Find the faults between members of a whole file.

    Parameters
    ----------
    document
        Any JSON value.

    Yields
    ------
    Fault
        For each end before its start, list of the wrong length, id that stands twice, unknown target,
        unknown or unfit member of a group, and estimate whose values are not in order; in version 2 also
        for what `scenarios.file.series` finds.
    """
    if not isinstance(document, dict):
        return
    sources, actions, groups = (objects(document, key) for key in ("sources", "actions", "groups"))
    yield from _year_faults(document, ())
    yield from _length_faults(document, sources)
    for key, items in (("sources", sources), ("actions", actions), ("groups", groups)):
        yield from _id_faults(items, key)
    known = _known_targets(document)
    for index, action in actions:
        yield from action_faults(action, known, ("actions", index))
    yield from _group_faults(groups, actions, _ids(document, "actions"))
    if document.get("version") != VERSION:
        yield from series_faults(document, actions)


def action_faults(
    action: dict[str, Any], known: frozenset[str] | None, location: Location = ()
) -> Iterator[Fault]:
    """Find the faults between members of one action.

    Parameters
    ----------
    action
        A JSON object.
    known
        What it may target; None where nobody can say.
    location
        Where the action is in its document.

    Yields
    ------
    Fault
        See :func:`file_faults`.
    """
    targets = action.get("targets")
    if known is not None and isinstance(targets, list):
        for index, target in enumerate(targets):
            if isinstance(target, str) and target not in known:
                yield _fault(
                    (*location, "targets", index),
                    f"unknown target {shown(target)}",
                    "the id or the sector of a source of this file",
                )
    if action.get("end_year") is not None:
        yield from _year_faults(action, location)
    for index, estimate in _estimates(action):
        yield from _order_faults(estimate, (*location, "effect", "estimates", index))


def _year_faults(value: dict[str, Any], location: Location) -> Iterator[Fault]:
    start_year, end_year = year(value.get("start_year")), year(value.get("end_year"))
    if start_year is not None and end_year is not None and end_year < start_year:
        yield _fault(
            (*location, "end_year"),
            f"{end_year} is before the start year {start_year}",
            f"{start_year} or later",
        )


def _length_faults(
    document: dict[str, Any], sources: Sequence[tuple[int, dict[str, Any]]]
) -> Iterator[Fault]:
    start_year, end_year = year(document.get("start_year")), year(document.get("end_year"))
    if start_year is None or end_year is None or end_year < start_year:
        return
    horizon = end_year - start_year + 1
    for index, source in sources:
        values = source.get("reference_t")
        if isinstance(values, list) and len(values) != horizon:
            yield _fault(
                ("sources", index, "reference_t"),
                f"{len(values)} values",
                f"one for each of the {horizon} years",
            )


def _id_faults(objects: Sequence[tuple[int, dict[str, Any]]], key: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, item in objects:
        identifier = item.get("id")
        if not isinstance(identifier, str):
            continue
        if identifier in seen:
            yield _fault((key, index, "id"), f"the id {shown(identifier)} stands twice", "every id once")
        seen.add(identifier)


def _order_faults(estimate: dict[str, Any], location: Location) -> Iterator[Fault]:
    low, likely, high = (number(estimate.get(name)) for name in ("low", "likely", "high"))
    order = "low <= likely <= high"
    if likely is None:
        if low is not None and high is not None and low > high:
            yield _fault((*location, "low"), f"low {low:g} is above high {high:g}", order)
        return
    if low is not None and low > likely:
        yield _fault((*location, "low"), f"low {low:g} is above likely {likely:g}", order)
    if high is not None and high < likely:
        yield _fault((*location, "high"), f"high {high:g} is below likely {likely:g}", order)


def _group_faults(
    groups: Sequence[tuple[int, dict[str, Any]]],
    actions: Sequence[tuple[int, dict[str, Any]]],
    known: frozenset[str] | None,
) -> Iterator[Fault]:
    increases = {action["id"] for _, action in actions if groups and _is_increase(action)}
    listed = {
        action["id"]
        for _, action in actions
        if action.get("in_reference") is True and isinstance(action.get("id"), str)
    }
    seen: set[str] = set()
    for index, group in groups:
        members = group.get("actions")
        for place, member in enumerate(members if isinstance(members, list) else ()):
            if not isinstance(member, str):
                continue
            location = ("groups", index, "actions", place)
            if known is not None and member not in known:
                yield _fault(location, f"unknown action {shown(member)}", "the id of an action of this file")
            elif member in seen:
                yield _fault(
                    location, f"{shown(member)} is in a group already", "every action in one group at most"
                )
            elif member in increases:
                yield _fault(
                    location, f"{shown(member)} can increase emissions", "only actions with no low below 0"
                )
            elif member in listed:
                yield _fault(location, f"{shown(member)} is in the reference", "only actions that count")
            seen.add(member)


def _is_increase(action: dict[str, Any]) -> bool:
    if not isinstance(action.get("id"), str):
        return False
    lows = (number(estimate.get("low", estimate.get("likely"))) for _, estimate in _estimates(action))
    return any(low is not None and low < 0 for low in lows)


def _known_targets(document: dict[str, Any]) -> frozenset[str] | None:
    ids = _ids(document, "sources")
    return None if ids is None else targets_among(ids)


def _ids(document: dict[str, Any], key: str) -> frozenset[str] | None:
    """Return all ids of a list of the file; None where some cannot be read, so that nobody can say."""
    items = document.get(key)
    if not isinstance(items, list):
        return None
    ids = [item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]
    return frozenset(ids) if len(ids) == len(items) else None


def _estimates(action: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    effect = action.get("effect")
    return objects(effect, "estimates") if isinstance(effect, dict) else []


def _fault(location: Location, problem: str, expected: str) -> Fault:
    return Fault(pointer_to(location), problem, expected)
