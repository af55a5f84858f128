"""Refuse results that overflow a double."""

from __future__ import annotations

import math

from scenarios.errors import Fault, ScenarioFileError


def infinite(pointer: str) -> Fault:
    """Return the fault of a number that is not finite.

    Parameters
    ----------
    pointer
        JSON pointer to the member of the scenario file that causes it; empty for the whole.

    Returns
    -------
    Fault
        To be raised within a :class:`~scenarios.errors.ScenarioFileError`.
    """
    return Fault(pointer, "the result is not finite", "amounts whose sums stay below 1.8e308")


def refuse_infinite(pointer: str, *numbers: float) -> None:
    """Raise unless all numbers are finite.

    Parameters
    ----------
    pointer
        As for :func:`infinite`.
    *numbers
        Computed values, in any unit.

    Raises
    ------
    ScenarioFileError
        A number is infinite or not a number.
    """
    if not all(map(math.isfinite, numbers)):
        raise ScenarioFileError([infinite(pointer)])
