"""The spread of a room's estimates: a dot a person, a thin bar from low to high, a lane a role."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scenarios.elicitation.pooling import OTHERS
from scenarios.scenario import Estimate as Range
from workshop.i18n import format_decimal, gettext, ngettext
from workshop.models import Role
from workshop.state.rounds import EVERYBODY, RoundShown, RoundsShown
from workshop.words import say_lane

_REACH = 0.95
_FAR = 2.0
# The shape of a role stands before its name, away from the axis, where it would be read as an estimate.
_MARK = 18

# A shape for each role, so that no colour is needed to tell them apart; all about the same area.
_SHAPES = {
    Role.RESIDENT.value: "M{w} {y}A{r} {r} 0 1 1 {e} {y}A{r} {r} 0 1 1 {w} {y}Z",
    Role.ELECTED.value: "M{w} {n}H{e}V{s}H{w}Z",
    Role.ADMINISTRATION.value: "M{x} {N}L{E} {y}L{x} {S}L{W} {y}Z",
    Role.BUSINESS.value: "M{x} {N}L{E} {s}H{W}Z",
    Role.ASSOCIATION.value: "M{x} {S}L{E} {n}H{W}Z",
}


@dataclass(frozen=True)
class Frame:
    """The measures of a drawing: its size, where the plot begins and ends, and how large a dot is.

    ``below`` is kept for the axis.
    """

    width: float
    height: float
    left: float
    right: float
    dot: float
    below: float


WALL = Frame(1800, 560, 470, 1590, 11, 58)
PHONE = Frame(360, 130, 12, 348, 5, 30)


def draw_spread(shown: RoundsShown, frame: Frame, *, by_role: bool = True) -> dict[str, Any] | None:
    """Return the shapes of the drawing; none where too few have answered in every round.

    The newest round is solid; the one before it stands above it in each lane, faded.
    """
    rounds = [each if by_role else _together(each) for each in shown.rounds if each.lanes]
    if not rounds:
        return None
    bottom, top, beyond = _reach(rounds)
    step = _nice_step(top - bottom)
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)

    def x(value: float) -> float:
        share = min(1.0, (value / step - first) / (last - first))
        return round(frame.left + share * (frame.right - frame.left), 1)

    newest = rounds[-1]
    placed = [_place(each, newest) for each in rounds]
    names = _in_order({name for lanes in placed for name in lanes})
    tall = (frame.height - frame.below) / len(names)
    part = tall / len(rounds)
    size = _dot(max(len(said) for lanes in placed for said in lanes.values()), part, frame.dot)
    lanes = []
    for place, name in enumerate(names):
        slots = []
        for number, each in enumerate(rounds):
            middle = place * tall + (number + 0.5) * part
            points = [(x(e.low), x(e.likely), x(e.high)) for e in placed[number].get(name, [])]
            spread = each.spreads.get(name)
            slots.append(
                {
                    "faded": each is not newest,
                    "dots": _stack(points, name, middle, part, size),
                    "median": None
                    if spread is None or spread.likely is None
                    else {
                        "x": x(spread.likely),
                        "y1": round(middle - part * 0.44, 1),
                        "y2": round(middle + part * 0.44, 1),
                    },
                }
            )
        spread = newest.spreads.get(name)
        lanes.append(
            {
                "label": say_lane(name),
                "shape": _shape(name, _MARK, (place + 0.5) * tall, frame.dot),
                "y": round((place + 0.5) * tall, 1),
                "top": round(place * tall, 1),
                "people": len(newest.lanes.get(name, [])),
                "median": format_figure(spread.likely) if spread and spread.likely is not None else "",
                "slots": slots,
            }
        )
    ticks: list[dict[str, Any]] = [
        {"x": x(number * step), "text": format_figure(number * step)} for number in range(first, last + 1)
    ]
    if beyond:
        # Dots at the edge stand for more than it says.
        ticks[-1]["text"] += "+"
    return {
        "width": frame.width,
        "height": frame.height,
        "left": frame.left,
        "right": frame.right,
        "base": round(frame.height - frame.below, 1),
        "lanes": lanes,
        "ticks": ticks,
        "beyond": beyond,
        "ranges": _tell_ranges(rounds[-1], top),
        "description": _describe(lanes) if by_role else "",
    }


def _tell_ranges(newest: RoundShown, top: float) -> str:
    """Say what the lines mean and how far they reach together, as far as the axis goes."""
    said = [estimate for lane in newest.lanes.values() for estimate in lane]
    return gettext(
        "Each line goes from one answer’s “at least” to its “at most”; together from %(low)s to %(high)s.",
        low=format_figure(min(estimate.low for estimate in said)),
        high=format_figure(min(top, max(estimate.high for estimate in said))),
    )


def _describe(lanes: Sequence[Mapping[str, Any]]) -> str:
    """Say each lane in words."""
    parts = []
    for lane in lanes:
        people = ngettext("%(num)s answer", "%(num)s answers", lane["people"])
        middle = gettext("middle %(figure)s", figure=lane["median"]) if lane["median"] else ""
        parts.append(", ".join(filter(None, (f"{lane['label']}: {people}", middle))) + ".")
    return " ".join(parts)


def format_figure(value: float) -> str:
    """Write an estimate with the digits that it deserves."""
    return format_decimal(value, 0 if abs(value) >= 10 or value == int(value) else 1)


def _together(each: RoundShown) -> RoundShown:
    """Put all lanes into one."""
    said = sorted(
        (estimate for lane in each.lanes.values() for estimate in lane), key=lambda estimate: estimate.likely
    )
    return replace(each, lanes={EVERYBODY: said}, spreads={EVERYBODY: each.all})


def _place(each: RoundShown, newest: RoundShown) -> dict[str, list[Range]]:
    """Put a round into the lanes of the newest; who has none there stands with the others."""
    lanes: dict[str, list[Range]] = {}
    for name, said in each.lanes.items():
        rest = next((lane for lane in (OTHERS, EVERYBODY) if lane in newest.lanes), name)
        lanes.setdefault(name if name in newest.lanes else rest, []).extend(said)
    return {name: sorted(said, key=lambda estimate: estimate.likely) for name, said in lanes.items()}


def _in_order(lanes: set[str]) -> list[str]:
    order = [*(role.value for role in Role), OTHERS, EVERYBODY]
    return sorted(lanes, key=order.index)


def _reach(rounds: Sequence[RoundShown]) -> tuple[float, float, int]:
    """Return where the axis begins and ends, and how many of the newest round lie beyond it.

    It begins at nought, or at what is below nought. One estimate a hundred times the others' would leave
    nothing to see of them: the axis ends at most at twice what 95 of 100 bars reach.
    """
    said = [estimate for each in rounds for lane in each.lanes.values() for estimate in lane]
    highs = sorted(estimate.high for estimate in said)
    usual = highs[min(len(highs) - 1, math.ceil(_REACH * len(highs)) - 1)]
    likely = sorted(estimate.likely for estimate in said)
    most = max(usual, 1e-9)
    if highs[-1] <= _FAR * most and likely[-1] <= most:
        most = highs[-1]
    most = max(most, 1e-9)
    newest = [estimate for lane in rounds[-1].lanes.values() for estimate in lane]
    lowest = min(0.0, *(min(estimate.low, estimate.likely) for estimate in said))
    return lowest, most, sum(estimate.likely > most for estimate in newest)


def _nice_step(top: float) -> float:
    """Return a round step that makes four to six parts."""
    rough = top / 5
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(scale * nice for nice in (1, 2, 2.5, 5, 10) if scale * nice >= rough * 0.999)


def _dot(most: int, tall: float, usual: float) -> float:
    """Return how large dots are: smaller, down to a half, where a lane holds more people than room."""
    room = 4 * _rows(tall, usual)
    return usual if most <= room else max(usual * 0.55, usual * math.sqrt(room / most))


def _rows(tall: float, size: float) -> int:
    return max(1, int((tall - 6) // (2 * size + 2)))


def _stack(
    points: Sequence[tuple[float, float, float]], lane: str, middle: float, tall: float, size: float
) -> list[dict[str, Any]]:
    """Place dots on rows around the middle so that none covers another while there is room."""
    rows = _rows(tall, size)
    spacing = min((tall - 2 * size) / max(1, rows - 1) if rows > 1 else 0.0, 2 * size + 3)
    offsets = sorted((spacing * (row - (rows - 1) / 2) for row in range(rows)), key=lambda o: (abs(o), o))
    last = [-math.inf] * rows
    dots = []
    for low, likely, high in points:
        free = next((row for row in range(rows) if likely - last[row] >= 2 * size + 1), None)
        row = min(range(rows), key=last.__getitem__) if free is None else free
        last[row] = likely
        y = round(middle + offsets[row], 1)
        dots.append({"low": low, "high": high, "y": y, "path": _shape(lane, likely, y, size)})
    return dots


def _shape(lane: str, x: float, y: float, size: float) -> str:
    """Draw the shape of a role around a point; others and everybody are circles."""
    near, far = size * 0.88, size * 1.22
    return _SHAPES.get(lane, _SHAPES[Role.RESIDENT.value]).format(
        x=round(x, 1),
        y=round(y, 1),
        r=round(size, 1),
        w=round(x - near if lane == Role.ELECTED else x - size, 1),
        e=round(x + near if lane == Role.ELECTED else x + size, 1),
        n=round(y - near, 1),
        s=round(y + near, 1),
        N=round(y - far, 1),
        S=round(y + far, 1),
        W=round(x - far, 1),
        E=round(x + far, 1),
    )
