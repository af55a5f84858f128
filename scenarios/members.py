"""Objects of a scenario file by the table of their members: read, and described in JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from scenarios.errors import Fault
from scenarios.reading import Place, Reader, Schema
from scenarios.strict_json import pointer_to

REQUIRED: Final = object()
"""Stands for the default of a member that has to be there."""

OPTIONAL: Final = object()
"""Stands for the default of a member that may be left out and is then read as None."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object.

    Attributes
    ----------
    read
        Its reader.
    expected
        What to give, for who left it out.
    default
        Its value where it is left out; a copy is taken.
    """

    read: Reader
    expected: str
    default: Any = REQUIRED

    @property
    def schema(self) -> Schema:
        """What the member may be, in JSON Schema, with its default."""
        schema = {"description": self.expected, **self.read.schema}
        if self.default in (REQUIRED, OPTIONAL):
            return schema
        return {**schema, "default": [] if self.default == () else self.default}


Members = Mapping[str, Member]


def take(place: Place, members: Members) -> dict[str, Any]:
    """Read the members of an object, and note missing and unknown ones.

    Parameters
    ----------
    place
        An object; anything else is noted as a fault and read as one without members.
    members
        Every member that the object may have.

    Returns
    -------
    dict
        A value for every name in `members`; None for what is missing or at fault.
    """
    if not isinstance(place.value, dict):
        place.refuse("an object")
        return dict.fromkeys(members)
    for key in place.value:
        if key not in members:
            place.member(key).fault("unknown key", f"one of {', '.join(members)}")
    return {key: _take_one(place, key, member) for key, member in members.items()}


def _take_one(place: Place, key: str, member: Member) -> Any:
    if key in place.value:
        return member.read(place.member(key))
    if member.default is REQUIRED:
        place.faults.append(Fault(pointer_to((place.path, key)), "missing", member.expected))
        return None
    return None if member.default is OPTIONAL else copy(member.default)


def object_schema(members: Members) -> Schema:
    """Return the JSON Schema (2020-12) of an object with these members and no others.

    Parameters
    ----------
    members
        Every member that the object may have.

    Returns
    -------
    dict
        Members with neither default nor the mark `OPTIONAL` are required.
    """
    return {
        "type": "object",
        "properties": {key: member.schema for key, member in members.items()},
        "required": _required(members),
        "additionalProperties": False,
    }


def cases_schema(*cases: tuple[Schema, Members]) -> Schema:
    """Return the JSON Schema of an object whose members depend on the object.

    Parameters
    ----------
    cases
        Conditions, of which one at most holds for any object, and the members where it holds.

    Returns
    -------
    dict
        What all cases have in common, and for each case ``if`` and ``then`` with the rest.
    """
    tables = [members for _, members in cases]
    keys = list(dict.fromkeys(key for members in tables for key in members))
    shared = {key for key in keys if _is_same_in_all(key, tables)}
    always = [key for key in _required(tables[0]) if all(key in _required(members) for members in tables)]
    return {
        "type": "object",
        "properties": {key: tables[0][key].schema if key in shared else True for key in keys},
        "required": always,
        "additionalProperties": False,
        "allOf": [
            {
                "if": condition,
                "then": {
                    "properties": {
                        key: members[key].schema if key in members else False
                        for key in keys
                        if key not in shared
                    },
                    "required": [key for key in _required(members) if key not in always],
                },
            }
            for condition, members in cases
        ],
    }


def _required(members: Members) -> list[str]:
    return [key for key, member in members.items() if member.default is REQUIRED]


def _is_same_in_all(key: str, tables: list[Members]) -> bool:
    schemas = [members[key].schema if key in members else None for members in tables]
    return all(schema == schemas[0] for schema in schemas)
