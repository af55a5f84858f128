"""The focus of all screens: a card, a question, or a proposal and its round of estimates."""

from __future__ import annotations

from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.state.lookup import find_proposal
from workshop.state.measures import measure_of
from workshop.state.rounds import publish_round
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation


@operation("workshop.focus")
def look_at(context: WorkshopContext, changes: Changes, /, step: int, **what: Any) -> None:
    """Point all screens at a card, question or proposal of the step that the desk saw; None clears it."""
    write_focus(context, changes, step, **what)


@operation("workshop.focus")
def focus_estimate(
    context: WorkshopContext,
    changes: Changes,
    step: int,
    *,
    proposal_id: str | None,
    number: int,
    shown: bool,
) -> None:
    """Let the room estimate a proposal, or show the spread of a round; ``proposal_id=None`` clears it."""
    if proposal_id is None:
        write_focus(context, changes, step, proposal=None, round=None, shown=None)
        return
    if measure_of(find_proposal(context.id, proposal_id)) is None:
        raise Problem(
            gettext("This proposal has nothing to estimate."),
            gettext("Say on its card which emissions it is about, or choose another one."),
            status=409,
        )
    write_focus(context, changes, step, proposal=proposal_id, round=number, shown=shown or None)
    if shown:
        publish_round(changes.connection, context.id, proposal_id, number)


def write_focus(context: WorkshopContext, changes: Changes, step: int, **what: Any) -> None:
    """Write the focus of all screens in a step, unless the meeting has moved on; None omits a value."""
    if context.step != step:
        raise Problem(
            gettext("The meeting has moved on since."),
            gettext("Look at the agenda and choose again."),
            status=409,
        )
    kept = {**context.focus, **what}
    workshop = context.load_workshop()
    changes.set(workshop, focus={name: value for name, value in kept.items() if value is not None})
    changes.subject = context.phase.value
