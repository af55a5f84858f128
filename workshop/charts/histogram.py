"""What the room guessed: one dot a person, or bars where a dot would be too small to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# The drawing's units are pixels of a screen of 1080 lines; letters of 36 stay legible from 15 metres.
WIDTH, HEIGHT = 1800, 560
TOP, BASE = 120, 500
COLUMNS = 18
_SMALLEST_DOT, _LARGEST_DOT = 7.0, 26.0
_LABEL_EVERY = 110


@dataclass(frozen=True)
class Line:
    """A line across the drawing with its words beside it."""

    key: str
    x: float
    y: float
    anchor: str
    text_x: float
    text: str


def draw_histogram(
    guesses: Sequence[float],
    *,
    answer: float,
    middle: float,
    words: tuple[str, str],
    write: Callable[[float], str],
) -> dict[str, Any]:
    """Return dots or bars, the axis, and the lines of answer and middle guess.

    ``words`` stand at the two lines, ``write`` writes a figure on the axis. Guesses far from all
    others stand together in the last column.
    """
    width = _column_width(guesses, answer)
    # Whole figures stand in the middle of their columns, wider columns begin at their labels.
    offset = 0.5 if width == 1 else 0.0
    columns = Counter(int((guess + offset) / width) for guess in guesses)
    last = max(_usual(columns), int((answer + offset) / width), int((middle + offset) / width), COLUMNS // 3)
    beyond = any(column > last for column in columns)
    count = last + 1 + beyond
    piled = Counter({column: number for column, number in columns.items() if column <= last})
    piled[last + 1] = sum(number for column, number in columns.items() if column > last)
    each = WIDTH / count

    def x(value: float) -> float:
        return round((value + offset) / width * each, 1)

    tallest = max(piled.values(), default=1)
    dot = min(_LARGEST_DOT, each * 0.42, (BASE - TOP) / tallest / 2.1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "base": BASE,
        **_piles(piled, each, dot, tallest),
        "ticks": _ticks(count, each, width, offset, write, beyond=beyond),
        "lines": [
            _line("answer", x(answer), 40, words[0]),
            _line("middle", x(middle), 92, words[1]),
        ],
    }


def _piles(piled: Counter[int], each: float, dot: float, tallest: int) -> dict[str, Any]:
    """Pile dots, or draw bars where dots would be too small."""
    if dot >= _SMALLEST_DOT:
        dots = [
            {"x": round((column + 0.5) * each, 1), "y": round(BASE - dot * (2.1 * level + 1.2), 1)}
            for column, number in sorted(piled.items())
            for level in range(number)
        ]
        return {"dot": round(dot * 0.92, 1), "dots": dots, "bars": []}
    bars = [
        {"x": round((column + 0.06) * each, 1), "width": round(0.88 * each, 1), "y": round(BASE - high, 1)}
        | {"height": round(high, 1)}
        for column, number in sorted(piled.items())
        if (high := (BASE - TOP) * number / tallest)
    ]
    return {"dot": 0, "dots": [], "bars": bars}


def _ticks(
    count: int, each: float, width: float, offset: float, write: Callable[[float], str], *, beyond: bool
) -> list[dict[str, Any]]:
    every = 1
    while every * each < _LABEL_EVERY:
        every += 1 if every == 1 else every  # 1, 2, 4, 8 ...
    labels: list[dict[str, Any]] = [
        {"x": round((column + offset) * each, 1), "text": write(column * width)}
        for column in range(0, count - beyond, every)
        # The first label of wide columns would hang over the edge, and nought is plain.
        if column or offset
    ]
    if beyond:
        edge = (count - 1) * each
        labels = [label for label in labels if edge - label["x"] > _LABEL_EVERY * 0.8]
        labels.append({"x": round(edge + each / 2, 1), "text": f"{write((count - 1) * width)}+"})
    return labels


def _line(key: str, x: float, y: float, text: str) -> Line:
    """Put the words on the side with more room."""
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
    """Find the last column that is not out of reach."""
    return max((column for column in columns if column < COLUMNS), default=0)
