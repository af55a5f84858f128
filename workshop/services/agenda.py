"""The course of a meeting: steps, their clock, what the faces look at, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workshop.errors import NotNow, Problem
from workshop.i18n import gettext
from workshop.models import Facilitator, Phase, Rules, Step, Workshop
from workshop.models.agenda import stored
from workshop.models.types import utc_now
from workshop.services.changes import Changes
from workshop.services.moderation import desk_name
from workshop.services.operations import Ground, OperationRequest, Receipt, perform
from workshop.services.schedule import clock_of_step, clock_with_more
from workshop.services.three_way import ChangedMeanwhile, merge_changes


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


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the desk writes of a meeting: its steps, how many tables there are, and who writes free text.

    ``waiting`` is how many proposals of one person may wait for the desk.
    """

    steps: tuple[Step, ...]
    tables: int
    scribes: str
    waiting: int

    @classmethod
    def of(cls, agenda: Iterable[Mapping[str, Any]], rules: Rules) -> Course:
        """Read it from what the database keeps."""
        steps = (Step(Phase(s["phase"]), s["minutes"], bool(s.get("silent"))) for s in agenda)
        return cls(steps=tuple(steps), tables=rules.tables, scribes=rules.scribes, waiting=rules.waiting)

    def flat(self) -> dict[str, Any]:
        """Return all of it by name, as two versions are compared and forms carry it."""
        steps = [[step.phase.value, step.minutes, step.silent] for step in self.steps]
        return {
            "steps": steps,
            "tables": self.tables,
            "scribes": self.scribes,
            "waiting": self.waiting,
        }


def write_agenda(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    sent: Course,
    opened: Mapping[str, Any] | None = None,
) -> Receipt:
    """Put another sequence in place; the meeting stays at the nearest step with the phase it is in.

    ``opened`` is what the form was opened with. What another desk changed since stays, and
    :class:`~workshop.services.three_way.ChangedMeanwhile` is raised where both changed the same.
    """

    def apply(workshop: Workshop, changes: Changes) -> None:
        now = Course.of(workshop.agenda, workshop.in_force)
        merged = _merge_courses(opened, now.flat(), sent.flat())
        steps = tuple(Step(Phase(phase), minutes, silent) for phase, minutes, silent in merged["steps"])
        place = _same_place(steps, workshop.phase, workshop.step)
        if place is None:
            raise Problem(
                gettext("The new agenda lacks what the meeting does now."),
                gettext("Move the meeting to a step that stays, then change the agenda."),
                status=409,
            )
        changes.set(workshop, agenda=stored(steps), step=place)
        apply_rules(workshop, changes, **{name: merged[name] for name in ("tables", "scribes", "waiting")})

    return _perform(workshop_id, facilitator, operation_id, "workshop.agenda", apply, **sent.flat())


def _merge_courses(
    opened: Mapping[str, Any] | None, now: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any]:
    """Merge two versions: step by step where none was added or taken away, else all steps as one."""
    versions = [each["steps"] for each in (opened, now, mine) if each and isinstance(each.get("steps"), list)]
    alike = len(versions) == 3 and len({len(steps) for steps in versions}) == 1
    if not alike or not all(isinstance(row, list) and len(row) == 3 for steps in versions for row in steps):
        return merge_changes(opened, now, mine)

    def spread(course: Mapping[str, Any]) -> dict[str, Any]:
        rows = {f"{i}-{j}": cell for i, row in enumerate(course["steps"]) for j, cell in enumerate(row)}
        return {**{name: value for name, value in course.items() if name != "steps"}, **rows}

    try:
        merged = merge_changes(opened and spread(opened), spread(now), spread(mine))
    except ChangedMeanwhile as both:
        fields = {name if name in now else "steps" for name in both.fields}
        kept = {name: both.merged.get(name, mine[name]) for name in now}
        raise ChangedMeanwhile(kept, now, fields) from None
    steps = [[merged[f"{i}-{j}"] for j in range(3)] for i in range(len(versions[0]))]
    return {**{name: merged[name] for name in now if name != "steps"}, "steps": steps}


def look_at(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    step: int,
    *,
    first: Callable[[Changes], None] = lambda _: None,
    **what: Any,
) -> Receipt:
    """Point all faces at a card, question or proposal of the step that the desk saw; null puts it away.

    ``first`` is done in the same transaction.
    """

    def apply(workshop: Workshop, changes: Changes) -> None:
        if workshop.step != step:
            raise Problem(
                gettext("The meeting has moved on since."),
                gettext("Look at the agenda and choose again."),
                status=409,
            )
        first(changes)
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
    problem = why_not_now(meeting.in_force, meeting.phase, *phases)
    if problem is not None:
        raise problem


def why_not_now(rules: Rules, phase: str, *phases: Phase) -> NotNow | None:
    """Say why phones cannot send now what belongs to ``phases`` (none: to all); null where they can."""
    if rules.frozen:
        return NotNow(
            gettext("The facilitator has paused the phones."),
            gettext("What you wrote is kept on this page. Send it when it goes on."),
        )
    if phases and phase not in phases:
        return NotNow(
            gettext("This is not open now."),
            gettext("What you wrote is kept on this page. Send it when the facilitator opens it."),
        )
    return None


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
