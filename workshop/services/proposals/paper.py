"""What the desk enters for others: proposals and estimates from paper, and figures that a plenary agreed on.

Each paper belongs to a person, known by the number on it, so that a second round stands in place of
the first and everybody counts once. Each entry is one operation, which undo takes back whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from scenarios.scenario import Estimate as Range
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Estimate, Facilitator, Participant, Role, Source, State
from workshop.services.proposals.estimates import write_said
from workshop.services.proposals.free_text import FreeProposal, write_free
from workshop.services.proposals.picks import Pick, write_pick
from workshop.state.lookup import find_proposal
from workshop.state.measures import measure_of
from workshop.store.actors import desk_name
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import carry_out
from workshop.store.receipts import OperationRequest, Receipt

MOST_SHEETS = 9999


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Whose paper it is: the number on it (null: somebody new), and as whom a new person is here."""

    number: int | None
    role: Role | None


def enter_pick(
    workshop_id: int, facilitator: Facilitator, operation_id: str, sheet: Sheet, pick: Pick
) -> Receipt:
    """Enter somebody's estimate of a catalogue action from paper."""

    def write(ground: WorkshopContext, changes: Changes, person: int) -> dict[str, Any]:
        return write_pick(ground, changes, person, pick, Source.PAPER.value)

    return _enter(workshop_id, facilitator, operation_id, "paper.pick", sheet, write, asdict(pick))


def enter_own(
    workshop_id: int, facilitator: Facilitator, operation_id: str, sheet: Sheet | None, free: FreeProposal
) -> Receipt:
    """Enter a proposal in somebody's own words; without a sheet it was said in the plenary."""
    if sheet is not None:

        def write(ground: WorkshopContext, changes: Changes, person: int) -> dict[str, Any]:
            return write_free(ground, changes, person, free, State.VISIBLE, Source.PAPER.value)

        return _enter(workshop_id, facilitator, operation_id, "paper.own", sheet, write, asdict(free))

    def apply(ground: WorkshopContext, changes: Changes) -> dict[str, Any]:
        return write_free(ground, changes, None, free, State.VISIBLE, Source.PLENARY.value)

    return carry_out(workshop_id, _request(facilitator, operation_id, "plenary.own", asdict(free)), apply)


def enter_estimate(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    sheet: Sheet | None,
    *,
    proposal_id: str,
    number: int,
    said: Range,
) -> Receipt:
    """Enter what somebody says of a proposal in a round; without a sheet the plenary agreed on it."""
    content = {"proposal": proposal_id, "round": number, "said": [said.low, said.likely, said.high]}
    if sheet is not None:

        def write(ground: WorkshopContext, changes: Changes, person: int) -> dict[str, Any]:
            proposal = find_proposal(ground.id, proposal_id)
            measure = measure_of(proposal)
            if measure is None:
                raise _nothing_to_estimate()
            return write_said(changes, proposal, measure, person, number, said, Source.PAPER.value)

        return _enter(workshop_id, facilitator, operation_id, "paper.estimate", sheet, write, content)

    def agree(ground: WorkshopContext, changes: Changes) -> dict[str, Any]:
        proposal = find_proposal(ground.id, proposal_id)
        measure = measure_of(proposal)
        if measure is None:
            raise _nothing_to_estimate()
        low, likely, high = measure.effect(said)
        changes.set(
            proposal,
            fixed_estimate={"low": low, "likely": likely, "high": high},
            agreed=True,
            effect_kind=proposal.effect_kind or "tonnes",
        )
        changes.subject = proposal.title
        return {"proposal": proposal_id}

    return carry_out(workshop_id, _request(facilitator, operation_id, "plenary.agree", content), agree)


def count_sheets(workshop_id: int) -> int:
    """Count the people who take part on paper."""
    people = select(func.count()).where(
        Participant.workshop_id == workshop_id, Participant.sheet.is_not(None)
    )
    return db.session.scalar(people) or 0


def _enter(
    workshop_id: int,
    facilitator: Facilitator,
    operation_id: str,
    kind: str,
    sheet: Sheet,
    write: Callable[[WorkshopContext, Changes, int], dict[str, Any]],
    content: dict[str, Any],
) -> Receipt:
    """Write what is on a person's paper, and note all of it, so that undo leaves no trace."""

    def apply(ground: WorkshopContext, changes: Changes) -> dict[str, Any]:
        person, is_new = _person_of(ground.id, sheet)
        before = _said_by(person.id)
        answer = write(ground, changes, person.id)
        _note_estimates(before, person.id, changes)
        if is_new:
            _note_author(person.id, changes)
            changes.note_new(person)
        return {**answer, "sheet": person.sheet}

    whole = {"sheet": sheet.number, "role": sheet.role, **content}
    return carry_out(workshop_id, _request(facilitator, operation_id, kind, whole), apply)


def _person_of(workshop_id: int, sheet: Sheet) -> tuple[Participant, bool]:
    """Find whose paper it is, or let somebody in, who has no device and therefore no secret."""
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
            gettext("Choose as whom this person is here; for the next papers the number is enough."),
            status=422,
        )
    person = Participant(workshop_id=workshop_id, secret_hash="", role=sheet.role.value, sheet=number)
    db.session.add(person)
    db.session.flush()
    return person, True


def _said_by(person: int) -> dict[int, dict[str, Any]]:
    """Read all that somebody has estimated, as the change log can keep it."""
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
    """Let undo take the author off a proposal that it keeps, before it deletes them."""
    for key, values in changes.before.items():
        if key.startswith("proposals/") and values.get("removed"):
            values["author_id"] = None
            changes.after[key]["author_id"] = person


def _nothing_to_estimate() -> Problem:
    return Problem(
        gettext("This proposal has nothing to estimate."),
        gettext("Say on its card which emissions it is about, or choose another one."),
        status=409,
    )


def _request(
    facilitator: Facilitator, operation_id: str, kind: str, content: dict[str, Any]
) -> OperationRequest:
    return OperationRequest(
        operation_id=operation_id, kind=kind, actor=desk_name(facilitator), content=content
    )
