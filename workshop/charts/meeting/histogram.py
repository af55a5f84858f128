"""The room's guesses: one dot per person, or bars if dots would be too small to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# Drawing units are pixels on a screen with 1080 lines; letters of 36 are legible from 15 metres.
WIDTH, HEIGHT = 1800, 560
TOP, BASE = 120, 500
COLUMNS = 18
_SMALLEST_DOT, _LARGEST_DOT = 7.0, 26.0
_LABEL_EVERY = 110
_BEFORE_NOUGHT = 0.5


@dataclass(frozen=True)
class Line:
    """A line across the drawing with its label."""

    key: str
    x: float
    y: float
    anchor: str
    text_x: float
    text: str


@dataclass(frozen=True)
class Dot:
    """The centre of a person's dot, in pixels."""

    x: float
    y: float


@dataclass(frozen=True)
class Bar:
    """The bar of a column, in pixels."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Tick:
    """A figure on the axis, in pixels."""

    x: float
    text: str


@dataclass(frozen=True)
class _Marks:
    """Dots with a radius in pixels, or bars instead."""

    dot: float
    dots: list[Dot]
    bars: list[Bar]


@dataclass(frozen=True, kw_only=True)
class HistogramView:
    """The room's guesses, drawn in pixels; ``dot`` is the radius of the dots."""

    width: int
    height: int
    base: int
    dot: float
    dots: list[Dot]
    bars: list[Bar]
    ticks: list[Tick]
    lines: list[Line]


def build_histogram_view(
    guesses: Sequence[float],
    *,
    answer: float,
    middle: float,
    words: tuple[str, str],
    write: Callable[[float], str],
) -> HistogramView:
    """Return dots or bars, the axis, and the lines of answer and median guess.

    ``words`` label the two lines, ``write`` formats a figure on the axis. A dot is at its guess; guesses far
    from all others are piled at the end of the axis.
    """
    width = _column_width(guesses, answer)
    # A bar of whole figures has the figure in its middle; wider bars begin at their labels.
    offset = 0.5 if width == 1 else 0.0
    columns = Counter(int((guess + offset) / width) for guess in guesses)
    last = max(_usual(columns), int((answer + offset) / width), int((middle + offset) / width), COLUMNS // 3)
    beyond = sum(number for column, number in columns.items() if column > last)
    # Leave half a column before 0, so that a dot at 0 is whole.
    each = WIDTH / (last + 1 + _BEFORE_NOUGHT - offset + (1 if beyond else 0))

    def x(value: float) -> float:
        return round((max(0.0, value) / width + _BEFORE_NOUGHT) * each, 1)

    far = WIDTH - each / 2
    usual = [guess for guess in guesses if int((guess + offset) / width) <= last]
    marks = _draw_dots([*map(x, sorted(usual)), *[far] * beyond])
    if marks is None:
        start = _BEFORE_NOUGHT - offset
        piles = {(column + start) * each: number for column, number in columns.items() if column <= last}
        marks = _draw_bars(piles | ({WIDTH - each: beyond} if beyond else {}), each)
    return HistogramView(
        width=WIDTH,
        height=HEIGHT,
        base=BASE,
        dot=marks.dot,
        dots=marks.dots,
        bars=marks.bars,
        ticks=_ticks(last, each, width, write, beyond=bool(beyond)),
        lines=[
            _line("answer", x(answer), 40, words[0]),
            _line("middle", x(middle), 92, words[1]),
        ],
    )


def _draw_dots(places: Sequence[float]) -> _Marks | None:
    """Put a dot at each place, stacked to avoid overlaps; None if dots would be too small."""
    dot = _LARGEST_DOT
    while dot >= _SMALLEST_DOT:
        levels = _pile(places, 2.1 * dot)
        if dot * (2.1 * max(levels, default=0) + 2.2) <= BASE - TOP:
            dots = [
                Dot(round(place, 1), round(BASE - dot * (2.1 * level + 1.2), 1))
                for place, level in zip(places, levels, strict=True)
            ]
            return _Marks(round(dot * 0.92, 1), dots, [])
        dot *= 0.9
    return None


def _pile(places: Sequence[float], apart: float) -> list[int]:
    """Return for each place, in rising order, the lowest level on which nothing is nearer than ``apart``."""
    newest: list[float] = []
    levels = []
    for place in places:
        level = next((n for n, other in enumerate(newest) if place - other >= apart), len(newest))
        newest[level : level + 1] = [place]
        levels.append(level)
    return levels


def _draw_bars(piles: Mapping[float, int], each: float) -> _Marks:
    """Draw a bar over each column, by the column's beginning."""
    tallest = max(piles.values(), default=1)
    bars = [
        Bar(round(start + 0.06 * each, 1), round(0.88 * each, 1), round(BASE - high, 1), round(high, 1))
        for start, number in sorted(piles.items())
        if (high := (BASE - TOP) * number / tallest)
    ]
    return _Marks(0, [], bars)


def _ticks(
    last: int, each: float, width: float, write: Callable[[float], str], *, beyond: bool
) -> list[Tick]:
    every = 1
    while every * each < _LABEL_EVERY:
        every += 1 if every == 1 else every  # 1, 2, 4, 8 ...
    labels = [
        Tick(round((column + _BEFORE_NOUGHT) * each, 1), write(column * width))
        for column in range(0, last + 1, every)
    ]
    if beyond:
        edge = WIDTH - each
        labels = [label for label in labels if edge - label.x > _LABEL_EVERY * 0.8]
        labels.append(Tick(round(edge + each / 2, 1), f"{write((last + 1) * width)}+"))
    return labels


def _line(key: str, x: float, y: float, text: str) -> Line:
    """Put the label on the side with more room."""
    left = x < WIDTH / 2
    return Line(key, x, y, "start" if left else "end", round(x + (16 if left else -16), 1), text)


def _column_width(guesses: Sequence[float], answer: float) -> float:
    """Choose 1, 2 or 5 times a power of ten, so that most guesses and the answer are within the columns."""
    ordered = sorted(guesses)
    most = max(ordered[int(0.9 * (len(ordered) - 1))], answer, 1.0)
    power = 1.0
    while True:
        for factor in (1, 2, 5):
            if most / (power * factor) <= COLUMNS:
                return power * factor
        power *= 10


def _usual(columns: Counter[int]) -> int:
    """Return the last column that is not an outlier."""
    return max((column for column in columns if column <= COLUMNS), default=0)
