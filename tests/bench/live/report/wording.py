"""How figures are written: a median and its worst with equal decimals, judged as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.bench.live.statistic import middle, p95

# Below it, a p95 is the worst by another name, and the worst says more.
FEW = 20


def spread(values: Sequence[float], unit: str, decimals: int, worst: str = "slowest") -> str:
    """Write the median with p95, or with the worst and the number where they are few."""
    number = f"{middle(values):.{decimals}f} {unit}"
    if len(values) == 1:
        return f"{number} (one run)"
    if len(values) < FEW:
        return f"{number} ({worst} of {len(values)}: {max(values):.{decimals}f})"
    return f"{number} (p95 {p95(values):.{decimals}f})"


def ms(values: Sequence[float]) -> str:
    """Write milliseconds."""
    return spread(values, "ms", 1)


def seconds(values: Sequence[float]) -> str:
    """Write seconds."""
    return spread(values, "s", 2)


def kilobytes(values: Sequence[float]) -> str:
    """Write bytes as kB."""
    return spread([value / 1e3 for value in values], "kB", 1, "most")


def within(value: float, goal: float, decimals: int = 2) -> bool:
    """Judge a figure as it is printed, so that every verdict can be checked by who reads it."""
    return round(value, decimals) <= goal


def times(values: Sequence[float], of: Sequence[float]) -> float:
    """Return how many times the other median a median is, as it is printed."""
    return round(middle(values) / middle(of), 2)


def extent(values: Iterable[float]) -> str:
    """Write the least and the most of some whole numbers, once where they are the same."""
    found = sorted(values)
    low, high = f"{found[0]:,.0f}", f"{found[-1]:,.0f}"
    return low if low == high else f"{low} to {high}"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
