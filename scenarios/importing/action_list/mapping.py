"""What a person says about a list, in the place of what was recognised: a JSON file like the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from scenarios.errors import Fault, ScenarioFileError
from scenarios.importing.action_list.answers import read_answers, read_column
from scenarios.importing.action_list.columns import Columns
from scenarios.importing.action_list.effect_columns import ANY_YEAR
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.units import FACTORS
from scenarios.importing.table_file import name_column

_ONE: Final = {
    "title": "title",
    "target": "target",
    "lead": "lead",
    "others": "others",
    "low": "low",
    "high": "high",
    "start_year": "start_year",
    "cost": "cost",
    "note": "note",
    "unit": "unit",
    "in_reference": "counted",
}
_SEVERAL: Final = ("more_targets", "more_notes")
_READING: Final = ("thousands", "decimal", "unit", "gas", "sign", "language", "units")
_ANSWER: Final = ("file", "ignored_columns", "rows", "questions", "totals", "faults")
SIGNS: Final = {"reduction is positive": True, "reduction is negative": False}
_GASES: Final = ("CO2", "CO2e")


@dataclass(frozen=True)
class ListMapping:
    """What was said.

    Attributes
    ----------
    columns, said
        Columns, and which attributes of them were said.
    heading_row
        None if not said.
    decimal, unit, gas
        Empty if not said.
    reduction_is_positive
        None if not said.
    units
        Column to unit, where one column differs.
    kinds
        Row to what it is.
    counted
        Row of an action to whether it is added up.
    figures
        (row, column) to the figure in t/yr, a reduction positive; None where there is none.
    """

    columns: Columns = field(default_factory=Columns)
    said: frozenset[str] = frozenset()
    heading_row: int | None = None
    decimal: str = ""
    unit: str = ""
    gas: str = ""
    reduction_is_positive: bool | None = None
    units: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, RowKind] = field(default_factory=dict)
    counted: dict[int, bool] = field(default_factory=dict)
    figures: dict[tuple[int, int], float | None] = field(default_factory=dict)


def read_mapping(text: str) -> ListMapping:
    """Read a mapping.

    Parameters
    ----------
    text
        JSON with ``columns`` and ``reading`` as in the answer of the command; the rest of an answer may stand
        beside them and is not used, but for ``file.heading_row``. Answers to questions stand in ``answers``:
        ``kinds`` (row to kind), ``counted`` (row to true or false) and ``figures`` (cell, such as ``E6``, to
        t/yr or null).

    Returns
    -------
    ListMapping
        What was said.

    Raises
    ------
    ScenarioFileError
        With all that is wrong, each with its place.
    """
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioFileError([Fault("", f"this is no JSON: {error}", "a JSON object")]) from None
    if not isinstance(document, dict):
        raise ScenarioFileError(
            [Fault("", "this is no JSON object", "an object with `columns` and `reading`")]
        )
    faults = [
        Fault(f"/{key}", "this key is not known", "`columns` or `reading`")
        for key in document
        if key not in ("columns", "reading", "answers", *_ANSWER)
    ]
    if not {"columns", "reading", "answers"} & document.keys():
        faults.append(Fault("", "neither `columns` nor `reading` is there", "at least one of them"))
    columns, said = _columns(document.get("columns", {}), faults)
    reading = _reading(document.get("reading", {}), faults)
    heading = _heading_row(document.get("file", {}), faults)
    answers = read_answers(document.get("answers", {}), faults)
    if faults:
        raise ScenarioFileError(faults)
    return ListMapping(columns, said, heading, **reading, **answers)


def check_mapping(mapping: ListMapping, columns: Collection[int]) -> None:
    """Check that the columns that were said exist.

    Parameters
    ----------
    mapping
        What was said.
    columns
        Of the sheet, counted from 0.

    Raises
    ------
    ScenarioFileError
        With every column that is missing.
    """
    names = {inner: outer for outer, inner in _ONE.items()}
    places = {
        f"/columns/{names[name]}": getattr(mapping.columns, name) for name in mapping.said if name in names
    }
    places |= {
        f"/columns/{name}/{index}": column
        for name in _SEVERAL
        for index, column in enumerate(getattr(mapping.columns, name))
    }
    places |= {f"/columns/effects/{key}": column for key, column in mapping.columns.effects.items()}
    last = name_column(max(columns, default=0))
    faults = [
        Fault(place, f"{name_column(column)} is no column of the sheet", f"one from A to {last}")
        for place, column in places.items()
        if column is not None and column not in columns
    ]
    if faults:
        raise ScenarioFileError(faults)


def _heading_row(given: Any, faults: list[Fault]) -> int | None:
    if not isinstance(given, dict):
        faults.append(Fault("/file", "this is no object", "an object"))
        return None
    row = given.get("heading_row")
    if row is not None and (isinstance(row, bool) or not isinstance(row, int) or row < 1):
        faults.append(Fault("/file/heading_row", f"{row!r} is no row", "a whole number from 1"))
        return None
    return row


def _columns(given: Any, faults: list[Fault]) -> tuple[Columns, frozenset[str]]:
    if not isinstance(given, dict):
        faults.append(Fault("/columns", "this is no object", 'an object such as {"title": "C"}'))
        return Columns(), frozenset()
    found: dict[str, Any] = {}
    for key, value in given.items():
        if key in _ONE:
            found[_ONE[key]] = None if value is None else read_column(value, f"/columns/{key}", faults)
        elif key == "effects":
            found["effects"] = _effects(value, faults)
        elif key in _SEVERAL:
            found[key] = _letters(value, f"/columns/{key}", faults)
        else:
            expected = ", ".join(("effects", *_ONE, *_SEVERAL))
            faults.append(Fault(f"/columns/{key}", "this key is not known", f"one of {expected}"))
    used: dict[int, str] = {}
    for name, value in found.items():
        for column in _each(value):
            if column is not None and used.setdefault(column, name) != name:
                place = next((outer for outer, inner in _ONE.items() if inner == name), name)
                problem = f"{name_column(column)} is said to be two things"
                faults.append(Fault(f"/columns/{place}", problem, "one use for a column"))
    return Columns(**found), frozenset(found)


def _letters(value: Any, place: str, faults: list[Fault]) -> tuple[int, ...]:
    if not isinstance(value, list):
        faults.append(Fault(place, "this is no list", 'a list such as ["C"]'))
        return ()
    read = [read_column(each, f"{place}/{index}", faults) for index, each in enumerate(value)]
    return tuple(column for column in read if column is not None)


def _each(value: Any) -> list[int | None]:
    """Return the columns of one entry."""
    return (
        list(value.values())
        if isinstance(value, dict)
        else list(value)
        if isinstance(value, tuple)
        else [value]
    )


def _effects(value: Any, faults: list[Fault]) -> dict[str, int]:
    if not isinstance(value, dict):
        faults.append(Fault("/columns/effects", "this is no object", 'an object such as {"2030": "E"}'))
        return {}
    found = {}
    for key, column in value.items():
        place = f"/columns/effects/{key}"
        if key != ANY_YEAR and not re.fullmatch(r"(?:19|20|21)\d\d|2200", key):
            faults.append(Fault(place, f"{key!r} is no year", "a year from 1900 to 2200, or *"))
        elif (read := read_column(column, place, faults)) is not None:
            found[key] = read
    return found


def _reading(given: Any, faults: list[Fault]) -> dict[str, Any]:
    if not isinstance(given, dict):
        faults.append(Fault("/reading", "this is no object", 'an object such as {"unit": "kt"}'))
        return {}
    for key in given:
        if key not in _READING:
            faults.append(Fault(f"/reading/{key}", "this key is not known", f"one of {', '.join(_READING)}"))
    allowed: dict[str, Collection[Any]] = {
        "decimal": (",", "."),
        "unit": FACTORS,
        "gas": _GASES,
        "sign": SIGNS,
    }
    found: dict[str, Any] = {}
    for key, values in allowed.items():
        value = given.get(key)
        if value in (None, ""):
            continue
        if not isinstance(value, str) or value not in values:
            listed = ", ".join(repr(each) for each in values)
            faults.append(Fault(f"/reading/{key}", f"{value!r} is not known", f"one of {listed}"))
        elif key == "sign":
            found["reduction_is_positive"] = SIGNS[value]
        else:
            found[key] = value
    found["units"] = _units(given.get("units") or {}, faults)
    return found


def _units(given: Any, faults: list[Fault]) -> dict[int, str]:
    if not isinstance(given, dict):
        faults.append(Fault("/reading/units", "this is no object", 'an object such as {"E": "kt"}'))
        return {}
    found = {}
    for name, unit in given.items():
        place = f"/reading/units/{name}"
        column = read_column(name, place, faults)
        if unit not in FACTORS:
            listed = ", ".join(map(repr, FACTORS))
            faults.append(Fault(place, f"{unit!r} is not known", f"one of {listed}"))
        elif column is not None:
            found[column] = str(unit)
    return found
