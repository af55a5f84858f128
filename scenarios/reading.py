"""Typed reading of JSON members that gathers faults instead of stopping at the first.

A reader is called with a :class:`Place`; it returns the value, or None after it has noted a fault.
What a faulty file gives is never used: the caller refuses it when faults were noted. Each reader
also says in JSON Schema (2020-12) what it takes, from the same values by which it judges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scenarios.bounds import ANYWHERE, Bounds
from scenarios.errors import Fault
from scenarios.strict_json import UNREADABLE, Path, pointer_to, shown

Schema = Mapping[str, Any]
"""A JSON Schema, or the part of one that says what one value may be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document, where it stands, and the list that its faults go to.

    Attributes
    ----------
    value
        Any JSON value, or `scenarios.strict_json.UNREADABLE`.
    path
        The way to it; empty for the whole document.
    faults
        Grows with every fault that is noted; all places of a document share it.
    """

    value: Any
    path: Path
    faults: list[Fault]

    def fault(self, problem: str, expected: str) -> None:
        """Note a fault of this value; one that is noted already as unreadable stays alone.

        Parameters
        ----------
        problem, expected
            What is wrong, and what would be right, as in `scenarios.errors.Fault`.
        """
        if self.value is not UNREADABLE:
            self.faults.append(Fault(pointer_to(self.path), problem, expected))

    def refuse(self, expected: str) -> None:
        """Note that the value is not what was expected.

        Parameters
        ----------
        expected
            What would be right.
        """
        if self.value is not UNREADABLE:
            self.fault(f"{shown(self.value)} is not allowed", expected)

    def member(self, key: str | int) -> Place:
        """Return the place of a member that is there.

        Parameters
        ----------
        key
            Of an object, or the index in a list.

        Returns
        -------
        Place
            With the same list of faults.
        """
        return Place(self.value[key], (self.path, key), self.faults)


def _one_by_one(_: list[Any]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one value, and says what it takes.

    Attributes
    ----------
    read
        Returns the value at a place, or None after noting its fault.
    schema
        The same in JSON Schema.
    read_all
        Returns many values at once if none of them is at fault, otherwise None: they are read one
        by one then. A scenario is mostly long lists of numbers.
    """

    read: Callable[[Place], Any]
    schema: Schema
    read_all: Callable[[list[Any]], tuple[Any, ...] | None] = _one_by_one

    def __call__(self, place: Place) -> Any:
        """Return the value at a place, or None after noting its fault."""
        return self.read(place)


def _read_text(place: Place) -> Any:
    if isinstance(place.value, str):
        return place.value
    return place.refuse("a text")


def _read_truth(place: Place) -> Any:
    if isinstance(place.value, bool):
        return place.value
    return place.refuse("true or false")


def _read_object(place: Place) -> Any:
    if isinstance(place.value, dict):
        return place.value
    return place.refuse("an object")


text: Final = Reader(_read_text, {"type": "string"})
truth: Final = Reader(_read_truth, {"type": "boolean"})
free_object: Final = Reader(_read_object, {"type": "object"})


def one_of(*values: str) -> Reader:
    """Make a reader of one of these texts.

    Parameters
    ----------
    values
        At least one.

    Returns
    -------
    Reader
        Gives the text.
    """

    def read(place: Place) -> Any:
        if isinstance(place.value, str) and place.value in values:
            return place.value
        return place.refuse(f"one of {', '.join(values)}")

    return Reader(read, {"const": values[0]} if len(values) == 1 else {"enum": list(values)})


def number(expected: str, bounds: Bounds = ANYWHERE) -> Reader:
    """Make a reader of a number (booleans are none) within bounds.

    Parameters
    ----------
    expected
        What is wanted, for the fault; it names the unit where there is one.
    bounds
        Of the number.

    Returns
    -------
    Reader
        Gives a float, never -0.0.
    """

    def read(place: Place) -> Any:
        value = place.value
        if isinstance(value, int | float) and not isinstance(value, bool) and bounds.allow(value):
            return float(value) + 0.0  # -0.0 becomes 0.0
        return place.refuse(expected)

    def read_all(values: list[Any]) -> tuple[float, ...] | None:
        if set(map(type, values)) != {float} or not (bounds.allow(min(values)) and bounds.allow(max(values))):
            return None
        return tuple(value + 0.0 for value in values)

    return Reader(read, {"type": "number", **bounds.schema}, read_all)


def whole(expected: str, bounds: Bounds) -> Reader:
    """Make a reader of a whole number within bounds; 2025.0 is the whole 2025.

    Parameters
    ----------
    expected, bounds
        As for `number`.

    Returns
    -------
    Reader
        Gives an int.
    """

    def read(place: Place) -> Any:
        value = place.value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and value == int(value) and bounds.allow(value):
            return int(value)
        return place.refuse(expected)

    return Reader(read, {"type": "integer", **bounds.schema})


def nullable(read: Reader) -> Reader:
    """Make a reader that takes null too.

    Parameters
    ----------
    read
        Of every other value.

    Returns
    -------
    Reader
        Gives None for null, which is no fault.
    """
    return Reader(
        lambda place: None if place.value is None else read(place),
        {"anyOf": [read.schema, {"type": "null"}]},
    )


def array(read: Reader, *, least: int = 0, expected: str = "a list") -> Reader:
    """Make a reader of a list.

    Parameters
    ----------
    read
        Of each item.
    least
        The fewest items that it may have.
    expected
        What is wanted, for the fault.

    Returns
    -------
    Reader
        Gives a tuple, with None for each item at fault; None where it is no list.
    """

    def read_array(place: Place) -> Any:
        if not isinstance(place.value, list):
            return place.refuse(expected)
        if len(place.value) < least:
            place.fault("the list is empty", expected)
        at_once = read.read_all(place.value)
        if at_once is not None:
            return at_once
        return tuple(read(place.member(index)) for index in range(len(place.value)))

    fewest = {"minItems": least} if least else {}
    return Reader(read_array, {"type": "array", **fewest, "items": read.schema})


def matching(pattern: str, expected: str) -> Reader:
    """Make a reader of a text that matches a pattern.

    Parameters
    ----------
    pattern
        A regular expression for the whole text, the same in Python and in JSON Schema.
    expected
        What is wanted, for the fault.

    Returns
    -------
    Reader
        Gives the text.
    """
    compiled = re.compile(pattern)

    def read(place: Place) -> Any:
        if isinstance(place.value, str) and compiled.fullmatch(place.value):
            return place.value
        return place.refuse(expected)

    # For some programs $ is also the place before a last line break.
    return Reader(read, {"type": "string", "pattern": f"^{pattern}$(?!\\n)"})


def unique(read: Reader) -> Reader:
    """Make a reader of ids that notes the later of two equal ones.

    Parameters
    ----------
    read
        Of one id.

    Returns
    -------
    Reader
        It remembers what it has read: use one per list and document.
    """
    seen: set[str] = set()

    def read_unique(place: Place) -> Any:
        value = read(place)
        if isinstance(place.value, str):
            if place.value in seen:
                place.fault(f"the id {shown(place.value)} stands twice", "every id once")
            seen.add(place.value)
        return value

    return Reader(read_unique, read.schema)
