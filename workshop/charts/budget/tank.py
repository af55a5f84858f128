"""The tank: the budget as a vessel, and what the scenarios would pour into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workshop.charts.budget.verdict import tell_last_year
from workshop.i18n import format_decimal, format_tonnes, gettext
from workshop.services.meeting.allocation_rule import foreign_key
from workshop.state.snapshot import Standing

# The drawing's units are pixels of a screen of 1080 lines, so that its 36-unit letters are
# the smallest that a room reads from 15 metres.
WIDTH, HEIGHT = 700, 600
LEFT, WIDE = 24, 240
LABELS_AT = 320
TOP, BOTTOM = 20, 580
LINE = 40
_HEAD_ROOM = 1.04


@dataclass
class Level:
    """A line across the tank with its words; ``label_y`` keeps clear of the neighbours' words."""

    key: str
    kind: str
    text: str
    text_class: str
    y: float
    label_y: float = 0.0


def draw_tank(standing: Standing) -> dict[str, Any]:
    """Return the shapes and lines of the drawing, ready to be set as attributes.

    The drawing reaches from nothing to the largest of what is shown, so that a vessel far smaller
    than what would be poured into it looks as small as it is.
    """
    outcome = standing.outcome
    budget = max(0.0, outcome.budget_t)
    used, decided, reference = (
        outcome.cumulative_emissions_t,
        outcome.decided.cumulative_emissions_t,
        outcome.cumulative_reference_t,
    )
    marks, top = _marks(standing), _top(standing)

    def height(tonnes: float) -> float:
        return float(round(tonnes / top * (BOTTOM - TOP), 1))

    def y(tonnes: float) -> float:
        return round(BOTTOM - height(tonnes), 1)

    def amount(tonnes: float) -> str:
        return format_tonnes(tonnes, like=top)

    levels = [
        Level(
            "budget",
            "mark",
            gettext("Budget %(amount)s", amount=amount(outcome.budget_t)),
            "strong-text",
            y(budget),
        ),
        Level("used", "used", gettext("Now %(amount)s", amount=amount(used)), "strong-text", y(used)),
    ]
    if abs(reference - used) > 1:
        text = gettext("Without actions %(amount)s", amount=amount(reference))
        levels.append(Level("reference", "reference", text, "muted-text", y(reference)))
    if standing.decided and abs(decided - used) > 1:
        text = gettext("Decided %(amount)s", amount=amount(decided))
        levels.append(Level("decided", "decided", text, "muted-text", y(decided)))
    for mark in marks:
        # The chosen budget stands there already, in its own words.
        if abs(mark["budget_t"] - budget) > 0.001 * top:
            degrees = format_decimal(mark["temperature_c"], 1)
            text = gettext("%(degrees)s °C: %(amount)s", degrees=degrees, amount=amount(mark["budget_t"]))
            levels.append(Level(f"mark-{mark['temperature_c']:g}", "mark", text, "", y(mark["budget_t"])))
    spread_labels(levels)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "wide": WIDE,
        "labels": LABELS_AT,
        "inside": {"y": y(budget), "height": height(budget)},
        "water": {"y": y(min(used, budget)), "height": height(min(used, budget))},
        "spill": {"y": y(used), "height": height(max(0.0, used - budget))},
        "glass": _glass(y(budget)),
        "levels": [vars(level) for level in levels],
        "description": describe_tank(standing),
    }


def tank_fractions(standing: Standing) -> dict[str, float]:
    """Return what fills the tank as parts of its height, as a phone draws it."""
    top, budget = _top(standing), max(0.0, standing.outcome.budget_t)
    used = standing.outcome.cumulative_emissions_t
    return {
        "budget": budget / top,
        "within": min(used, budget) / top,
        "over": max(0.0, used - budget) / top,
    }


def _marks(standing: Standing) -> list[dict[str, Any]]:
    if foreign_key(standing) is not None:
        return []  # by another rule than the budget: named in words, and not beside it
    return [mark for mark in standing.marks if mark["budget_t"] > 0]


def _top(standing: Standing) -> float:
    """Return the tonnes at the top of the drawing."""
    outcome = standing.outcome
    shown = [
        *(outcome.budget_t, outcome.cumulative_emissions_t),
        *(outcome.decided.cumulative_emissions_t, outcome.cumulative_reference_t),
        *(mark["budget_t"] for mark in _marks(standing)),
    ]
    return float(max(*shown, 1.0)) * _HEAD_ROOM


def spread_labels(levels: list[Level]) -> None:
    """Move the words apart until none covers another, all of them inside the drawing."""
    levels.sort(key=lambda level: level.y)
    floor = TOP + LINE / 4
    for level in levels:
        level.label_y = max(level.y, floor)
        floor = level.label_y + LINE
    ceiling = BOTTOM + LINE / 4
    for level in reversed(levels):
        level.label_y = round(min(level.label_y, ceiling), 1)
        ceiling = level.label_y - LINE


def describe_tank(standing: Standing) -> str:
    """Say in sentences what the tank shows: the budget, what is emitted, when it runs out, and the marks."""
    outcome = standing.outcome
    sentences = [
        gettext(
            "The budget is %(budget)s. From %(start)s to %(end)s the scenario emits %(used)s; "
            "without actions it would be %(reference)s.",
            budget=format_tonnes(outcome.budget_t),
            start=str(standing.start_year),
            end=str(standing.end_year),
            used=format_tonnes(outcome.cumulative_emissions_t),
            reference=format_tonnes(outcome.cumulative_reference_t),
        ),
        tell_last_year(standing),
    ]
    if standing.decided:
        decided = format_tonnes(outcome.decided.cumulative_emissions_t)
        sentences.append(gettext("With what is already decided alone: %(amount)s.", amount=decided))
    marks = ", ".join(
        gettext(
            "%(degrees)s °C: %(amount)s",
            degrees=format_decimal(mark["temperature_c"], 1),
            amount=format_tonnes(mark["budget_t"]),
        )
        for mark in _marks(standing)
    )
    if marks:
        sentences.append(gettext("Marks: %(marks)s.", marks=marks))
    return " ".join(sentences)


def _glass(rim: float) -> str:
    """Draw the vessel's sides and bottom up to its rim, as deep as the budget is large."""
    left, right = LEFT - 4, LEFT + WIDE + 4
    return f"M{left} {rim} L{left} {BOTTOM + 4} L{right} {BOTTOM + 4} L{right} {rim}"
