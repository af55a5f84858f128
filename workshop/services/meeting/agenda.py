"""The course of a meeting: steps, their clock, the focus of the screens, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, Phase, Proposal, Rules, State, Step
from workshop.models.agenda import phase_at, stored
from workshop.models.types import utc_now
from workshop.services.meeting.allocation_rule import discard_votes
from workshop.services.meeting.votes import count_votes
from workshop.state.schedule import clock_of_step, clock_with_more
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import is_vote_open
from workshop.store.operations import operation
from workshop.store.three_way import ChangedMeanwhile, merge_changes


@operation("workshop.step")
def move_to(context: WorkshopContext, changes: Changes, step: int) -> None:
    """Move the meeting to a step of its agenda, start the step's clock and clear the focus.

    A step for proposals keeps which was the newest before it: the wall shows as new what comes in it.
    The end of the meeting closes a vote that is open, so that nobody votes after the result. Going on also
    deletes who voted for which allocation rule, if the vote was closed and shown: its totals stay.
    """
    if not 0 <= step < len(context.agenda):
        raise Problem(
            gettext("The agenda has no such step."), gettext("Reload the page to see it."), status=409
        )
    workshop = context.load_workshop()
    if phase_at(context.agenda, step) is Phase.THANKS and is_vote_open(context.vote):
        count_votes(context, changes)
    if context.focus.get("votes"):
        discard_votes(context, changes)
    clock = clock_of_step(workshop.agenda, workshop.step, step, workshop.clock, utc_now())
    focus = _focus_before_proposals(context) if phase_at(context.agenda, step) is Phase.PROPOSE else {}
    changes.set(workshop, step=step, focus=focus, clock=clock)
    changes.subject = workshop.phase.value


def _focus_before_proposals(context: WorkshopContext) -> dict[str, int]:
    newest = db.session.scalar(
        select(func.max(Proposal.id)).where(
            Proposal.workshop_id == context.id,
            Proposal.state == State.VISIBLE.value,
            Proposal.layer == Layer.PROPOSED.value,
            Proposal.removed.is_(False),
        )
    )
    return {} if newest is None else {"after": newest}


@operation("workshop.clock")
def wind_clock(context: WorkshopContext, changes: Changes, minutes: int) -> None:
    """Give the step more minutes from its planned end, or from now if that has passed or no clock runs.

    A clock never ends a step: it informs the room, and only the desk moves on.
    """
    workshop = context.load_workshop()
    clock = clock_with_more(workshop.agenda, workshop.step, workshop.clock, minutes, utc_now())
    changes.set(workshop, clock=clock)
    changes.subject = str(minutes)


@operation("workshop.clock")
def stop_clock(context: WorkshopContext, changes: Changes) -> None:
    """Stop the clock; the step then has no planned end."""
    workshop = context.load_workshop()
    changes.set(workshop, clock={**workshop.clock, "ends": None})
    changes.subject = "0"


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the desk sets for a meeting: its steps, how many tables there are, and who writes free text.

    ``waiting`` is how many proposals of one person may wait for the desk.
    """

    steps: tuple[Step, ...]
    tables: int
    scribes: str
    waiting: int

    @classmethod
    def of(cls, agenda: Iterable[Mapping[str, Any]], rules: Rules) -> Course:
        """Build it from stored agenda and rules."""
        steps = (Step(Phase(s["phase"]), s["minutes"], bool(s.get("silent"))) for s in agenda)
        return cls(steps=tuple(steps), tables=rules.tables, scribes=rules.scribes, waiting=rules.waiting)

    def flat(self) -> dict[str, Any]:
        """Return all fields by name, as forms carry them and two versions are compared."""
        steps = [[step.phase.value, step.minutes, step.silent] for step in self.steps]
        return {
            "steps": steps,
            "tables": self.tables,
            "scribes": self.scribes,
            "waiting": self.waiting,
        }


@operation("workshop.agenda")
def write_agenda(
    context: WorkshopContext, changes: Changes, sent: Course, opened: Mapping[str, Any] | None = None
) -> None:
    """Replace the agenda; the meeting stays at the nearest step with its present phase.

    ``opened`` is what the form was opened with. Changes by another desk since stay;
    :class:`~workshop.store.three_way.ChangedMeanwhile` is raised if both changed the same.
    """
    now = Course.of(context.agenda, context.in_force)
    merged = _merge_courses(opened, now.flat(), sent.flat())
    steps = tuple(Step(Phase(phase), minutes, silent) for phase, minutes, silent in merged["steps"])
    place = _same_place(steps, context.phase, context.step)
    if place is None:
        raise Problem(
            gettext("The new agenda lacks what the meeting does now."),
            gettext("Move the meeting to a step that stays, then change the agenda."),
            status=409,
        )
    changes.set(context.load_workshop(), agenda=stored(steps), step=place)
    write_rules(context, changes, **{name: merged[name] for name in ("tables", "scribes", "waiting")})


def _merge_courses(
    opened: Mapping[str, Any] | None, now: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any]:
    """Merge two versions: step by step if their number is the same, else all steps as one."""
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


@operation("workshop.rules")
def set_rules(context: WorkshopContext, changes: Changes, /, **rules: Any) -> None:
    """Change rules of the meeting, each named as in :class:`~workshop.models.rules.Rules`."""
    write_rules(context, changes, **rules)
    changes.subject = ",".join(f"{name}={value}" for name, value in sorted(rules.items()))


def write_rules(context: WorkshopContext, changes: Changes, **rules: Any) -> None:
    """Change rules within an operation."""
    changes.set(context.load_workshop(), rules=replace(context.in_force, **rules).differences())


def _same_place(steps: tuple[Step, ...], phase: Phase, place: int) -> int | None:
    """Return the index of the step with ``phase`` nearest to ``place``, or None."""
    fitting = [number for number, step in enumerate(steps) if step.phase is phase]
    return min(fitting, key=lambda number: abs(number - place), default=None)
