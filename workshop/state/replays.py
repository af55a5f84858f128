"""Replay a meeting from its log: the workshop's state after each step.

The log holds what every step changed about proposals, budget and agenda. It has no estimates: each is counted
from the moment when somebody first gave it in its round, with its last figure. A proposal counts as it
counted then, and has its present title, if it may be seen now (:mod:`workshop.state.visibility`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import func, select

from workshop.extensions import db
from workshop.models import Change, Estimate, Layer, Participant, Proposal, State, Workshop, is_here
from workshop.state.records import EstimateRow, ProposalRecord, ProposalRow, assemble
from workshop.state.snapshot import Snapshot, snapshot_with
from workshop.state.visibility import as_room_sees, may_read_now

MOST_MOMENTS = 120

_FACTS = ("budget", "marks", "reference", "history", "limits", "gas", "start_year", "end_year")
# Steps of the room that are shown: proposals that it sees, and estimates grouped.
_PROPOSED = {"proposal.pick", "proposal.free"}
_ESTIMATED = {"proposal.pick", "estimate"}
# Steps that change no picture but belong to the course of the meeting.
_MARKED = {"scenario.save", "vote.close"}
# Texts of people and the desk: past wordings are not shown again, and whose the present ones are is said.
_WORDS = ("title", "description", "asked", "written")
_COURSE, _DECISION, _PROPOSAL, _ESTIMATES = range(4)
# Steps whose subject is a phase, a number or a name given by the desk, and never words of the room.
_NAMED = {
    *("workshop.step", "workshop.focus", "workshop.wall", "workshop.key", "workshop.scope"),
    *("workshop.reference", "workshop.limits", "workshop.climate-budget", "decided.import"),
    *("scenario.save", "scenario.live", "scenario.suggested", "scenario.supported", "table.adopt"),
    *("vote.count", "vote.uncount"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A step of the meeting: when, by whom and about what; ``role`` is empty for the desk.

    ``count`` steps of the same kind are grouped, and ``passed_over`` others are between this moment and the
    one before. ``undone`` is the kind of step that was taken back. ``proposal`` is the number of the only
    proposal concerned, ``unseen`` whether the room no longer sees it.
    """

    at: datetime
    kind: str
    undone: str
    actor: str
    role: str
    subject: str
    proposal: int | None
    unseen: bool
    count: int
    passed_over: int
    snapshot: Snapshot


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The moments of a meeting, oldest first, and the number of steps they come from.

    ``unseen`` are the ids of proposals that the room may not read now.
    """

    moments: tuple[Moment, ...]
    steps: int
    unseen: frozenset[str]


class _Step(NamedTuple):
    revision: int
    actor: str
    kind: str
    subject: str
    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]
    undoes: int | None
    created_at: datetime
    id: int


class _Candidate(NamedTuple):
    """A step that may become a moment, its weight, and how many steps are grouped in it."""

    place: int
    weight: int
    gathered: int


@lru_cache(maxsize=4)
def replay_meeting(snapshot: Snapshot) -> Replay:
    """Replay a meeting up to now; computed once per snapshot."""
    steps = _read_steps(snapshot)
    told = _thin_out(_select(steps, snapshot.workshop_id))
    moments = tuple(_evaluate(snapshot, steps, told))
    seen = {view.id for view in snapshot.proposals if may_read_now(view, snapshot)}
    then = {view.id for moment in moments for view in moment.snapshot.shown}
    return Replay(moments=moments, steps=len(steps), unseen=frozenset(then - seen))


def _read_steps(snapshot: Snapshot) -> list[_Step]:
    columns = [getattr(Change, name) for name in _Step._fields]
    rows = db.session.execute(
        select(*columns)
        .where(Change.workshop_id == snapshot.workshop_id, Change.revision <= snapshot.revision)
        .order_by(Change.revision)
    )
    return [_Step._make(row) for row in rows]


def _select(steps: list[_Step], workshop_id: int) -> list[_Candidate]:
    """Select the steps that can be seen, and group consecutive estimates."""
    told: list[_Candidate] = []
    estimates = 0
    for place, step in enumerate(steps):
        weight = _weight_of(step, workshop_id)
        if weight is None:
            continue
        estimates = estimates + 1 if weight == _ESTIMATES else 0
        if estimates > 1:
            told.pop()
        told.append(_Candidate(place, weight, max(1, estimates)))
    return told


def _weight_of(step: _Step, workshop_id: int) -> int | None:
    """Return the weight of a step; None if nothing of it can be seen."""
    course = step.after.get(f"workshop/{workshop_id}", {})
    proposals = {key: new for key, new in step.after.items() if key.startswith("proposals/")}
    if step.actor.startswith(("desk:", "helper:")):
        if "step" in course or "budget" in course or step.kind in _MARKED or len(proposals) > 1:
            return _COURSE
        return _DECISION if proposals else None
    added = any(new.get("removed") is False for new in proposals.values())
    if step.kind in _PROPOSED and added:
        return _PROPOSAL
    return _ESTIMATES if step.kind in _ESTIMATED else None


def _thin_out(told: list[_Candidate]) -> list[_Candidate]:
    """Keep a bounded number of steps, each kind evenly spread and including its last.

    Most important is the course of the meeting (agenda, allocation rule, whole sets, saved scenarios), then
    decisions about single proposals, then proposals, then estimates.
    """
    kept: list[_Candidate] = []
    for weight in (_COURSE, _DECISION, _PROPOSAL, _ESTIMATES):
        of_weight = [step for step in told if step.weight == weight]
        room = MOST_MOMENTS - 1 - len(kept)
        kept += of_weight if len(of_weight) <= room else _spread(of_weight, room)
    return sorted(kept)


def _spread(steps: list[_Candidate], room: int) -> list[_Candidate]:
    """Take ``room`` steps, evenly spread, including the last one."""
    return [steps[len(steps) * (number + 1) // room - 1] for number in range(room)]


def _evaluate(snapshot: Snapshot, steps: list[_Step], told: list[_Candidate]) -> Iterator[Moment]:
    there, facts, step_now = _begin(snapshot, steps)
    estimates = _read_estimates(snapshot.workshop_id)
    hidden = {key for key, row in there.items() if row["hidden_now"]}
    roles = _read_roles(snapshot.workshop_id)
    kinds = {step.id: step.kind for step in steps}
    arrived: dict[int, list[EstimateRow]] = {}
    memory: dict[int, ProposalRecord] = {}
    key, place, given = f"workshop/{snapshot.workshop_id}", -1, 0
    before = _evaluate_moment(snapshot, there, arrived, memory, facts, revision=0, step=step_now)
    opening = steps[0].created_at if steps else _opened_at(snapshot)
    yield Moment(
        at=opening,
        kind="workshop.open",
        undone="",
        actor="desk",
        role="",
        subject="",
        proposal=None,
        unseen=False,
        count=1,
        passed_over=0,
        snapshot=as_room_sees(before),
    )
    for number, next_told in enumerate(told):
        passed = next_told.place - place - next_told.gathered
        while place < next_told.place:
            place += 1
            for name, new in steps[place].after.items():
                if name in there:
                    there[name].update(_without_words(new))
                elif name == key:
                    facts.update({fact: new[fact] for fact in _FACTS if fact in new})
                    step_now = int(new.get("step", step_now))
        step, last = steps[place], number == len(told) - 1
        while given < len(estimates) and (last or estimates[given][0] <= step.created_at):
            row = estimates[given][1]
            arrived.setdefault(row.proposal_id, []).append(row)
            given += 1
        before = _evaluate_moment(
            before, there, arrived, memory, facts, revision=step.revision, step=step_now
        )
        about = [name for name in step.after if name in there]
        proposal = about[0] if len(about) == 1 else ""
        yield Moment(
            at=step.created_at,
            kind=step.kind,
            undone=kinds.get(step.undoes or 0, ""),
            actor=step.actor.partition(":")[0] if ":" in step.actor else "participant",
            role="" if next_told.weight == _ESTIMATES else roles.get(step.actor, ""),
            # Any text except a proposal's present title may have been removed since.
            subject=step.subject if kinds.get(step.undoes or 0, step.kind) in _NAMED else "",
            proposal=int(proposal.partition("/")[2]) if proposal else None,
            unseen=proposal in hidden or (not about and _is_about_the_removed(step)),
            count=next_told.gathered,
            passed_over=max(0, passed),
            snapshot=as_room_sees(before),
        )


def _is_about_the_removed(step: _Step) -> bool:
    """Return whether a step about no proposal of the replay was about one of a removed person."""
    return not step.kind.startswith("people.") and any(name.startswith("proposals/") for name in step.after)


def _begin(snapshot: Snapshot, steps: list[_Step]) -> tuple[dict[str, dict[str, Any]], dict[str, Any], int]:
    """Undo every step; return the proposals, the facts and the agenda's step at the beginning."""
    names = [name for name in ProposalRow._fields if name != "role"]
    found = db.session.execute(
        select(
            *(getattr(Proposal, name) for name in names),
            Proposal.removed,
            func.coalesce(Participant.role, ""),
        )
        .outerjoin(Participant, Participant.id == Proposal.author_id)
        .where(
            Proposal.workshop_id == snapshot.workshop_id,
            # Removed people are left out from the beginning.
            Proposal.author_id.is_(None) | is_here(Proposal.author_id),
        )
        .order_by(Proposal.id.desc())
    )
    there: dict[str, dict[str, Any]] = {}
    for *values, removed, role in found:
        row = dict(zip(names, values, strict=True))
        gone = removed or row["state"] != State.VISIBLE
        # In a silent round nobody reads what others propose, nor what was proposed before it.
        gone = gone or (snapshot.silent and row["layer"] == Layer.PROPOSED)
        if gone:
            row.update(dict.fromkeys(_WORDS, "–"))
        there[f"proposals/{row['id']}"] = {**row, "role": role, "removed": removed, "hidden_now": gone}
    workshop = {**{name: getattr(snapshot, name) for name in _FACTS}, "step": snapshot.step}
    for step in reversed(steps):
        for key, old in step.before.items():
            if key in there:
                there[key].update(_without_words(old))
            elif key == f"workshop/{snapshot.workshop_id}":
                workshop.update({name: value for name, value in old.items() if name in workshop})
    return there, {name: workshop[name] for name in _FACTS}, int(workshop["step"])


