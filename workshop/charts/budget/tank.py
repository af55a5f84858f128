"""The tank: the budget as a vessel, filled by the scenarios' emissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workshop.charts.budget.verdict import describe_last_year
from workshop.i18n import format_decimal, format_tonnes, gettext
from workshop.services.meeting.allocation_rule import foreign_key
from workshop.state.snapshot import Snapshot

# Drawing units are pixels on a screen with 1080 lines: its 36-unit letters are the smallest that are legible
# from 15 metres.
WIDTH, HEIGHT = 700, 600
LEFT, WIDE = 24, 240
LABELS_AT = 320
TOP, BOTTOM = 20, 580
LINE = 40
_HEAD_ROOM = 1.04


@dataclass(frozen=True)
class Level:
    """A line across the tank with its label; ``label_y`` keeps clear of other labels."""

    key: str
    kind: str
    text: str
    text_class: str
    y: float
    label_y: float = 0.0


@dataclass(frozen=True)
class Bar:
    """A rectangle inside the tank, in pixels."""

    y: float
    height: float


@dataclass(frozen=True, kw_only=True)
class TankView:
    """The drawing of the tank, in pixels, and its description."""

    width: int
    height: int
    left: int
    wide: int
    labels: int
    inside: Bar
    water: Bar
    spill: Bar
    glass: str
    levels: tuple[Level, ...]
    description: str


def build_tank_view(snapshot: Snapshot) -> TankView:
    """Return the shapes and lines of the drawing, ready to be set as attributes.

    The drawing reaches from 0 to the largest amount shown, so that a budget that is far smaller than the
    emissions looks as small as it is.
    """
    outcome = snapshot.outcome
    budget = max(0.0, outcome.budget_t)
    used, decided, reference = (
        outcome.cumulative_emissions_t,
        outcome.decided.cumulative_emissions_t,
        outcome.cumulative_reference_t,
    )
    marks, top = _marks(snapshot), _top(snapshot)

    def height(tonnes: float) -> float:
        return float(round(tonnes / top * (BOTTOM - TOP), 1))

    def y(tonnes: float) -> float:
        return round(BOTTOM - height(tonnes), 1)

    levels = [
        Level(
            "budget",
            "mark",
            gettext("Budget %(amount)s", amount=format_tonnes(outcome.budget_t)),
            "strong-text",
            y(budget),
        ),
        Level(
            "used",
            "used",
            gettext("With actions %(amount)s", amount=format_tonnes(used)),
            "strong-text",
            y(used),
        ),
    ]
    if abs(reference - used) > 1:
        text = gettext("Without actions %(amount)s", amount=format_tonnes(reference))
        levels.append(Level("reference", "reference", text, "muted-text", y(reference)))
    if snapshot.decided and abs(decided - used) > 1:
        text = gettext("Decided %(amount)s", amount=format_tonnes(decided))
        levels.append(Level("decided", "decided", text, "muted-text", y(decided)))
    for mark in marks:
        # The chosen budget is drawn already, with its own label.
        if abs(mark["budget_t"] - budget) > 0.001 * top:
            degrees = format_decimal(mark["temperature_c"], 1)
            text = gettext(
                "%(degrees)s °C: %(amount)s", degrees=degrees, amount=format_tonnes(mark["budget_t"])
            )
            levels.append(Level(f"mark-{mark['temperature_c']:g}", "mark", text, "", y(mark["budget_t"])))
    return TankView(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        wide=WIDE,
        labels=LABELS_AT,
        inside=Bar(y=y(budget), height=height(budget)),
        water=Bar(y=y(min(used, budget)), height=height(min(used, budget))),
        spill=Bar(y=y(used), height=height(max(0.0, used - budget))),
        glass=_glass(y(budget)),
        levels=build_spread_levels(levels),
        description=describe_tank(snapshot),
    )


def _marks(snapshot: Snapshot) -> list[dict[str, Any]]:
    if foreign_key(snapshot) is not None:
        return []  # by another rule than the budget: named in words only
    return [mark for mark in snapshot.marks if mark["budget_t"] > 0]


def _top(snapshot: Snapshot) -> float:
    """Return the tonnes at the top of the drawing."""
    outcome = snapshot.outcome
    shown = [
        *(outcome.budget_t, outcome.cumulative_emissions_t),
        *(outcome.decided.cumulative_emissions_t, outcome.cumulative_reference_t),
        *(mark["budget_t"] for mark in _marks(snapshot)),
    ]
    return float(max(*shown, 1.0)) * _HEAD_ROOM


def build_spread_levels(levels: Sequence[Level]) -> tuple[Level, ...]:
    """Move labels apart until none overlap, all of them inside the drawing."""
    ordered = sorted(levels, key=lambda level: level.y)
    floor, lowered = TOP + LINE / 4, []
    for level in ordered:
        lowered.append(max(level.y, floor))
        floor = lowered[-1] + LINE
    ceiling, spread = BOTTOM + LINE / 4, []
    for level, label_y in zip(reversed(ordered), reversed(lowered), strict=True):
        spread.append(replace(level, label_y=round(min(label_y, ceiling), 1)))
        ceiling = spread[-1].label_y - LINE
    return tuple(reversed(spread))


def describe_tank(snapshot: Snapshot) -> str:
    """Describe the tank in sentences: the budget, emissions, when it runs out, and the marks."""
    outcome = snapshot.outcome
    sentences = [
        gettext(
            "The budget is %(budget)s. From %(start)s to %(end)s the scenario emits %(used)s; "
            "without actions it would be %(reference)s.",
            budget=format_tonnes(outcome.budget_t),
            start=str(snapshot.start_year),
            end=str(snapshot.end_year),
            used=format_tonnes(outcome.cumulative_emissions_t),
            reference=format_tonnes(outcome.cumulative_reference_t),
        ),
        describe_last_year(snapshot),
    ]
    if snapshot.decided:
        decided = format_tonnes(outcome.decided.cumulative_emissions_t)
        sentences.append(gettext("With what is already decided alone: %(amount)s.", amount=decided))
    marks = ", ".join(
        gettext(
            "%(degrees)s °C: %(amount)s",
            degrees=format_decimal(mark["temperature_c"], 1),
            amount=format_tonnes(mark["budget_t"]),
        )
        for mark in _marks(snapshot)
    )
    if marks:
        sentences.append(gettext("Limits: %(marks)s.", marks=marks))
    return " ".join(sentences)


def _glass(rim: float) -> str:
    """Return the path of the tank's sides and bottom up to its rim; its depth is the budget."""
    left, right = LEFT - 4, LEFT + WIDE + 4
    return f"M{left} {rim} L{left} {BOTTOM + 4} L{right} {BOTTOM + 4} L{right} {rim}"
