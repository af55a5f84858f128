"""A part of the actions of a list, with as many questions as can be looked at together."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.importing.words import describe_target
from workshop.services.importing.list_questions import ListQuestion
from workshop.services.importing.paging import Part, find_part, part_starts
from workshop.services.importing.planned_import import Plan, PlannedRow

_ROWS_AT_ONCE, _WEIGHT_AT_ONCE, _MOST_QUESTIONS = 100, 150, 40
_A_FIGURE = 0.2
_MOST_NOT_TAKEN = 200


@dataclass(frozen=True, kw_only=True)
class ActionsView:
    """The rows of a part, and the first questions about the whole list; how many more there are.

    ``targets`` are the emissions to choose from, as pairs of id and label. ``not_taken`` says how many of
    the rows that are not taken are listed. ``next_open`` is the first row with an open question, and
    ``next_open_from`` where its part begins.
    """

    part: Part
    rows: tuple[PlannedRow, ...]
    questions: tuple[ListQuestion, ...]
    more_questions: int
    targets: tuple[tuple[str, str], ...]
    not_taken: int
    next_open: int | None
    next_open_from: int


def build_actions_view(plan: Plan, first: int) -> ActionsView:
    """Build the view of the part of the actions with the row at the place ``first``."""
    weights = (1 + len(row.questions) + _A_FIGURE * len(row.figures) for row in plan.rows)
    starts = part_starts(weights, most=_WEIGHT_AT_ONCE, rows=_ROWS_AT_ONCE)
    part = find_part(starts, len(plan.rows), first)
    open_at = next((place for place, row in enumerate(plan.rows) if row.is_open), None)
    # Open ones first, where not all are drawn: answering them brings the others.
    is_long = len(plan.questions) > _MOST_QUESTIONS
    ordered = sorted(plan.questions, key=lambda each: not each.is_open) if is_long else plan.questions
    return ActionsView(
        part=part,
        rows=plan.rows[part.first : part.end],
        questions=tuple(ordered[:_MOST_QUESTIONS]),
        more_questions=max(0, len(plan.questions) - _MOST_QUESTIONS),
        targets=tuple((choice.id, describe_target(choice)) for choice in plan.targets),
        not_taken=min(len(plan.not_taken), _MOST_NOT_TAKEN),
        next_open=None if open_at is None else plan.rows[open_at].row,
        next_open_from=0 if open_at is None else find_part(starts, len(plan.rows), open_at).first,
    )
