"""The loupe of the bridge: the beginning of the beam, enlarged where the blocks would be too thin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from workshop.charts.budget.block_labels import build_title_lines
from workshop.charts.budget.blocks import BlockView, Span
from workshop.i18n import format_decimal, gettext

PARTS_PCT: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0)
"""How much of the beam a loupe may show: few steps, so that another block seldom changes the scale."""


@dataclass(frozen=True, kw_only=True)
class LoupeView:
    """The first ``part`` percent of the beam, drawn over its whole width."""

    part: float
    blocks: tuple[BlockView, ...]
    gap: Span | None
    newest: Span | None
    text: str


def find_part(end_pct: float) -> float:
    """Return how many percent of the beam to draw over its whole width, so that its first part fills it."""
    return next((part for part in PARTS_PCT if end_pct <= part), 100.0)


def describe_times(part_pct: float) -> str:
    """Write how many times a part of the beam is enlarged."""
    return gettext("enlarged %(times)s times", times=format_decimal(100 / part_pct))


def build_loupe_view(blocks: Sequence[BlockView], gap: Span | None, newest: Span | None) -> LoupeView | None:
    """Enlarge the blocks, unless they take a quarter of the beam already or one of them raises emissions."""
    end = max((block.x + block.width for block in blocks), default=0.0)
    part = find_part(end)
    if not blocks or part == 100.0 or any(block.kind == "increase" for block in blocks):
        return None
    times = 100 / part

    def enlarge(span: Span) -> Span:
        x = min(100.0, span.x * times)
        return Span(round(x, 3), round(min(100.0 - x, span.width * times), 3), span.text)

    return LoupeView(
        part=part,
        blocks=tuple(
            replace(
                block,
                x=round(block.x * times, 3),
                width=round(block.width * times, 3),
                lines=build_title_lines(block.title, block.width * times),
            )
            for block in blocks
        ),
        gap=None if gap is None else enlarge(replace(gap, width=part - gap.x, text="")),
        newest=None if newest is None else enlarge(newest),
        text=describe_times(part),
    )
