"""The bridge: a beam of named blocks from "without new actions" to the budget.

Its left end is the larger of reference and combined emissions over the horizon, its right end the smaller of
budget and combined emissions, never below zero. What is decided lies first, then the other actions by whose
hands they are in; a block is as long as its ``block_t`` (`scenarios.engine.blocks`), so all add up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workshop.charts.budget.block_labels import build_title_lines
from workshop.charts.budget.blocks import BlockView, Span
from workshop.charts.budget.bridge_words import (
    describe_beam,
    describe_budget,
    describe_condition,
    describe_degrees,
    describe_end,
    describe_gap,
    describe_gap_lead,
    describe_gap_left,
    describe_mark,
    describe_share_warming,
    describe_start,
    describe_surplus,
    describe_warming,
)
from workshop.charts.budget.hands import HandView, build_hand_views
from workshop.charts.budget.loupe import LoupeView, build_loupe_view
from workshop.charts.budget.titles import describe_title
from workshop.i18n import format_tonnes
from workshop.models import Layer
from workshop.state.evaluated import Evaluated, Lowering
from workshop.state.hands import HANDS, hand_of_actor
from workshop.state.snapshot import Snapshot

_LABEL_AFTER_PCT = 70.0
# The width of the needle's text, and of a mark's.
_NEEDLE_PCT, _MARK_PCT = 28.0, 9.0
# In a narrow column of a page.
_NARROW_NEEDLE_PCT = 52.0


@dataclass(frozen=True)
class PointerView:
    """A place on the beam with its text, which stands before or after it.

    ``near``: in a narrow picture, the needle's text lies over it.
    """

    x: float
    text: str
    anchor: str
    near: bool = False


@dataclass(frozen=True, kw_only=True)
class BridgeView:
    """The beam in percent of its width, and everything said about it."""

    state: str
    lead: str
    about: str
    blocks: tuple[BlockView, ...]
    decided: Span | None
    newest: Span | None
    loupe: LoupeView | None
    gap: Span | None
    surplus: Span | None
    needle: PointerView
    budget: PointerView | None
    marks: tuple[PointerView, ...]
    start: str
    start_warming: str
    end: str
    warming: str
    condition: str
    hands: tuple[HandView, ...]
    description: str


@dataclass(frozen=True)
class _Scale:
    """From cumulative emissions to percent of the beam; fewer emissions are further to the right."""

    left_t: float
    right_t: float

    def x(self, tonnes: float) -> float:
        part = (self.left_t - tonnes) / (self.left_t - self.right_t)
        return round(100 * min(1.0, max(0.0, part)), 3)

    def holds(self, tonnes: float) -> bool:
        return self.right_t <= tonnes <= self.left_t


def build_bridge_view(snapshot: Snapshot) -> BridgeView:
    """Return the bridge of what counts now, in the language in force."""
    titles = {view.id: describe_title(view, snapshot) for view in snapshot.proposals}
    newest = snapshot.newest
    return build_beam_view(snapshot, titles, None if newest is None else newest.id)


def build_beam_view(shown: Evaluated, titles: Mapping[str, str], newest_id: str | None = None) -> BridgeView:
    """Return the bridge of a live or saved scenario, in the language in force.

    ``titles`` name the actions by their ids; ``newest_id`` is the action that has come last.
    """
    outcome = shown.outcome
    scale, used, budget = _scale(shown), outcome.cumulative_emissions_t, max(0.0, outcome.budget_t)
    blocks = tuple(_blocks(shown, titles, scale))
    newest = _newest(blocks, newest_id)
    end_x, budget_x = scale.x(used), scale.x(budget)
    gap = Span(end_x, round(budget_x - end_x, 3), describe_gap_left(shown)) if used > budget else None
    surplus = None
    if used < budget:
        surplus = Span(budget_x, round(end_x - budget_x, 3), describe_surplus(shown))
    needle = _pointer(end_x, "" if outcome.warming_c is None else describe_warming(outcome.warming_c))
    return BridgeView(
        state="kept" if outcome.fits else "over",
        lead=describe_gap_lead(shown),
        about=describe_gap(shown),
        blocks=blocks,
        decided=_decided(blocks),
        newest=newest,
        loupe=build_loupe_view(blocks, gap, newest),
        gap=gap,
        surplus=surplus,
        needle=needle,
        budget=_budget(shown, scale),
        marks=tuple(_marks(shown, scale, needle)),
        start=describe_start(shown),
        start_warming=_start_warming(shown),
        end=describe_end(shown),
        warming=describe_share_warming(shown),
        condition=describe_condition(shown),
        hands=build_hand_views(_counting(shown)),
        description=describe_beam(shown),
    )


def _scale(shown: Evaluated) -> _Scale:
    outcome = shown.outcome
    reference, used = outcome.cumulative_reference_t, outcome.cumulative_emissions_t
    budget = max(0.0, outcome.budget_t)
    lowered = sum(max(0.0, view.block_t or 0.0) for view in shown.proposals)
    # Where an action raises emissions, the others reach further than the total.
    left, right = max(reference, used), max(0.0, min(budget, used, reference - lowered))
    if reference <= budget:
        # What was kept already is shown as well: it is what an increase would take.
        left = max(left, budget)
    # A place without emissions and budget has a beam too.
    return _Scale(left, right if right < left else left - 1.0)


def _counting(shown: Evaluated) -> list[Lowering]:
    return [view for view in shown.proposals if view.block_t is not None]


def _budget(shown: Evaluated, scale: _Scale) -> PointerView | None:
    """Place the budget where it is at neither end of the beam."""
    outcome = shown.outcome
    if not outcome.cumulative_emissions_t < outcome.budget_t < scale.left_t:
        return None
    return _pointer(scale.x(outcome.budget_t), describe_budget(shown))


def _blocks(shown: Evaluated, titles: Mapping[str, str], scale: _Scale) -> Iterator[BlockView]:
    """Place the blocks one after the other; those that raise emissions come last and lead back."""
    counting = _counting(shown)
    reductions = [view for view in counting if (view.block_t or 0.0) > 0.0]
    at = shown.outcome.cumulative_reference_t
    for view in sorted(reductions, key=_place):
        yield _block(view, titles[view.id], scale, at, view.layer)
        at -= view.block_t or 0.0
    for view in sorted((view for view in counting if (view.block_t or 0.0) < 0.0), key=_place):
        at -= view.block_t or 0.0
        yield _block(view, titles[view.id], scale, at, "increase")


def _place(view: Lowering) -> tuple[bool, int, int]:
    return view.layer != Layer.DECIDED, HANDS.index(hand_of_actor(view.actor)), view.number


def _block(view: Lowering, title: str, scale: _Scale, start_t: float, kind: str) -> BlockView:
    tonnes = view.block_t or 0.0
    x = scale.x(start_t)
    width = round(max(0.0, scale.x(start_t - abs(tonnes)) - x), 3)
    return BlockView(
        id=view.id,
        title=title,
        amount=format_tonnes(tonnes),
        hand=hand_of_actor(view.actor),
        kind=kind,
        x=x,
        width=width,
        lines=build_title_lines(title, width),
    )


def _decided(blocks: Sequence[BlockView]) -> Span | None:
    plan = [block for block in blocks if block.kind == Layer.DECIDED]
    if not plan:
        return None
    end = plan[-1].x + plan[-1].width
    return Span(plan[0].x, round(end - plan[0].x, 3), "")


def _newest(blocks: Iterable[BlockView], newest_id: str | None) -> Span | None:
    """Return the newest block with its title."""
    found = (block for block in blocks if block.id == newest_id)
    return next((Span(block.x, block.width, block.title) for block in found), None)


def _marks(shown: Evaluated, scale: _Scale, needle: PointerView) -> Iterator[PointerView]:
    """Place the warming marks by the same rule that lie on the beam, but the budget's own."""
    budget = shown.outcome.budget_t
    for mark in shown.scenario.warming_marks:
        span = abs(scale.left_t - scale.right_t)
        if scale.holds(mark.budget_t) and abs(mark.budget_t - budget) > 0.001 * span:
            x = scale.x(mark.budget_t)
            # The needle's own text has precedence; the mark keeps its tick.
            text = "" if _is_covered(x, needle, _NEEDLE_PCT) else describe_mark(mark.temperature_c)
            near = _is_covered(x, needle, _NARROW_NEEDLE_PCT)
            yield replace(_pointer(x, text), near=near)


def _is_covered(x: float, needle: PointerView, width: float) -> bool:
    """Return whether the needle's text, so many percent wide, lies over a place on the beam."""
    if not needle.text:
        return False
    before, after = (width, _MARK_PCT) if needle.anchor == "end" else (_MARK_PCT, width)
    return needle.x - before < x < needle.x + after


def _start_warming(shown: Evaluated) -> str:
    warming = shown.outcome.warming_reference_c
    return "" if warming is None else describe_degrees(warming)


def _pointer(x: float, text: str) -> PointerView:
    return PointerView(x, text, "end" if x > _LABEL_AFTER_PCT else "start")
