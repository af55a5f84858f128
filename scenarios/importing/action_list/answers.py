"""A person's answers to the questions about a list, as JSON."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from scenarios.errors import Fault
from scenarios.importing.action_list.result import RowKind

_CELL: Final = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_PARTS: Final = ("kinds", "counted", "figures")


def read_column(value: Any, place: str, faults: list[Fault]) -> int | None:
    """Read the letters of a column.

    Parameters
    ----------
    value
        Whatever stands there.
    place
        Of it, for the fault.
    faults
        To which a fault is added.

    Returns
    -------
    int or None
        The column, counted from 0; None where there is a fault.
    """
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{1,3}", value):
        column = 0
        for letter in value.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        return column - 1
    faults.append(Fault(place, f"{value!r} is no column", 'letters such as "C", or null'))
    return None


def read_answers(given: Any, faults: list[Fault]) -> dict[str, Any]:
    """Read the answers.

    Parameters
    ----------
    given
        An object with ``kinds``, ``counted`` and ``figures``, each of them optional.
    faults
        To which faults are added.

    Returns
    -------
    dict
        The fields of a `ListMapping` of the same names; figures in t/yr.
    """
    if not isinstance(given, dict):
        faults.append(Fault("/answers", "this is no object", 'an object such as {"figures": {"E6": 17.2}}'))
        return {}
    faults += [
        Fault(f"/answers/{key}", "this key is not known", f"one of {', '.join(_PARTS)}")
        for key in given
        if key not in _PARTS
    ]
    parts: dict[str, dict[str, Any]] = {}
    for name in _PARTS:
        part = given.get(name, {})
        if not isinstance(part, dict):
            faults.append(Fault(f"/answers/{name}", "this is no object", "an object"))
            part = {}
        parts[name] = part
    kinds: dict[int, RowKind] = {}
    for key, kind in parts["kinds"].items():
        row = _row(key, f"/answers/kinds/{key}", faults)
        if kind not in list(RowKind):
            expected = f"one of {', '.join(RowKind)}"
            faults.append(Fault(f"/answers/kinds/{key}", f"{kind!r} is no kind of a row", expected))
        elif row is not None:
            kinds[row] = RowKind(kind)
    counted: dict[int, bool] = {}
    for key, value in parts["counted"].items():
        row = _row(key, f"/answers/counted/{key}", faults)
        if not isinstance(value, bool):
            faults.append(Fault(f"/answers/counted/{key}", f"{value!r} is no answer", "true or false"))
        elif row is not None:
            counted[row] = value
    figures: dict[tuple[int, int], float | None] = {}
    for key, value in parts["figures"].items():
        place = f"/answers/figures/{key}"
        cell = _CELL.fullmatch(key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if cell is None:
            faults.append(Fault(place, f"{key!r} is no cell", "one such as E6"))
        elif value is not None and not (is_number and math.isfinite(value)):
            faults.append(Fault(place, f"{value!r} is no figure", "t/yr, or null"))
        elif (column := read_column(cell[1], place, faults)) is not None:
            figures[int(cell[2]), column] = None if value is None else float(value)
    return {"kinds": kinds, "counted": counted, "figures": figures}


def _row(key: str, place: str, faults: list[Fault]) -> int | None:
    if re.fullmatch(r"[1-9]\d{0,6}", key):
        return int(key)
    faults.append(Fault(place, f"{key!r} is no row", "a whole number from 1"))
    return None
