"""A budget's chain of steps in whole tonnes whose printed lines add up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.numbers import round_whole

_SUMS = {"domestic": "overhead", "remaining": "spent"}
"""The steps that are sums: of a first amount and the steps of one kind below it."""
_FIRST = ("amount", "local_budget")
_LIMITS = ("limit", "limit_between")
"""Annual limits, which stand before the amount that is their sum."""


def whole_tonnes(steps: Sequence[Mapping[str, Any]], unit_t: float = 1.0) -> list[int | None]:
    """Return the tonnes of a chain as whole numbers of a unit, so that every sum is exact as printed.

    The first amount and the sum are rounded to the nearest; the steps between them are rounded down or up,
    largest fractions up, until they match the sum.

    Parameters
    ----------
    steps
        As in a budget's JSON: ``key``, ``value`` and ``unit``.
    unit_t
        The unit, t.

    Returns
    -------
    list of int or None
        For each step whose unit is t its value in that unit; None for the others.

    Notes
    -----
    Source: the project's model (MODEL.md, section 11), whose printed chains add up; the rounding is the
    largest-remainder method.
    """
    exact = [float(step["value"]) / unit_t if step["unit"] == "t" else None for step in steps]
    whole = [None if value is None else round_whole(value) for value in exact]
    first: int | None = None
    for place, step in enumerate(steps):
        if step["key"] in _FIRST:
            first = place
            limits = [i for i in range(place) if steps[i]["key"] in _LIMITS]
            amount = whole[place]
            if limits and amount is not None:
                for i, value in zip(limits, _shared([exact[i] or 0.0 for i in limits], amount), strict=True):
                    whole[i] = value
        elif step["key"] in _SUMS and first is not None:
            parts = [i for i in range(first + 1, place) if steps[i]["key"] == _SUMS[step["key"]]]
            start, total = whole[first], whole[place]
            if parts and start is not None and total is not None:
                values = [exact[i] or 0.0 for i in parts]
                for i, value in zip(parts, _shared(values, total - start), strict=True):
                    whole[i] = value
    return whole


def is_fitted(steps: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a line of a chain differs from the nearest whole tonne, so that the lines add up.

    Parameters
    ----------
    steps
        As in a budget's JSON.

    Returns
    -------
    bool
        Whether `whole_tonnes` differs from plain rounding.
    """
    return any(
        whole is not None and whole != round_whole(float(step["value"]))
        for step, whole in zip(steps, whole_tonnes(steps), strict=True)
    )


def share_digits(share: float, product: float) -> int:
    """Return how many decimals a percentage needs to reproduce a product.

    Parameters
    ----------
    share
        The share, of 1.
    product
        The product, in the unit in which it is printed.

    Returns
    -------
    int
        Decimals of the percentage; with them the product is right to a tenth of a unit.
    """
    if not share or not product:
        return 1
    return max(1, math.ceil(math.log10(10 * abs(product)) - math.log10(100 * abs(share))))


def _shared(values: Sequence[float], total: int) -> list[int]:
    """Round values so that they add up to a total."""
    whole = [math.floor(value) for value in values]
    order = sorted(range(len(values)), key=lambda i: whole[i] - values[i])
    missing = total - sum(whole)
    for turn in range(abs(missing)):
        whole[order[turn % len(order)] if missing > 0 else order[-1 - turn % len(order)]] += (
            1 if missing > 0 else -1
        )
    return whole
