"""Members of a document as it was read, of which nobody knows yet whether they are of their form."""

from __future__ import annotations

from typing import Any

from scenarios.file.json_text import is_finite
from scenarios.years import FIRST_YEAR, LAST_YEAR


def objects(document: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a list.

    Parameters
    ----------
    document
        A JSON object.
    key
        The member that should be a list of objects.

    Returns
    -------
    list
        Each object with its index; empty where the member is no list.
    """
    items = document.get(key)
    if not isinstance(items, list):
        return []
    return [(index, item) for index, item in enumerate(items) if isinstance(item, dict)]


def number(value: Any) -> float | None:
    """Return a finite number.

    Parameters
    ----------
    value
        Any JSON value.

    Returns
    -------
    float or None
        As it is, in the unit of its member; None for everything that is no finite number.

    Notes
    -----
    A boolean is no number: RFC 8259 (2017), sections 3 and 6.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if is_finite(value) else None


def year(value: Any) -> int | None:
    """Return a calendar year of the file.

    Parameters
    ----------
    value
        Any JSON value.

    Returns
    -------
    int or None
        None for everything that is no whole number from 1900 to 2200.
    """
    found = number(value)
    if found is None or found != int(found) or not FIRST_YEAR <= found <= LAST_YEAR:
        return None
    return int(found)
