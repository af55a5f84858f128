"""Typed reading of JSON members that gathers faults instead of stopping at the first.

A reader is a function of a :class:`Place`; it returns the value, or None after it has noted a
fault. What a faulty file gives is never used: the caller refuses it when faults were noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from scenarios.errors import Fault
from scenarios.strict_json import UNREADABLE, child, shown

REQUIRED: Final = object()
"""Stands for the default of a member that has none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value of the document, where it stands, and the list that its faults go to."""

    value: Any
    pointer: str
    faults: list[Fault]

    def fault(self, problem: str, expected: str) -> None:
        """Note a fault of this value; one that is noted already as unreadable stays alone."""
        if self.value is not UNREADABLE:
            self.faults.append(Fault(self.pointer, problem, expected))

    def refuse(self, expected: str) -> None:
        """Note that the value is not what was expected."""
        if self.value is not UNREADABLE:
            self.fault(f"{shown(self.value)} is not allowed", expected)

    def member(self, key: str | int) -> Place:
        """Return the place of a member that is there."""
        return Place(self.value[key], child(self.pointer, key), self.faults)


Reader = Callable[[Place], Any]


class ObjectReader:
    """Takes the members of one object by name, and notes missing and unknown ones.

    Parameters
    ----------
    place
        An object; anything else is noted as a fault and read as one without members.
    keys
        Every key that the object may have.
    """

    def __init__(self, place: Place, keys: Collection[str]) -> None:
        self.place = place
        self.is_object = isinstance(place.value, dict)
        if not self.is_object:
            place.refuse("an object")
            return
        for key in place.value:
            if key not in keys:
                place.member(key).fault("unknown key", f"one of {', '.join(keys)}")

    def has(self, key: str) -> bool:
        """Whether the member is there."""
        return self.is_object and key in self.place.value

    def take(self, key: str, read: Reader, default: Any = REQUIRED, *, expected: str = "a value") -> Any:
        """Read a member; where it is not there, return the default or note that it is missing."""
        if self.has(key):
            return read(self.place.member(key))
        if default is REQUIRED:
            if self.is_object:
                pointer = child(self.place.pointer, key)
                self.place.faults.append(Fault(pointer, "missing", expected))
            return None
        return default


def text(place: Place) -> Any:
    """Read a text."""
    if isinstance(place.value, str):
        return place.value
    return place.refuse("a text")


def truth(place: Place) -> Any:
    """Read true or false."""
    if isinstance(place.value, bool):
        return place.value
    return place.refuse("true or false")


def free_object(place: Place) -> Any:
    """Read an object of any content."""
    if isinstance(place.value, dict):
        return place.value
    return place.refuse("an object")


def one_of(*values: str) -> Reader:
    """Make a reader of one of these texts."""

    def read(place: Place) -> Any:
        if isinstance(place.value, str) and place.value in values:
            return place.value
        return place.refuse(f"one of {', '.join(values)}")

    return read


def number(expected: str, allowed: Callable[[float], bool] = lambda _: True) -> Reader:
    """Make a reader of a number (booleans are none) for which `allowed` is true."""

    def read(place: Place) -> Any:
        value = place.value
        if isinstance(value, int | float) and not isinstance(value, bool) and allowed(value):
            return float(value) + 0.0  # -0.0 becomes 0.0
        return place.refuse(expected)

    return read


def whole(expected: str, allowed: Callable[[float], bool]) -> Reader:
    """Make a reader of a whole number for which `allowed` is true; 2025.0 is the whole 2025."""

    def read(place: Place) -> Any:
        value = place.value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and value == int(value) and allowed(value):
            return int(value)
        return place.refuse(expected)

    return read


def nullable(read: Reader) -> Reader:
    """Make a reader that takes null too."""
    return lambda place: None if place.value is None else read(place)


def array(read: Reader, *, least: int = 0, expected: str = "a list") -> Reader:
    """Make a reader of a list with at least `least` items; None where it is no list."""

    def read_array(place: Place) -> Any:
        if not isinstance(place.value, list):
            return place.refuse(expected)
        if len(place.value) < least:
            place.fault("the list is empty", expected)
        return tuple(read(place.member(index)) for index in range(len(place.value)))

    return read_array


def matching(pattern: str, expected: str) -> Reader:
    """Make a reader of a text that matches the whole pattern."""
    compiled = re.compile(pattern)

    def read(place: Place) -> Any:
        if isinstance(place.value, str) and compiled.fullmatch(place.value):
            return place.value
        return place.refuse(expected)

    return read


def unique(read: Reader) -> Reader:
    """Make a reader of ids that notes the later of two equal ones; use one per list."""
    seen: set[str] = set()

    def read_unique(place: Place) -> Any:
        value = read(place)
        if isinstance(place.value, str):
            if place.value in seen:
                place.fault(f"the id {shown(place.value)} stands twice", "every id once")
            seen.add(place.value)
        return value

    return read_unique
