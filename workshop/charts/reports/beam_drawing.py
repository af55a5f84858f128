"""The bridge drawn for paper: one drawing for page, PDF and DOCX, with patterns beside its colours.

Its blocks have the numbers of the table of actions. The units are thousandths of its width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask import get_template_attribute
from markupsafe import escape

from workshop.charts.budget.blocks import BlockView, Span
from workshop.charts.budget.bridge import BridgeView, PointerView
from workshop.charts.budget.hands import HandView
from workshop.models import Layer
from workshop.state.hands import BUSINESSES, FARMERS, HOUSEHOLDS, MUNICIPALITY, PUBLIC, UNSPECIFIED

# As in static/css/tokens.css on light ground.
_INK, _MUTED, _BED, _EDGE = "#14242c", "#44565f", "#e9eeec", "#ffffff"
_OVERSHOOT, _OVERSHOOT_SOFT, _ACHIEVED, _ACHIEVED_SOFT = "#b0440a", "#fbe3d4", "#0b6e52", "#d2eae1"
_HANDS = {
    MUNICIPALITY: "#0a5f9e",
    PUBLIC: "#4a6570",
    HOUSEHOLDS: "#0b6e52",
    BUSINESSES: "#6a48a4",
    FARMERS: "#85601f",
    UNSPECIFIED: "#5d5d66",
}
_TEXT, _SMALL = 17.0, 15.5
_TOP, _HIGH = 32.0, 58.0
_LENS = 22.0
_HATCH = "components/hatch.html"
_THIN = 3.0
# A number needs so much room on its block, for each of its digits.
_DIGIT = 10.0
_LEGEND_COLUMNS, _LEGEND_ROW = 3, 22.0


def describe_drawing(bridge: BridgeView, numbers: Mapping[str, int], name: str) -> str:
    """Return the drawing as SVG.

    Parameters
    ----------
    bridge
        The beam.
    numbers
        Action id to its number in the table of actions.
    name
        Begins the ids of the drawing's patterns, which differ on a page with several.
    """
    below = _TOP + _HIGH
    parts = [*_marks(bridge), *_beam(bridge.blocks, bridge.gap, bridge.surplus, numbers, name, _TOP)]
    parts += _gap_text(bridge)
    below += 20
    parts += _ends(bridge, below)
    below += 8
    if bridge.loupe:
        loupe = bridge.loupe
        foot = below + _LENS
        lens = f"M0 {below}H{_figure(10 * loupe.part)}L1000 {foot}H0Z"
        parts.append(f'<path d="{lens}" fill="{_BED}"/>')
        parts.append(_text(992, foot - 6, loupe.text, "end", _SMALL, _MUTED))
        parts += _beam(loupe.blocks, loupe.gap, None, numbers, name, foot)
        below = foot + _HIGH
    parts += _legend(bridge.hands, name, below + 10)
    rows = -(-len(bridge.hands) // _LEGEND_COLUMNS)
    height = below + 10 + rows * _LEGEND_ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {_figure(height)}" '
        f'font-family="Source Sans 3"><defs>{_patterns(name)}</defs>{"".join(parts)}</svg>'
    )


def _patterns(name: str) -> str:
    """Return hatch and patterns as on screens, in the colours of paper."""
    hatch = get_template_attribute(_HATCH, "hatch_pattern")
    hands = get_template_attribute(_HATCH, "hand_patterns")
    return f"{hatch(f'{name}-hatch', 0.5, _OVERSHOOT_SOFT, _OVERSHOOT)}{hands(name, paper=True)}"


def _figure(value: float) -> str:
    """Write a place or length of the drawing."""
    return str(round(value, 2))


def _beam(
    blocks: Sequence[BlockView],
    gap: Span | None,
    surplus: Span | None,
    numbers: Mapping[str, int],
    name: str,
    top: float,
) -> Iterator[str]:
    yield _rect(0, top, 1000, _HIGH, _BED)
    if gap:
        yield _rect(10 * gap.x, top, 10 * gap.width, _HIGH, f"url(#{name}-hatch)")
    if surplus:
        yield _rect(10 * surplus.x, top, 10 * surplus.width, _HIGH, _ACHIEVED_SOFT)
    for block in blocks:
        x, width = 10 * block.x, 10 * block.width
        # Between thin blocks, edges would be all that is seen.
        edge = f' stroke="{_EDGE}" stroke-width="1"' if width > _THIN else ""
        yield _rect(x, top, max(width, 0.6), _HIGH, _HANDS[block.hand], edge)
        if block.hand != MUNICIPALITY:
            yield _rect(x, top, max(width, 0.6), _HIGH, f"url(#{name}-{block.hand})")
        number = str(numbers.get(block.id, ""))
        if number and width > _DIGIT * len(number) + 6:
            middle, half = x + width / 2, _DIGIT * len(number) / 2 + 2
            # The number has a ground of its own: patterns would run through it.
            at = (middle - half, top + _HIGH / 2 - 11, 2 * half, 22)
            yield _rect(*at, _HANDS[block.hand], ' rx="3"')
            yield _text(middle, top + _HIGH / 2 + 6, number, "middle", _TEXT, "#ffffff", strong=True)
    yield from _outline([block for block in blocks if block.kind == Layer.DECIDED], top)


def _marks(bridge: BridgeView) -> Iterator[str]:
    for mark in bridge.marks:
        yield _tick(mark.x, _MUTED)
        yield _text(10 * mark.x, 16, mark.text, _anchor(mark), _SMALL, _MUTED)
    x = 10 * bridge.needle.x
    yield f'<path d="M{_figure(x - 8)} 20h16l-8 12z" fill="{_INK}"/>'
    yield _text(x, 16, bridge.needle.text, _anchor(bridge.needle), _TEXT, _INK, strong=True)


def _anchor(pointer: PointerView) -> str:
    """Return where a text begins, so that it stays within the drawing."""
    if 12 < pointer.x < 88:
        return "middle"
    return "end" if pointer.x > 50 else "start"


def _tick(x: float, color: str) -> str:
    line = f"M{_figure(10 * x)} 20V{_TOP + _HIGH + 4}"
    return f'<path d="{line}" stroke="{color}" stroke-width="1.2" stroke-dasharray="4 3"/>'


def _gap_text(bridge: BridgeView) -> Iterator[str]:
    """Write on the gap what is missing, or on the surplus what is to spare, where there is room."""
    span, color = (bridge.gap, _OVERSHOOT) if bridge.gap else (bridge.surplus, _ACHIEVED)
    if span is None or span.width <= 24:
        return
    if bridge.surplus and bridge.blocks:
        # The blocks of the actions lie over it.
        return
    middle = 10 * (span.x + span.width / 2)
    half = 4.4 * len(span.text) + 8
    yield _rect(middle - half, _TOP + _HIGH / 2 - 14, 2 * half, 28, "#ffffff", ' rx="4"')
    yield _text(middle, _TOP + _HIGH / 2 + 6, span.text, "middle", _TEXT + 1, color, strong=True)


def _ends(bridge: BridgeView, y: float) -> Iterator[str]:
    start = " · ".join(filter(None, (bridge.start, bridge.start_warming)))
    yield _text(0, y, start, "start", _TEXT, _INK)
    yield _text(1000, y, bridge.end, "end", _TEXT, _INK, strong=True)
    if bridge.gap and bridge.gap.width <= 24:
        yield _text(560, y, bridge.gap.text, "middle", _TEXT, _OVERSHOOT, strong=True)
    elif bridge.surplus and (bridge.blocks or bridge.surplus.width <= 24):
        yield _text(560, y, bridge.surplus.text, "middle", _TEXT, _ACHIEVED, strong=True)
    if bridge.budget:
        yield _tick(bridge.budget.x, _HANDS[MUNICIPALITY])


def _outline(decided: Sequence[BlockView], top: float) -> Iterator[str]:
    """Frame what is decided, which lies first."""
    if decided:
        x, end = 10 * decided[0].x, 10 * (decided[-1].x + decided[-1].width)
        frame = f' stroke="{_INK}" stroke-width="2.5"'
        yield _rect(x + 1, top + 1, max(end - x - 2, 0.6), _HIGH - 2, "none", frame)


def _legend(hands: Iterable[HandView], name: str, top: float) -> Iterator[str]:
    for number, hand in enumerate(hands):
        row, column = divmod(number, _LEGEND_COLUMNS)
        x, y = 1000 * column / _LEGEND_COLUMNS, top + row * _LEGEND_ROW
        yield _rect(x, y, 26, 14, _HANDS[hand.key])
        if hand.key != MUNICIPALITY:
            yield _rect(x, y, 26, 14, f"url(#{name}-{hand.key})")
        yield _text(x + 34, y + 12.5, f"{hand.label} {hand.amount}", "start", _SMALL, _INK)


def _rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    place = f'x="{_figure(x)}" y="{_figure(y)}" width="{_figure(width)}" height="{_figure(height)}"'
    return f'<rect {place} fill="{fill}"{more}/>'


def _text(
    x: float, y: float, words: str, anchor: str, size: float, color: str, *, strong: bool = False
) -> str:
    weight = ' font-weight="600"' if strong else ""
    place = f'x="{_figure(x)}" y="{_figure(y)}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{color}"{weight}>{escape(words)}</text>'
