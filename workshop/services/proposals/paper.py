"""Entries by the desk for others: proposals and estimates on paper, and figures agreed in the plenary.

Each paper belongs to a person, identified by its number, so that a second round replaces the first and
everybody counts once. Each entry is one operation, which undo reverts as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from scenarios.scenario import Estimate as Range
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, Participant, Proposal, Role, Source, State
from workshop.services.proposals.estimates import write_said
from workshop.services.proposals.free_text import FreeTextProposal, write_free_text
from workshop.services.proposals.picks import Pick, write_pick
from workshop.state.lookup import find_proposal
from workshop.state.measures import Measure, measure_of
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

MOST_SHEETS = 9999


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A paper's number (None: somebody new), and the role of a new person."""

    number: int | None
    role: Role | None


@operation("paper.pick")
def enter_pick(context: WorkshopContext, changes: Changes, sheet: Sheet, pick: Pick) -> Answer:
    """Enter somebody's estimate of a catalogue action from paper."""
    with _paper(context, changes, sheet) as person:
        answer = write_pick(context, changes, person.id, pick, Source.PAPER.value)
    return {**answer, "sheet": person.sheet}


@operation("paper.own")
def enter_own(context: WorkshopContext, changes: Changes, sheet: Sheet, free: FreeTextProposal) -> Answer:
    """Enter a free-text proposal from paper."""
    with _paper(context, changes, sheet) as person:
        answer = write_free_text(context, changes, person.id, free, State.VISIBLE, Source.PAPER.value)
    return {**answer, "sheet": person.sheet}


@operation("plenary.own")
def enter_of_plenary(context: WorkshopContext, changes: Changes, free: FreeTextProposal) -> Answer:
    """Enter a proposal made in the plenary."""
    return write_free_text(context, changes, None, free, State.VISIBLE, Source.PLENARY.value)


@operation("paper.estimate")
def enter_estimate(
    context: WorkshopContext, changes: Changes, sheet: Sheet, *, proposal_id: str, number: int, said: Range
) -> Answer:
    """Enter somebody's estimate of a proposal in a round."""
    with _paper(context, changes, sheet) as person:
        proposal, measure = _find_measured(context, proposal_id)
        answer = write_said(changes, proposal, measure, person.id, number, said, Source.PAPER.value)
    return {**answer, "sheet": person.sheet}


@operation("plenary.agree")
def agree(
    context: WorkshopContext,
    changes: Changes,
    *,
    proposal_id: str,
    number: int,  # noqa: ARG001  # part of the request: another round is another one
    said: Range,
) -> Answer:
    """Enter the plenary's figure for a proposal."""
    proposal, measure = _find_measured(context, proposal_id)
    low, likely, high = measure.effect(said)
    changes.set(
        proposal,
        fixed_estimate={"low": low, "likely": likely, "high": high},
        agreed=True,
        effect_kind=proposal.effect_kind or "tonnes",
    )
    changes.subject = proposal.title
    return {"proposal": proposal_id}


def count_sheets(workshop_id: int) -> int:
    """Count the people who take part on paper."""
    people = select(func.count()).where(
        Participant.workshop_id == workshop_id, Participant.sheet.is_not(None)
    )
    return db.session.scalar(people) or 0


@contextmanager
def _paper(context: WorkshopContext, changes: Changes, sheet: Sheet) -> Iterator[Participant]:
    """Yield a paper's person, and log what is written for them, so that undo reverts all of it."""
    person, is_new = _person_of(context.id, sheet)
    before = _said_by(person.id)
    yield person
    _note_estimates(before, person.id, changes)
    if is_new:
        _note_author(person.id, changes)
        changes.note_new(person)


def _person_of(workshop_id: int, sheet: Sheet) -> tuple[Participant, bool]:
    """Return a paper's person; create one, without device or secret, if need be."""
    here = Participant.workshop_id == workshop_id
    number = sheet.number
    if number is None:
        number = (db.session.scalar(select(func.max(Participant.sheet)).where(here)) or 0) + 1
    person = db.session.scalar(select(Participant).where(here, Participant.sheet == number))
    if person is not None:
        return person, False
    if sheet.role is None:
        raise Problem(
            gettext("Paper %(number)d is new.", number=number),
            gettext("Choose the role of this person; for the next papers the number is enough."),
            status=422,
        )
    person = Participant(workshop_id=workshop_id, secret_hash="", role=sheet.role.value, sheet=number)
    db.session.add(person)
    db.session.flush()
    return person, True


def _said_by(person: int) -> dict[int, dict[str, Any]]:
    """Return all of a person's estimates, as the change log stores them."""
    columns = [c for c in Estimate.__table__.columns if c.name not in ("id", "created_at")]
    rows = db.session.execute(select(Estimate.id, *columns).where(Estimate.participant_id == person))
    return {row[0]: dict(zip([c.name for c in columns], row[1:], strict=True)) for row in rows}


def _note_estimates(before: dict[int, dict[str, Any]], person: int, changes: Changes) -> None:
    for key, said in _said_by(person).items():
        name, earlier = f"estimates/{key}", before.get(key)
        if earlier is None:
            changes.before[name], changes.after[name] = {"there": False}, {"there": True}
        elif earlier != said:
            different = [column for column in said if said[column] != earlier[column]]
            changes.before[name] = {column: earlier[column] for column in different}
            changes.after[name] = {column: said[column] for column in different}


def _note_author(person: int, changes: Changes) -> None:
    """Let undo clear the author of a proposal that it keeps, before it deletes the person."""
    for key, values in changes.before.items():
        if key.startswith("proposals/") and values.get("removed"):
            values["author_id"] = None
            changes.after[key]["author_id"] = person


def _find_measured(context: WorkshopContext, proposal_id: str) -> tuple[Proposal, Measure]:
    proposal = find_proposal(context.id, proposal_id)
    measure = measure_of(proposal)
    if measure is None:
        raise Problem(
            gettext("This proposal has nothing to estimate."),
            gettext("Say on its card which emissions it is about, or choose another one."),
            status=409,
        )
    return proposal, measure
