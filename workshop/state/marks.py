"""The warming marks of a workshop that are by the rule of its budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.budget.presets import WITHOUT_RULE, find_preset
from scenarios.scenario import WarmingMark

_FEWEST = 2


def key_in_force(budget: Mapping[str, Any]) -> str | None:
    """Return the allocation rule of a budget; None for an amount of one's own or a rate."""
    if budget["preset"] in WITHOUT_RULE:
        return None
    allocation = find_preset(budget["preset"]).allocation
    return None if allocation is None else str(allocation["key"])


def warming_marks_of(
    budget: Mapping[str, Any], marks: Iterable[Mapping[str, Any]]
) -> tuple[WarmingMark, ...]:
    """Return the marks that say how much warming a share amounts to.

    Empty where the budget has no allocation rule, because the marks then follow another one, and where
    fewer than two marks rise in both temperature and budget.
    """
    if key_in_force(budget) is None:
        return ()
    found: list[WarmingMark] = []
    for mark in sorted(marks, key=lambda mark: float(mark["temperature_c"])):
        here = WarmingMark(float(mark["temperature_c"]), float(mark["budget_t"]))
        # Rolled forward by the same years, the budgets of two limits keep their difference.
        if not found or (here.temperature_c > found[-1].temperature_c and here.budget_t > found[-1].budget_t):
            found.append(here)
    return tuple(found) if len(found) >= _FEWEST else ()
