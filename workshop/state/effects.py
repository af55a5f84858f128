"""From a number of units (500 cars) to the effect that the model takes (t/yr, or a share)."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from scenarios.catalogue.catalogue import CatalogueAction
from scenarios.scenario import Estimate


def pick_estimate(
    action: CatalogueAction, amount: float, amount_low: float | None, amount_high: float | None
) -> tuple[float, float, float]:
    """Return low, likely and high of units of a catalogue action: t/yr, or a share of at most 1.

    The catalogue's own range per unit widens what the participant gives, because the number of cars and the
    tonnes per car are uncertain independently.
    """
    assert action.effect is not None
    per_unit = action.effect.per_unit
    low = per_unit.low * (amount if amount_low is None else min(amount_low, amount))
    likely = per_unit.likely * amount
    high = per_unit.high * (amount if amount_high is None else max(amount_high, amount))
    if action.effect.kind == "share":
        return min(1.0, low), min(1.0, likely), min(1.0, high)
    return low, likely, high


def targets_of(action: CatalogueAction, territory_id: str) -> tuple[str, ...]:
    """Return the sources that an action affects, in the statistics of the place."""
    return choose_targets(action.targets, action.norwegian_targets, territory_id)


def choose_targets(
    targets: tuple[str, ...], norwegian_targets: tuple[str, ...] | None, territory_id: str
) -> tuple[str, ...]:
    """Return those of an action's targets that are of the country of the place."""
    return (norwegian_targets or ()) if territory_id.startswith("NO") else targets


def middle(estimates: Sequence[Estimate]) -> float | None:
    """Return the median of the likely values, or None without estimates."""
    return median(e.likely for e in estimates) if estimates else None


def complete_estimate(low: float | None, likely: float | None, high: float | None) -> dict[str, float] | None:
    """Return low, likely and high in the unit given; a missing bound equals the likely figure."""
    if likely is None:
        return None
    return {"low": likely if low is None else low, "likely": likely, "high": likely if high is None else high}
