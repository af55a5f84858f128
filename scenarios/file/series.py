"""What version 2 of the scenario file demands of values in a row: years, temperatures and budgets that rise.

As in `scenarios.file.consistency`, what is not of its form is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from scenarios.errors import Fault
from scenarios.file.json_text import Location, pointer_to
from scenarios.file.values import number, objects, year

FEWEST_MARKS: Final = 2


def series_faults(document: dict[str, Any], actions: Sequence[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """Find the faults between values in a row.

    Parameters
    ----------
    document
        A file of version 2, as it was read.
    actions
        Its actions that are objects, each with its index.

    Yields
    ------
    Fault
        For each value that does not rise above the one before it, limit outside the horizon, list of
        points without a fraction of 1, start year that is not the first of the points, and single mark.
    """
    for index, action in actions:
        yield from _points_faults(action, ("actions", index))
    yield from _limit_faults(document)
    marks = document.get("warming_marks")
    if isinstance(marks, list) and 0 < len(marks) < FEWEST_MARKS:
        yield _fault(("warming_marks",), "a single mark", "no marks, or at least two")
    for key in ("temperature_c", "budget_t"):
        values = [
            (("warming_marks", index, key), number(mark.get(key)))
            for index, mark in objects(document, "warming_marks")
        ]
        yield from _rising_faults(values)


def _points_faults(action: dict[str, Any], location: Location) -> Iterator[Fault]:
    points = action.get("ramp_points")
    if not isinstance(points, list):
        return
    here = (*location, "ramp_points")
    pairs = [
        (index, year(point[0]), number(point[1]))
        for index, point in enumerate(points)
        if isinstance(point, list | tuple) and len(point) == 2
    ]
    yield from _rising_faults([((*here, index, 0), named) for index, named, _ in pairs])
    if not pairs or len(pairs) < len(points):
        return
    # A fraction outside its range may be the one that was meant to be 1.
    if all(fraction is not None and 0.0 <= fraction < 1.0 for _, _, fraction in pairs):
        yield _fault(here, "no fraction is 1", "a year that has the full effect")
    first, start_year = pairs[0][1], year(action.get("start_year"))
    if first is not None and start_year is not None and start_year != first:
        yield _fault((*location, "start_year"), f"{start_year} is not the first named year", str(first))


def _limit_faults(document: dict[str, Any]) -> Iterator[Fault]:
    limits = [
        (("limits", index, "year"), year(limit.get("year"))) for index, limit in objects(document, "limits")
    ]
    start_year, end_year = year(document.get("start_year")), year(document.get("end_year"))
    if start_year is not None and end_year is not None and start_year <= end_year:
        for location, named in limits:
            if named is not None and not start_year <= named <= end_year:
                yield _fault(
                    location, f"{named} is outside the horizon", f"a year from {start_year} to {end_year}"
                )
    yield from _rising_faults(limits)


def _rising_faults(values: Sequence[tuple[Location, float | None]]) -> Iterator[Fault]:
    """Find the values that are not above the one before them."""
    for (_, before), (location, value) in pairwise(values):
        if before is not None and value is not None and value <= before:
            yield _fault(location, f"{value:g} is not above {before:g}", "values that rise")


def _fault(location: Location, problem: str, expected: str) -> Fault:
    return Fault(pointer_to(location), problem, expected)
