"""Tables build scenarios of their own from the same proposals; the newest decision on each counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from scenarios.outcome import Outcome
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Layer, Participant, Phase, Proposal, Seat, State, TableChoice, is_here
from workshop.models.types import utc_now
from workshop.state.kept import keep_with_snapshot
from workshop.state.lookup import find_proposal
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_table, require_writing
from workshop.store.operations import Answer, operation

# A phone's clock may be ahead of ours; without this bound, its decisions would win for as long.
_AHEAD = timedelta(seconds=2)


@dataclass(frozen=True)
class TableScenario:
    """A table's choice of actions, and its outcome.

    ``chosen`` are public ids of proposals; ``serial`` grows with each decision.
    """

    number: int
    people: int
    chosen: frozenset[str]
    serial: int
    outcome: Outcome


@operation("table.sit", revision=False)
def sit_down(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Seat a participant at a table; a pen stays at the table that they leave."""
    require_table(context, number)
    person = context.actor.id
    changes.connection.execute(delete(Seat).where(Seat.participant_id == person))
    changes.connection.execute(
        insert(Seat).values(participant_id=person, workshop_id=context.id, table_number=number, pen=False)
    )
    return {"table": number}


@operation("table.choose", revision=False)
def choose(
    context: WorkshopContext,
    changes: Changes,
    public_id: str,
    included: bool,
    decided_at: datetime | None = None,
) -> Answer:
    """Decide for one's table whether a proposal is in its scenario.

    The decision with the later time wins, whatever arrives first: a phone that was offline does not revert
    what the table has changed meanwhile.
    """
    require_writing(context, Phase.COMBINE)
    number, invented = _table_of(context)
    proposal = find_proposal(context.id, public_id)
    if proposal.state != State.VISIBLE or proposal.layer != Layer.PROPOSED:
        raise Problem(gettext("The room does not see this proposal."), gettext("Choose another."), status=409)
    now, connection = utc_now(), changes.connection
    decided = min(decided_at or now, now + _AHEAD)
    place = (
        TableChoice.workshop_id == context.id,
        TableChoice.table_number == number,
        TableChoice.proposal_id == proposal.id,
    )
    # Exclude concurrent decisions about it until our commit: on PostgreSQL the row lock of the proposal does
    # so, on SQLite the lock that deleting takes.
    connection.execute(select(Proposal.id).where(Proposal.id == proposal.id).with_for_update(key_share=True))
    connection.execute(
        delete(TableChoice).where(
            *place, TableChoice.rehearsal.is_(invented), TableChoice.decided_at <= decided
        )
    )
    newer = select(TableChoice.rehearsal).where(*place, TableChoice.decided_at > decided)
    over = connection.scalars(newer).all()
    if invented not in over:
        connection.execute(
            insert(TableChoice).values(
                workshop_id=context.id,
                table_number=number,
                proposal_id=proposal.id,
                included=included,
                rehearsal=invented,
                decided_at=decided,
            )
        )
    return {"table": number, "stands": not over}


@operation("table.adopt")
def adopt(context: WorkshopContext, changes: Changes, number: int) -> None:
    """Make a table's scenario the room's: of tonight's proposals, only its choice counts."""
    require_table(context, number)
    chosen = _choices(context.id).get(number, {})
    visible = db.session.scalars(
        select(Proposal).where(
            Proposal.workshop_id == context.id,
            Proposal.state == State.VISIBLE.value,
            Proposal.layer == Layer.PROPOSED.value,
            Proposal.removed.is_(False),
        )
    )
    for proposal in visible:
        changes.set(proposal, included=chosen.get(proposal.public_id, False))
    changes.subject = str(number)


def seat_of(participant: Person) -> Seat | None:
    """Return a participant's seat, or None."""
    return db.session.get(Seat, participant.id)


def find_seat(participant: Person) -> int | None:
    """Return the number of a participant's table, or None."""
    seat = seat_of(participant)
    return None if seat is None else seat.table_number


def table_scenarios(snapshot: Snapshot) -> list[TableScenario]:
    """List every table with its newest choice and its outcome."""
    if not snapshot.rules.tables:
        return []
    people = _people(snapshot.workshop_id)
    choices = _choices(snapshot.workshop_id)
    serials = table_serials(snapshot.workshop_id)
    shown = {view.id for view in snapshot.shown}
    return [
        TableScenario(
            number=number,
            people=people.get(number, 0),
            chosen=(chosen := _chosen(choices.get(number, {}), shown)),
            serial=serials.get(number, 0),
            outcome=evaluate_choice(snapshot, chosen),
        )
        for number in range(1, snapshot.rules.tables + 1)
    ]


def table_scenario(snapshot: Snapshot, number: int) -> TableScenario:
    """Return one table's choice and its outcome."""
    shown = {view.id for view in snapshot.shown}
    chosen = _chosen(_choices(snapshot.workshop_id).get(number, {}), shown)
    return TableScenario(
        number=number,
        people=_people(snapshot.workshop_id).get(number, 0),
        chosen=chosen,
        serial=table_serials(snapshot.workshop_id).get(number, 0),
        outcome=evaluate_choice(snapshot, chosen),
    )


def table_serials(workshop_id: int) -> dict[int, int]:
    """Return the id of each table's newest decision, so that a phone knows when to refresh."""
    rows = db.session.execute(
        select(TableChoice.table_number, func.max(TableChoice.id))
        .where(TableChoice.workshop_id == workshop_id)
        .group_by(TableChoice.table_number)
    )
    return {row[0]: row[1] for row in rows}


def _chosen(choices: dict[str, bool], shown: set[str]) -> frozenset[str]:
    return frozenset(public_id for public_id, included in choices.items() if included and public_id in shown)


def _choices(workshop_id: int) -> dict[int, dict[str, bool]]:
    rows = db.session.execute(
        select(TableChoice.table_number, Proposal.public_id, TableChoice.included)
        .join(Proposal, Proposal.id == TableChoice.proposal_id)
        .where(TableChoice.workshop_id == workshop_id)
        # Decisions of simulated participants are stored beside those of real ones: the newer one counts.
        .order_by(TableChoice.decided_at, TableChoice.id)
    )
    tables: dict[int, dict[str, bool]] = {}
    for number, public_id, included in rows:
        tables.setdefault(number, {})[public_id] = included
    return tables


def _people(workshop_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Seat.table_number, func.count())
        .where(Seat.workshop_id == workshop_id, is_here(Seat.participant_id))
        .group_by(Seat.table_number)
    )
    return {row[0]: row[1] for row in rows}


@keep_with_snapshot
def evaluate_choice(snapshot: Snapshot, chosen: frozenset[str]) -> Outcome:
    """Evaluate the room's scenario with the chosen public ids switched on and all others off."""
    ids = {view.action_id for view in snapshot.shown if view.id in chosen}
    actions = tuple(
        action if action.layer == "decided" else replace(action, included=action.id in ids)
        for action in snapshot.scenario.actions
    )
    return snapshot.prepared.with_scenario(replace(snapshot.scenario, actions=actions)).outcome()


def _table_of(context: WorkshopContext) -> tuple[int, bool]:
    """Return the actor's table, and whether they belong to a rehearsal."""
    seat = db.session.execute(
        select(Seat.table_number, Participant.rehearsal_id)
        .join(Participant, Participant.id == Seat.participant_id)
        .where(Seat.participant_id == context.actor.id, Seat.workshop_id == context.id)
    ).one_or_none()
    if seat is None:
        raise Problem(gettext("You sit at no table yet."), gettext("Choose your table first."), status=409)
    return seat.table_number, seat.rehearsal_id is not None