def _evaluate_moment(
    snapshot: Snapshot,
    there: dict[str, dict[str, Any]],
    arrived: dict[int, list[EstimateRow]],
    memory: dict[int, ProposalRecord],
    facts: dict[str, Any],
    *,
    revision: int,
    step: int,
) -> Snapshot:
    """Evaluate the present state; pools of unchanged records are reused."""
    rows = [
        ProposalRow(**{name: row[name] for name in ProposalRow._fields})
        for row in there.values()
        if not row["removed"]
    ]
    by_proposal = {key: sorted(given, key=lambda row: (row.round, row.id)) for key, given in arrived.items()}
    records = assemble(rows, by_proposal, memory)
    memory.update((record.proposal.id, record) for record in records)
    marks = {**facts, "marks": tuple(facts["marks"])}
    return snapshot_with(snapshot, records, marks, revision=revision, step=step)


def _without_words(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in _WORDS}


def _read_estimates(workshop_id: int) -> list[tuple[datetime, EstimateRow]]:
    rows = db.session.execute(
        select(Estimate.created_at, *(getattr(Estimate, name) for name in EstimateRow._fields))
        .join(Proposal)
        .where(Proposal.workshop_id == workshop_id, is_here(Estimate.participant_id))
        .order_by(Estimate.created_at, Estimate.id)
    )
    return [(at, EstimateRow._make(row)) for at, *row in rows]


def _read_roles(workshop_id: int) -> dict[str, str]:
    rows = db.session.execute(
        select(Participant.public_id, Participant.role).where(Participant.workshop_id == workshop_id)
    )
    return {public_id: role for public_id, role in rows}  # noqa: C416  # typed rows


def _opened_at(snapshot: Snapshot) -> datetime:
    return db.session.scalars(select(Workshop.created_at).where(Workshop.id == snapshot.workshop_id)).one()
