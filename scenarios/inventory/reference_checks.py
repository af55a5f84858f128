"""What a reference is asked for, checked before its statistics are read."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.inventory.own_path import OwnPath
from scenarios.inventory.reference_steps import BadReferenceError
from scenarios.years import FIRST_YEAR, LAST_YEAR


def check_range(method: str, methods: Sequence[str], start_year: int, end_year: int) -> None:
    """Refuse an unknown method, and years that are no range.

    Parameters
    ----------
    method, methods
        The method asked for, and those that there are.
    start_year, end_year
        First and last year.

    Raises
    ------
    BadReferenceError
        If something is refused.
    """
    if method not in methods:
        raise BadReferenceError(f"There is no method {method!r}; there are {', '.join(methods)}.")
    for name, year in (("start year", start_year), ("end year", end_year)):
        if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadReferenceError(f"The {name} {year!r} is no year from {FIRST_YEAR} to {LAST_YEAR}.")
    if end_year < start_year:
        raise BadReferenceError(f"The end year {end_year} is before the start year {start_year}.")


def check_choices(method: str, projection: str | None, own: OwnPath | None) -> None:
    """Refuse choices that do not belong to the method, and a method that lacks its own.

    Parameters
    ----------
    method
        The method asked for.
    projection, own
        Name of a projection, and figures of one's own, or None.

    Raises
    ------
    BadReferenceError
        If something is refused.
    """
    if projection is not None and method != "projection":
        raise BadReferenceError(f"A projection belongs to the method projection, not to {method}.")
    if own is not None and method != "own":
        raise BadReferenceError(f"Figures of one's own belong to the method own, not to {method}.")
    if own is None and method == "own":
        raise BadReferenceError("The method own needs figures of one's own: give their file.")
