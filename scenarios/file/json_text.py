"""JSON text read strictly: one meaning, finite numbers, whole characters, bounded nesting.

The standard parser takes the later of two equal keys and reads ``NaN`` and ``1e999``. A scenario file
must say exactly one thing, and its writer wants to know all faults at once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from scenarios.errors import Fault, ScenarioFileError

DEEPEST: Final = 200
"""Levels of nesting that are read; more would exhaust the stack of some reader."""

LONGEST_WHOLE_NUMBER: Final = 400
"""Digits above which a whole number is beyond a double (1.8e308) for certain."""

_COMMA_BEFORE: Final = re.compile(r"\d,\Z")

Location = tuple[str | int, ...]
"""The keys and indices that lead to a value of a document; empty for the whole document."""


class RepeatedKeys(dict[str, Any]):
    """An object whose text has a key twice; `pairs` has every occurrence."""

    pairs: list[tuple[str, Any]]


def parse(text: str | bytes) -> tuple[Any, list[Fault]]:
    """Parse JSON text.

    Parameters
    ----------
    text
        JSON; bytes are UTF-8. One byte order mark in front is passed over.

    Returns
    -------
    tuple
        The value: dict, list, str, int, float, bool or None; and the faults of :func:`text_faults` where
        an object has a key twice, otherwise none.

    Raises
    ------
    ScenarioFileError
        The text is no JSON, no UTF-8, or nested too deeply.
    """
    repeating: list[RepeatedKeys] = []

    def from_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        repeated = RepeatedKeys(members)
        repeated.pairs = pairs
        repeating.append(repeated)
        return repeated

    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _refuse(f"byte {error.start + 1} is not UTF-8", "JSON in UTF-8") from error
    try:
        value = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=from_pairs, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        raise _no_json(error) from error
    except RecursionError as error:
        raise _refuse("nested too deeply", f"at most {DEEPEST} levels") from error
    return value, list(text_faults(value)) if repeating else []


def text_faults(value: Any, location: Location = ()) -> Iterator[Fault]:
    """Find what no JSON document may hold, whatever its form.

    Parameters
    ----------
    value
        A document or a part of one, also one made in Python.
    location
        Where the value is in the document.

    Yields
    ------
    Fault
        For each repeated key, number that is not finite, lone surrogate, value that JSON has no form
        for, and value that is nested too deeply.
    """
    if isinstance(value, str):
        if not _is_unicode(value):
            yield _fault(location, "a lone surrogate", "text")
    elif isinstance(value, int | float):
        if not is_finite(value):
            yield _fault(location, "not a finite number", "a number within +-1.8e308")
    elif isinstance(value, dict | list | tuple):
        if len(location) >= DEEPEST:
            yield _fault(location, "nested too deeply", f"at most {DEEPEST} levels")
        elif isinstance(value, dict):
            yield from _object_faults(value, location)
        else:
            for index, item in enumerate(value):
                yield from text_faults(item, (*location, index))
    elif value is not None:
        yield _fault(location, f"a Python {type(value).__name__}", "a JSON value")


def pointer_to(location: Location) -> str:
    """Write a location as a JSON Pointer.

    Parameters
    ----------
    location
        Of any value.

    Returns
    -------
    str
        A JSON Pointer (RFC 6901); empty for the whole document.
    """
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in location)


def shown(value: Any) -> str:
    """Return a short text of a value for a message.

    Parameters
    ----------
    value
        Any JSON value.

    Returns
    -------
    str
        JSON of at most 60 characters; objects and lists are only named as such.
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _object_faults(value: dict[Any, Any], location: Location) -> Iterator[Fault]:
    seen = set()
    for key, member in value.pairs if isinstance(value, RepeatedKeys) else value.items():
        here = (*location, key)
        if not isinstance(key, str):
            yield _fault(here, f"a key that is a Python {type(key).__name__}", "a text as key")
            continue
        if key in seen:
            yield _fault(here, "the key stands twice in this object", "every key once")
        seen.add(key)
        if not _is_unicode(key):
            yield _fault(here, "a lone surrogate in the key", "text")
        yield from text_faults(member, here)


def _fault(location: Location, problem: str, expected: str) -> Fault:
    return Fault(pointer_to(location), problem, expected)


def _is_unicode(text: str) -> bool:
    # JSON can write half of a surrogate pair (\ud83d alone); no UTF-8 file or database keeps it.
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def is_finite(number: float) -> bool:
    """Return whether a number of a document is a finite double.

    Parameters
    ----------
    number
        As it was parsed, in any unit; a whole number may be larger than any double.

    Returns
    -------
    bool
        False also for a whole number beyond +-1.8e308.
    """
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond every double
        return False


def _whole_number(digits: str) -> float:
    # Python refuses to convert thousands of digits at all; as a double they are infinite.
    return int(digits) if len(digits) <= LONGEST_WHOLE_NUMBER else float(digits)


def _no_json(error: json.JSONDecodeError) -> ScenarioFileError:
    where = f"no JSON, line {error.lineno} column {error.colno}"
    # The standard parser stops behind a decimal comma, and asks for the next member's name.
    if _COMMA_BEFORE.search(error.doc, 0, error.pos) and error.doc[error.pos : error.pos + 1].isdecimal():
        return _refuse(f"{where}: a comma within a number", "decimals after a point, such as 250000.5")
    return _refuse(f"{where}: {error.msg}", "one JSON object")


def _refuse(problem: str, expected: str) -> ScenarioFileError:
    return ScenarioFileError([Fault("", problem, expected)])
