"""The small pictures of the briefing: rectangles with a meaning, and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.budget.pathways import constant_rate_pathway
from scenarios.outcome import LimitOutcome, Outcome
from workshop.charts.budget.one_unit import describe_alike
from workshop.charts.budget.rates import AT_ONCE_PCT
from workshop.i18n import format_decimal, gettext

# Pixels on a screen with 1080 lines; letters of 36 are legible from 15 metres.
WIDTH, HEIGHT = 1800, 290
_YEARS_DRAWN = 20
_LIMITS_DRAWN = 5


@dataclass(frozen=True, kw_only=True)
class Rect:
    """A rectangle, in pixels; ``kind`` is its meaning."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Text:
    """A label in the picture: its position in pixels, and its anchor."""

    x: float
    y: float
    text: str
    anchor: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class PictureView:
    """A small picture, in pixels."""

    width: int
    height: int
    rects: list[Rect]
    texts: list[Text]


@dataclass(frozen=True)
class Wait:
    """The yearly cut after a delay, as a fraction (None if nothing is left), with its label."""

    rate: float | None
    said: str
    when: str


def describe_percent(value: float, digits: int = 0) -> str:
    """Write a percentage, its sign joined to the figure."""
    return f"{format_decimal(value, digits)}\u00a0%"


def _rect(kind: str, x: float, y: float, width: float, height: float) -> Rect:
    return Rect(
        kind=kind,
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
    )


def _text(x: float, y: float, text: str, anchor: str = "middle", kind: str = "") -> Text:
    return Text(x=round(x, 1), y=round(y, 1), text=text, anchor=anchor, kind=kind)


def _picture(rects: list[Rect], texts: list[Text], height: int = HEIGHT) -> PictureView:
    return PictureView(width=WIDTH, height=height, rects=rects, texts=texts)


def build_years_view(start: int, left: float) -> PictureView:
    """Draw twenty years as boxes, filled for as long as the budget lasts."""
    each, gap, top, high = WIDTH / _YEARS_DRAWN, 10, 6, 210
    rects, texts = [], []
    for number in range(_YEARS_DRAWN):
        x = number * each
        rects.append(_rect("empty", x, top, each - gap, high))
        part = min(1.0, max(0.0, left - number))
        if part:
            rects.append(_rect("budget", x, top, (each - gap) * part, high))
        if number % 5 == 0 or number == _YEARS_DRAWN - 1:
            texts.append(_text(x + (each - gap) / 2, top + high + 56, str(start + number)))
    return _picture(rects, texts)


def build_path_view(budget: Mapping[str, Any], start: int, rate: float) -> PictureView:
    """Draw the emissions of the newest official year and of each year of the path that keeps the budget."""
    base = budget["base_emissions_t"]
    path = constant_rate_pathway(
        base_emissions_t=base, rate=rate, start_year=start, end_year=start + _YEARS_DRAWN - 2
    )
    each, gap, floor = WIDTH / _YEARS_DRAWN, 10, HEIGHT - 64
    heights = [floor * float(value) / base for value in (base, *path)]
    rects = [
        _rect("budget" if number else "now", number * each, floor - high, each - gap, high)
        for number, high in enumerate(heights)
    ]
    texts = [
        _text((number + 0.5) * each - gap / 2, HEIGHT - 10, text)
        for number, text in [(0, str(budget["base_year"]))]
        + [(number, str(start + number - 1)) for number in (5, 10, 15, _YEARS_DRAWN - 1)]
    ]
    return _picture(rects, texts)


def build_achieved_view(budget: Mapping[str, Any], achieved: float) -> PictureView:
    """Draw what was achieved beside what is needed."""
    needed = budget["annual_reduction_pct"]
    rows = [("achieved", gettext("Achieved"), 100 * achieved)]
    if needed is not None:
        label = (
            gettext("Needed at once")
            if needed > AT_ONCE_PCT
            else gettext("Needed from %(year)s", year=str(budget["base_year"]))
        )
        rows.append(("budget", label, needed))
    most = max(abs(value) for _, _, value in rows) or 1.0
    rects, texts = [], []
    for number, (kind, label, value) in enumerate(rows):
        y = 10 + number * 140
        width = max(6.0, 1160 * max(0.0, value) / most)
        texts.append(_text(0, y + 78, label, "start", "name"))
        rects.append(_rect(kind, 420, y, width, 120))
        texts.append(
            _text(
                420 + width + 20,
                y + 78,
                describe_percent(value, 1 if abs(value) < 10 else 0),
                "start",
                "name",
            )
        )
    return _picture(rects, texts)


def build_parts_view(number: int) -> PictureView:
    """Draw ``number`` equal parts, one of them crossed out."""
    each = min(300.0, WIDTH / number)
    size = each * 0.86
    return _picture(
        [
            _rect("gone" if part == 0 else "now", part * each, 30, size, min(size, 230))
            for part in range(number)
        ],
        [],
    )


def build_limits_view(outcome: Outcome) -> PictureView:
    """Draw the emissions of each limit's year: what is within the limit, and hatched what is above it.

    A limit that is met is the empty rest of its bar. Of many limits some are drawn, also the first and last.
    """
    height, floor, top = 560, 430, 70
    limits = _spread(outcome.limits, _LIMITS_DRAWN)
    each = WIDTH / max(3, len(limits))
    largest = max(1.0, *(max(limit.limit_t, limit.emissions_t) for limit in limits))
    rects, texts = [], []
    for number, limit in enumerate(limits):
        x, middle, wide = number * each + 40, (number + 0.5) * each, each - 80
        within, most = min(limit.limit_t, limit.emissions_t), max(limit.limit_t, limit.emissions_t)
        low, high = ((floor - top) * tonnes / largest for tonnes in (within, most))
        rects.append(_rect("budget", x, floor - low, wide, low))
        rects.append(_rect("empty" if limit.met else "gone", x, floor - high, wide, high - low))
        texts.append(
            _text(middle, floor - high - 18, describe_alike(limit.emissions_t, largest), "middle", "name")
        )
        texts.append(_text(middle, floor + 52, str(limit.year), "middle", "name"))
        said = gettext("limit %(amount)s", amount=describe_alike(limit.limit_t, largest))
        texts.append(_text(middle, floor + 112, said, "middle", "name"))
    return _picture(rects, texts, height)


def _spread(limits: Sequence[LimitOutcome], most: int) -> list[LimitOutcome]:
    if len(limits) <= most:
        return list(limits)
    return [limits[place * (len(limits) - 1) // (most - 1)] for place in range(most)]


def build_waits_view(waits: Sequence[Wait]) -> PictureView:
    """Draw the yearly cut needed after each delay; if nothing is left, the full height is hatched."""
    height, floor, top = 560, 480, 80
    each = WIDTH / len(waits)
    rects, texts = [], []
    for number, wait in enumerate(waits):
        x, middle = number * each + 30, (number + 0.5) * each
        high = (floor - top) * (1.0 if wait.rate is None else wait.rate)
        rects.append(_rect("gone" if wait.rate is None else "budget", x, floor - high, each - 60, high))
        texts.append(_text(middle, floor - high - 22, wait.said, "middle", "name"))
        texts.append(_text(middle, floor + 56, wait.when))
    return _picture(rects, texts, height)
