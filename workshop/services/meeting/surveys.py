"""The survey before and after: how the meeting changed those who answered both times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Answer, Phase, is_here
from workshop.services.meeting.answers import write_answers
from workshop.services.meeting.focus import write_focus
from workshop.state.confidentiality import FEWEST, may_show
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import operation

ASPECTS = ("knowledge", "urgency", "agency")
LOWEST, HIGHEST = 1, 5
BEFORE, AFTER = "before", "after"
MOMENTS: dict[str, tuple[Phase, ...]] = {BEFORE: (Phase.LOBBY, Phase.PREDICT), AFTER: (Phase.THANKS,)}


@operation("answer", revision=False)
def answer_survey(
    context: WorkshopContext, changes: Changes, moment: str, points: Mapping[str, int]
) -> dict[str, Any]:
    """Store somebody's points; skipped questions keep their earlier answers."""
    require_writing(context, *MOMENTS[moment])
    answers = {question_name(moment, aspect): float(point) for aspect, point in points.items()}
    return write_answers(context, changes, answers)


def question_name(moment: str, aspect: str) -> str:
    """Return the stored name of a question of the survey."""
    return f"{moment}/{aspect}"


def compare_answers(workshop_id: int) -> dict[str, dict[str, Any]]:
    """Compare before and after by aspect, for people who answered both; omit fewer than five."""
    compared = {}
    for aspect in ASPECTS:
        pairs = _pairs(workshop_id, aspect)
        if may_show(len(pairs)):
            compared[aspect] = {
                "people": len(pairs),
                **{
                    moment: {
                        "mean": sum(pair[place] for pair in pairs) / len(pairs),
                        "counts": [
                            sum(pair[place] == point for pair in pairs)
                            for point in range(LOWEST, HIGHEST + 1)
                        ],
                    }
                    for place, moment in enumerate((BEFORE, AFTER))
                },
            }
    return compared


@operation("workshop.focus")
def show_comparison(context: WorkshopContext, changes: Changes, step: int, *, shown: bool) -> None:
    """Show the room what changed, or hide it.

    The comparison is frozen when shown: counted again with every answer, single answers would follow from the
    difference. Shown again, an aspect changes only with at least five more people.
    """
    if context.step != step or context.phase is not Phase.THANKS:
        raise Problem(
            gettext("The meeting has moved on since."),
            gettext("Look at the agenda and choose again."),
            status=409,
        )
    earlier = context.focus.get("compared", {})
    compared = _grown(earlier, compare_answers(context.id)) if shown else earlier
    write_focus(context, changes, step, compared=compared, learnt=shown)


def count_surveys(workshop_id: int, moment: str) -> int:
    """Count the people who answered at least one question of a moment."""
    questions = [question_name(moment, aspect) for aspect in ASPECTS]
    rows = db.session.scalars(
        select(Answer.participant_id)
        .where(
            Answer.workshop_id == workshop_id,
            Answer.question.in_(questions),
            is_here(Answer.participant_id),
        )
        .distinct()
    )
    return len(rows.all())


def _grown(earlier: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {
        aspect: earlier[aspect]
        if aspect in earlier and abs(told["people"] - earlier[aspect]["people"]) < FEWEST
        else told
        for aspect, told in now.items()
    }


def _pairs(workshop_id: int, aspect: str) -> list[tuple[float, float]]:
    before, after = aliased(Answer), aliased(Answer)
    rows = db.session.execute(
        select(before.number, after.number)
        .join(after, after.participant_id == before.participant_id)
        .where(
            before.workshop_id == workshop_id,
            before.question == question_name(BEFORE, aspect),
            after.question == question_name(AFTER, aspect),
            is_here(before.participant_id),
        )
    )
    return [(first, second) for first, second in rows if first is not None and second is not None]
