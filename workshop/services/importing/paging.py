"""Parts of a long list: each takes a bounded time to draw, whatever its rows hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """The rows from ``first`` on, up to ``end``; where the parts before and after begin, if there are any."""

    first: int
    end: int
    earlier: int | None
    later: int | None


def part_starts(weights: Iterable[float], *, most: float, rows: int) -> list[int]:
    """Say where parts begin that have at most so many rows, and weigh no more than ``most``.

    A row that weighs more alone is a part alone.
    """
    starts, weight = [0], 0.0
    for place, each in enumerate(weights):
        if place > starts[-1] and (weight + each > most or place - starts[-1] >= rows):
            starts.append(place)
            weight = 0.0
        weight += each
    return starts


def find_part(starts: list[int], count: int, wanted: int) -> Part:
    """Return the part with a row; the last one for a row beyond the end."""
    at = max(place for place, start in enumerate(starts) if start <= max(wanted, 0))
    later = starts[at + 1] if at + 1 < len(starts) else None
    return Part(starts[at], count if later is None else later, starts[at - 1] if at else None, later)
