"""JSON read strictly: every fault of the text with its pointer, and a clean copy of the value.

The standard parser takes the later of two equal keys, reads ``NaN`` and ``1e999``, and stops at
the first fault. A scenario file must say exactly one thing, and its writer wants all faults at
once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from types import NoneType
from typing import Any, Final

from scenarios.errors import Fault, ScenarioFileError

DEEPEST: Final = 200
"""Levels of nesting that are read; more would exhaust the stack of some reader."""

LONGEST_WHOLE_NUMBER: Final = 400
"""Digits above which a whole number is beyond a double (1.8e308) for certain."""


Path = str | tuple["Path", str | int]
"""Where a value stands: a JSON Pointer, or the path of an object or list and the key in it.

Pointers are only written for faults, and hardly any value has one.
"""


_COMMA_BEFORE: Final = re.compile(r"\d,\Z")
"""Where the standard parser stops behind a decimal comma, and asks for the next member's name."""


class Unreadable:
    """Stands in the clean copy where a value was at fault, so that it is reported only once."""


UNREADABLE: Final = Unreadable()


class _Repeating(dict[str, Any]):
    """An object whose text had a key twice; `pairs` has every occurrence."""

    pairs: list[tuple[str, Any]]


def parse(text: str | bytes) -> Any:
    """Parse JSON text to Python values that :func:`checked` can judge.

    Parameters
    ----------
    text
        JSON; bytes are UTF-8. One byte order mark in front is passed over.

    Returns
    -------
    Any
        dict, list, str, int, float, bool or None; may have infinities and repeated keys in it.

    Raises
    ------
    ScenarioFileError
        The text is no JSON, no UTF-8, or nested too deeply.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _refused(f"byte {error.start + 1} is not UTF-8", "JSON in UTF-8") from error
    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_from_pairs, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        where = f"no JSON, line {error.lineno} column {error.colno}"
        if _COMMA_BEFORE.search(error.doc, 0, error.pos) and error.doc[error.pos : error.pos + 1].isdecimal():
            problem = f"{where}: a comma within a number"
            raise _refused(problem, "decimals after a point, such as 250000.5") from error
        raise _refused(f"{where}: {error.msg}", "one JSON object") from error
    except RecursionError as error:
        raise _refused("nested too deeply", f"at most {DEEPEST} levels") from error


def checked(value: Any, pointer: str = "") -> tuple[Any, list[Fault]]:
    """Return a clean copy of a JSON value, and all its faults.

    Parameters
    ----------
    value
        What :func:`parse` gave, or a document made in Python.
    pointer
        Where the value stands.

    Returns
    -------
    tuple
        A copy that shares nothing with `value`, with :data:`UNREADABLE` in the place of each
        faulty value; and the faults: repeated keys, numbers that are not finite or beyond a
        double, text that is no Unicode, values that JSON has no form for, too deep nesting.
    """
    faults: list[Fault] = []
    return _checked(value, pointer, DEEPEST, faults), faults


def pointer_to(path: Path) -> str:
    """Write a path as a JSON Pointer.

    Parameters
    ----------
    path
        Of any value.

    Returns
    -------
    str
        A JSON Pointer (RFC 6901); empty for the whole document.
    """
    keys: list[str | int] = []
    while isinstance(path, tuple):
        path, key = path
        keys.append(key)
    for key in reversed(keys):
        path = child(path, key)
    return path


def child(pointer: str, key: str | int) -> str:
    """Return the pointer to a member, escaped as RFC 6901 asks.

    Parameters
    ----------
    pointer
        Of the object or list.
    key
        Of the member, or its index.

    Returns
    -------
    str
        A JSON Pointer.
    """
    name = str(key)
    if "~" in name or "/" in name:
        name = name.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{name}"


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
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _checked(value: Any, path: Path, levels: int, faults: list[Fault]) -> Any:
    if _is_sound(value):
        return value
    if isinstance(value, str):
        return _faulty(faults, path, "half a character", "text")
    if isinstance(value, int | float):
        return _faulty(faults, path, "not a finite number", "a number within +-1.8e308")
    if isinstance(value, dict | list | tuple):
        if levels == 0:
            return _faulty(faults, path, "nested too deeply", f"at most {DEEPEST} levels")
        if isinstance(value, dict):
            return _checked_object(value, path, levels, faults)
        # A scenario is mostly long lists of numbers.
        if set(map(type, value)) == {float} and all(map(math.isfinite, value)):
            return list(value)
        return [_checked(item, (path, index), levels - 1, faults) for index, item in enumerate(value)]
    return _faulty(faults, path, f"a Python {type(value).__name__}", "a JSON value")


def _checked_object(value: dict[Any, Any], path: Path, levels: int, faults: list[Fault]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    pairs = value.pairs if isinstance(value, _Repeating) else value.items()
    for key, member in pairs:
        if not isinstance(key, str):
            _faulty(faults, (path, key), f"a key that is a Python {type(key).__name__}", "a text as key")
            continue
        if key in clean:
            _faulty(faults, (path, key), "the key stands twice in this object", "every key once")
        if not _is_unicode(key):
            _faulty(faults, (path, key), "half a character in the key", "text")
        # Nearly all are: it is said here, as a call for each would take longer than the rest.
        sound = _SOUND.get(type(member))
        if sound is not None and sound(member):
            clean[key] = member
        else:
            clean[key] = _checked(member, (path, key), levels - 1, faults)
    return clean


def _is_sound(value: Any) -> bool:
    """Tell whether a value is no object and no list, and without fault."""
    for kind in type(value).__mro__:
        if kind in _SOUND:
            return _SOUND[kind](value)
    return False


def _faulty(faults: list[Fault], path: Path, problem: str, expected: str) -> Unreadable:
    faults.append(Fault(pointer_to(path), problem, expected))
    return UNREADABLE


def _is_unicode(text: str) -> bool:
    # JSON can write half of a surrogate pair (\ud83d alone); no UTF-8 file or database keeps it.
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond every double
        return False


_SOUND: Final[dict[type, Callable[[Any], bool]]] = {
    NoneType: lambda _: True,
    bool: lambda _: True,
    str: _is_unicode,
    int: _is_finite,
    float: _is_finite,
}


def _from_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    repeating = _Repeating(made)
    repeating.pairs = pairs
    return repeating


def _whole_number(digits: str) -> float:
    # Python refuses to convert thousands of digits at all; as a double they are infinite.
    return int(digits) if len(digits) <= LONGEST_WHOLE_NUMBER else float(digits)


def _refused(problem: str, expected: str) -> ScenarioFileError:
    return ScenarioFileError([Fault("", problem, expected)])
