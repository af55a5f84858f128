"""The course of a meeting: steps, their clock, what the faces look at, and the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Phase, Step, Workshop
from workshop.models.agenda import stored
from workshop.models.types import utc_now
from workshop.services.changes import Changes
from workshop.services.moderation import desk_name
from workshop.services.operations import Ground, OperationRequest, Receipt, perform
from workshop.services.schedule import clock_of_step, clock_with_more


def move_to(workshop_id: int, facilitator: Facilitator, operation_id: str, step: int) -> Receipt:
    """Move the meeting to a step of its agenda; its clock starts, what was looked at is put away."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        if not 0 <= step < len(workshop.agenda):
            raise Problem(
                gettext("The agenda has no such step."), gettext("Reload the page to see it."), status=409
            )
        clock = clock_of_step(workshop.agenda, workshop.step, step, workshop.clock, utc_now())
        changes.set(workshop, step=step, focus={}, clock=clock)
        changes.subject = workshop.phase.value

    return _perform(workshop_id, facilitator, operation_id, "workshop.step", apply, step=step)


def wind_clock(workshop_id: int, facilitator: Facilitator, operation_id: str, minutes: int) -> Receipt:
    """Give the step more minutes from its planned end, or from now if that has passed or none runs.

    Nothing ever ends because a clock does: it tells the room, and only the desk moves on.
    """

    def apply(workshop: Workshop, changes: Changes) -> None:
        clock = clock_with_more(workshop.agenda, workshop.step, workshop.clock, minutes, utc_now())
        changes.set(workshop, clock=clock)
        changes.subject = str(minutes)

    return _perform(workshop_id, facilitator, operation_id, "workshop.clock", apply, minutes=minutes)


def stop_clock(workshop_id: int, facilitator: Facilitator, operation_id: str) -> Receipt:
    """Take the clock away; the step lasts as long as it lasts."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        changes.set(workshop, clock={**workshop.clock, "ends": None})
        changes.subject = "0"

    return _perform(workshop_id, facilitator, operation_id, "workshop.clock", apply, minutes=0)


def write_agenda(
    workshop_id: int, facilitator: Facilitator, operation_id: str, steps: tuple[Step, ...]
) -> Receipt:
    """Put another sequence in place; the meeting stays at the nearest step with the phase it is in."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        place = _same_place(steps, workshop.phase, workshop.step)
        if place is None:
            raise Problem(
                gettext("The new agenda lacks what the meeting does now."),
                gettext("Move the meeting to a step that stays, then change the agenda."),
                status=409,
            )
        changes.set(workshop, agenda=stored(steps), step=place)

    return _perform(
        workshop_id, facilitator, operation_id, "workshop.agenda", apply, steps=[asdict(s) for s in steps]
    )


def look_at(workshop_id: int, facilitator: Facilitator, operation_id: str, step: int, **what: Any) -> Receipt:
    """Point all faces at a card, question or proposal of the step that the desk saw; null puts it away."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        if workshop.step != step:
            raise Problem(
                gettext("The meeting has moved on since."),
                gettext("Look at the agenda and choose again."),
                status=409,
            )
        kept = {**workshop.focus, **what}
        changes.set(workshop, focus={name: value for name, value in kept.items() if value is not None})
        changes.subject = workshop.phase.value

    return _perform(workshop_id, facilitator, operation_id, "workshop.focus", apply, step=step, **what)


def set_rules(workshop_id: int, facilitator: Facilitator, operation_id: str, **rules: Any) -> Receipt:
    """Change rules of the meeting, each named as in :class:`~workshop.models.rules.Rules`."""

    def apply(workshop: Workshop, changes: Changes) -> None:
        apply_rules(workshop, changes, **rules)
        changes.subject = ",".join(f"{name}={value}" for name, value in sorted(rules.items()))

    return _perform(workshop_id, facilitator, operation_id, "workshop.rules", apply, **rules)


def apply_rules(workshop: Workshop, changes: Changes, **rules: Any) -> None:
    """Change rules within an operation."""
    changes.set(workshop, rules=replace(workshop.in_force, **rules).differences())


def require_writing(meeting: Workshop | Ground, *phases: Phase) -> None:
    """Refuse what phones send while they are frozen, or outside the phases it belongs to."""
    if meeting.in_force.frozen:
        raise Problem(
            gettext("The facilitator has paused the phones."),
            gettext("What you wrote is kept on this page. Send it when it goes on."),
            status=409,
        )
    if phases and meeting.phase not in phases:
        raise Problem(
            gettext("This is not open now."),
            gettext("What you wrote is kept on this page. Send it when the facilitator opens it."),
            status=409,
        )


def _same_place(steps: tuple[Step, ...], phase: Phase, place: int) -> int | None:
    """Find the step with ``phase`` that is nearest to ``place``."""
    fitting = [number for number, step in enumerate(steps) if step.phase is phase]
    return min(fitting, key=lambda number: abs(number - place), default=None)


def _perform(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    kind: str,
    apply: Callable[[Workshop, Changes], None],
    **content: Any,
) -> Receipt:
    request = OperationRequest(
        operation_id=operation_id, kind=kind, actor=desk_name(facilitator), content=content
    )
    return perform(workshop_id, request, apply)
