"""The dots of a spread: stacked without overlap, and counted if there is no room for all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.elicitation.pooling import OTHERS
from workshop.models import Role

# The smallest size of a dot, as a part of its usual size.
_LEAST = 0.55
_GAP = 4
# The mean width of a digit, as a part of the font size.
_DIGIT = 0.6

# A shape for each role, so that colour is not needed to distinguish them; all have about the same area.
_SHAPES = {
    Role.RESIDENT.value: "M{w} {y}A{r} {r} 0 1 1 {e} {y}A{r} {r} 0 1 1 {w} {y}Z",
    Role.ELECTED.value: "M{w} {n}H{e}V{s}H{w}Z",
    Role.ADMINISTRATION.value: "M{x} {N}L{E} {y}L{x} {S}L{W} {y}Z",
    Role.BUSINESS.value: "M{x} {N}L{E} {s}H{W}Z",
    Role.ASSOCIATION.value: "M{x} {S}L{E} {n}H{W}Z",
    Role.PUPIL.value: "M{x} {N}L{e} {y}V{s}H{w}V{y}Z",
    Role.VISITOR.value: "M{W} {N}H{E}L{W} {S}H{E}Z",
    OTHERS: "M{a} {N}H{b}V{c}H{E}V{d}H{b}V{S}H{a}V{d}H{W}V{c}H{a}Z",
}


@dataclass(frozen=True, kw_only=True)
class Dot:
    """An estimate, in pixels: its bar from ``low`` to ``high``, and the path of its shape."""

    low: float
    x: float
    high: float
    y: float
    path: str


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The number of answers at a figure; its label reaches from ``x`` to ``end``, in pixels."""

    x: float
    end: float
    y: float
    text: str


@dataclass(frozen=True)
class Frame:
    """The measures of a drawing: its size, where the plot begins and ends, sizes of dots and letters.

    ``below`` is reserved for the axis. The letters are those of static/css/tokens.css (``--drawing-text``).
    """

    width: float
    height: float
    left: float
    right: float
    dot: float
    below: float
    letters: float


WALL = Frame(1800, 560, 470, 1590, 11, 58, 36)
PHONE = Frame(360, 130, 12, 348, 5, 30, 15)


Point = tuple[float, float, float]


def size_dots(lanes: Sequence[Sequence[Point]], tall: float, usual: float) -> float:
    """Return the size of dots: smaller, down to about a half, if a lane is crowded.

    ``lanes`` hold low, likely and high of each estimate on the drawing, ``tall`` is the height of a lane.
    """
    most = max(len(points) for points in lanes)
    pile = max(max(Counter(likely for _, likely, _ in points).values(), default=0) for points in lanes)
    room = 4 * _rows(tall, usual)
    size = usual if most <= room else max(usual * _LEAST, usual * math.sqrt(room / most))
    # Equal answers are stacked.
    while _rows(tall, size) < pile and size > usual * _LEAST:
        size = max(usual * _LEAST, size * 0.95)
    return size


def _rows(tall: float, size: float) -> int:
    return max(1, int((tall - 6) // (2 * size + 2)))


def build_dots_views(
    points: Sequence[Point], lane: str, middle: float, tall: float, size: float
) -> list[Dot]:
    """Place dots on rows around the middle, without overlap as long as there is room.

    Among the rows on which a dot is free, it takes the one on which its bar lies over the fewest others.
    """
    rows = _rows(tall, size)
    spacing = min((tall - 2 * size) / max(1, rows - 1) if rows > 1 else 0.0, 2 * size + 3)
    offsets = sorted((spacing * (row - (rows - 1) / 2) for row in range(rows)), key=lambda o: (abs(o), o))
    last = [-math.inf] * rows
    bars: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    dots = []
    for low, likely, high in points:
        free = [row for row in range(rows) if likely - last[row] >= 2 * size + 1]
        if free:
            row = min(free, key=lambda row: sum(low < end and begin < high for begin, end in bars[row]))
        else:
            row = min(range(rows), key=last.__getitem__)
        last[row] = likely
        if low < high:
            bars[row].append((low, high))
        y = round(middle + offsets[row], 1)
        path = draw_shape(lane, likely, y, size)
        dots.append(Dot(low=low, x=likely, high=high, y=y, path=path))
    return dots


def build_piles_views(dots: Sequence[Dot], size: float, frame: Frame) -> list[Pile]:
    """Return the number of answers at figures where dots overlap.

    A figure without room beside a larger one is left out: it is in the description.
    """
    piles: list[list[Dot]] = []
    for dot in sorted(dots, key=lambda dot: dot.x):
        if piles and dot.x - piles[-1][0].x < size:
            piles[-1].append(dot)
        else:
            piles.append([dot])
    told: list[Pile] = []
    for pile in sorted(piles, key=len, reverse=True):
        rows = sorted({dot.y for dot in pile})
        if len(rows) == len(pile):
            continue
        text = f"×{len(pile)}"
        width = _DIGIT * frame.letters * len(text)
        begin = pile[-1].x + size + _GAP
        if begin + width > frame.right + frame.letters:
            begin = pile[0].x - size - _GAP - width
        if all(begin + width < other.x or other.end < begin for other in told):
            y = (rows[0] + rows[-1]) / 2 + 0.35 * frame.letters
            told.append(Pile(x=round(begin, 1), end=begin + width, y=round(y, 1), text=text))
    return told


def draw_shape(lane: str, x: float, y: float, size: float) -> str:
    """Return the path of a role's shape around a point; others are a cross, everybody circles."""
    near, far, arm = size * 0.88, size * 1.22, size * 0.45
    return _SHAPES.get(lane, _SHAPES[Role.RESIDENT.value]).format(
        x=round(x, 1),
        y=round(y, 1),
        r=round(size, 1),
        w=round(x - near if lane == Role.ELECTED else x - size, 1),
        e=round(x + near if lane == Role.ELECTED else x + size, 1),
        a=round(x - arm, 1),
        b=round(x + arm, 1),
        c=round(y - arm, 1),
        d=round(y + arm, 1),
        n=round(y - near, 1),
        s=round(y + near, 1),
        N=round(y - far, 1),
        S=round(y + far, 1),
        W=round(x - far, 1),
        E=round(x + far, 1),
    )
