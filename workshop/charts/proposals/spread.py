"""The spread of a room's estimates: a dot per person, a bar from low to high, a lane per role."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.elicitation.pooling import OTHERS
from scenarios.scenario import Estimate as Range
from workshop.charts.proposals.spread_dots import (
    Dot,
    Frame,
    Pile,
    Point,
    build_dots_views,
    build_piles_views,
    draw_shape,
    size_dots,
)
from workshop.i18n import format_decimal, gettext, ngettext
from workshop.models import Role
from workshop.state.rounds import EVERYBODY, RoundShown, RoundsShown
from workshop.words import say_lane

_REACH = 0.95
_FAR = 2.0
# The shape of a role is before its name, away from the axis, where it would look like an estimate.
_MARK = 18
# So many of the most frequent answers are in the description.
_TOLD = 5


@dataclass(frozen=True)
class Median:
    """The line of a median, in pixels."""

    x: float
    y1: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class SlotView:
    """One round in a lane."""

    faded: bool
    dots: list[Dot]
    counts: list[Pile]
    median: Median | None


@dataclass(frozen=True, kw_only=True)
class LaneView:
    """A lane of the drawing, in pixels, with the newest median written out."""

    label: str
    shape: str
    y: float
    top: float
    people: int
    median: str
    slots: list[SlotView]


@dataclass(frozen=True)
class Tick:
    """A figure on the axis, in pixels."""

    x: float
    text: str


@dataclass(frozen=True, kw_only=True)
class SpreadView:
    """The drawing in pixels; ``beyond`` tells of the estimates of the newest round at its right edge."""

    width: float
    height: float
    left: float
    right: float
    base: float
    lanes: list[LaneView]
    ticks: list[Tick]
    beyond: str
    ranges: str
    equal: str
    description: str


def build_spread_view(shown: RoundsShown, frame: Frame, *, by_role: bool = True) -> SpreadView | None:
    """Return the shapes of the drawing; None if too few have answered in every round.

    The newest round is solid; in each lane, the one before it is above, faded.
    """
    rounds = [each if by_role else _together(each) for each in shown.rounds if each.lanes]
    if not rounds:
        return None
    bottom, top = _reach(rounds)
    step = _nice_step(top - bottom)
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)
    end = last * step

    def x(value: float) -> float:
        share = min(1.0, (value / step - first) / (last - first))
        return round(frame.left + share * (frame.right - frame.left), 1)

    newest = rounds[-1]
    placed = [_place(each, newest) for each in rounds]
    names = _in_order({name for lanes in placed for name in lanes})
    tall = (frame.height - frame.below) / len(names)
    part = tall / len(rounds)

    def on_axis(said: Sequence[Range]) -> list[Point]:
        return [(x(e.low), x(e.likely), x(e.high)) for e in said]

    size = size_dots([on_axis(said) for lanes in placed for said in lanes.values()], part, frame.dot)
    lanes = []
    for place, name in enumerate(names):
        slots = []
        for number, each in enumerate(rounds):
            middle = place * tall + (number + 0.5) * part
            dots = build_dots_views(on_axis(placed[number].get(name, [])), name, middle, part, size)
            spread = each.spreads.get(name)
            slots.append(
                SlotView(
                    faded=each is not newest,
                    dots=dots,
                    counts=build_piles_views(dots, size, frame),
                    median=None
                    if spread is None or spread.likely is None
                    else Median(
                        x=x(spread.likely),
                        y1=round(middle - part * 0.44, 1),
                        y2=round(middle + part * 0.44, 1),
                    ),
                )
            )
        spread = newest.spreads.get(name)
        lanes.append(
            LaneView(
                label=say_lane(name),
                shape=draw_shape(name, _MARK, (place + 0.5) * tall, frame.dot),
                y=round((place + 0.5) * tall, 1),
                top=round(place * tall, 1),
                people=len(newest.lanes.get(name, [])),
                median=describe_figure(spread.likely) if spread and spread.likely is not None else "",
                slots=slots,
            )
        )
    ticks = [
        Tick(x=x(number * step), text=describe_figure(number * step)) for number in range(first, last + 1)
    ]
    if any(_count_beyond(each, end) for each in rounds):
        # The dots at the edge also include larger figures.
        ticks[-1] = replace(ticks[-1], text=f"{ticks[-1].text}+")
    return SpreadView(
        width=frame.width,
        height=frame.height,
        left=frame.left,
        right=frame.right,
        base=round(frame.height - frame.below, 1),
        lanes=lanes,
        ticks=ticks,
        beyond=_tell_beyond(_count_beyond(rounds[-1], end), end),
        ranges=_tell_ranges(rounds, end),
        equal=_tell_equal(rounds[-1]),
        description=_describe(lanes) if by_role else "",
    )


def _tell_ranges(rounds: Sequence[RoundShown], end: float) -> str:
    """Explain the lines of the newest round, and the range that those within the axis cover."""
    newest = rounds[-1]
    said = [estimate for lane in newest.lanes.values() for estimate in lane if estimate.likely <= end]
    if not said:
        return ""
    words = {
        "low": describe_figure(min(estimate.low for estimate in said)),
        "high": describe_figure(max(estimate.high for estimate in said)),
    }
    if len(rounds) > 1:
        return gettext(
            "Filled: second round, from “at least” to “at most”, together from %(low)s to %(high)s. "
            "Hollow: first round.",
            **words,
        )
    return gettext(
        "Each line goes from one answer’s “at least” to its “at most”; together from %(low)s to %(high)s.",
        **words,
    )


def _tell_beyond(number: int, end: float) -> str:
    """Write how many answers are larger than the axis: their dots are at its edge."""
    if not number:
        return ""
    return ngettext(
        "%(num)s answer over %(end)s, at the right edge",
        "%(num)s answers over %(end)s, at the right edge",
        number,
        end=describe_figure(end),
    )


def _count_beyond(each: RoundShown, end: float) -> int:
    """Count the estimates of a round that are larger than the end of the axis."""
    return sum(estimate.likely > end for lane in each.lanes.values() for estimate in lane)


def _tell_equal(newest: RoundShown) -> str:
    """List answers given by several people, most frequent first."""
    said = Counter(estimate for lane in newest.lanes.values() for estimate in lane)
    most = [(estimate, people) for estimate, people in said.most_common(_TOLD) if people > 1]
    if not most:
        return ""
    return gettext(
        "The same answer from several: %(answers)s.",
        answers="; ".join(f"{people} × {describe_range(estimate)}" for estimate, people in most),
    )


def _describe(lanes: Sequence[LaneView]) -> str:
    """Describe each lane in words."""
    parts = []
    for lane in lanes:
        people = ngettext("%(num)s answer", "%(num)s answers", lane.people)
        middle = gettext("median %(figure)s", figure=lane.median) if lane.median else ""
        parts.append(", ".join(filter(None, (f"{lane.label}: {people}", middle))) + ".")
    return " ".join(parts)


def describe_figure(value: float) -> str:
    """Write an estimate with an appropriate number of digits."""
    return format_decimal(value, 0 if abs(value) >= 10 or value == int(value) else 1)


def describe_range(said: Range) -> str:
    """Write an estimate with its range, if it has one."""
    likely = describe_figure(said.likely)
    if said.low == said.high:
        return likely
    return gettext(
        "%(likely)s (%(low)s to %(high)s)",
        likely=likely,
        low=describe_figure(said.low),
        high=describe_figure(said.high),
    )


def _together(each: RoundShown) -> RoundShown:
    """Join all lanes."""
    said = sorted(
        (estimate for lane in each.lanes.values() for estimate in lane), key=lambda estimate: estimate.likely
    )
    return replace(each, lanes={EVERYBODY: said}, spreads={EVERYBODY: each.all})


def _place(each: RoundShown, newest: RoundShown) -> dict[str, list[Range]]:
    """Put a round into the lanes of the newest; roles without a lane there join the others."""
    lanes: dict[str, list[Range]] = {}
    for name, said in each.lanes.items():
        rest = next((lane for lane in (OTHERS, EVERYBODY) if lane in newest.lanes), name)
        lanes.setdefault(name if name in newest.lanes else rest, []).extend(said)
    return {name: sorted(said, key=lambda estimate: estimate.likely) for name, said in lanes.items()}


def _in_order(lanes: set[str]) -> list[str]:
    order = [*(role.value for role in Role), OTHERS, EVERYBODY]
    return sorted(lanes, key=order.index)


def _reach(rounds: Sequence[RoundShown]) -> tuple[float, float]:
    """Return between which figures the axis must reach.

    It begins at 0, or at the lowest negative figure. One estimate a hundred times the others' would hide
    them: the axis ends at most at twice what 95 of 100 bars reach.
    """
    said = [estimate for each in rounds for lane in each.lanes.values() for estimate in lane]
    highs = sorted(estimate.high for estimate in said)
    usual = highs[min(len(highs) - 1, math.ceil(_REACH * len(highs)) - 1)]
    likely = sorted(estimate.likely for estimate in said)
    most = max(usual, 1e-9)
    if highs[-1] <= _FAR * most and likely[-1] <= most:
        most = highs[-1]
    most = max(most, 1e-9)
    lowest = min(0.0, *(min(estimate.low, estimate.likely) for estimate in said))
    return lowest, most


def _nice_step(top: float) -> float:
    """Return a round step that makes four to six intervals."""
    rough = top / 5
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(scale * nice for nice in (1, 2, 2.5, 5, 10) if scale * nice >= rough * 0.999)
