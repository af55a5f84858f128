"""Tables build scenarios of their own from the same proposals; the newest decision about each wins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import delete, func, insert, select

from scenarios.outcome import Outcome
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Layer, Participant, Phase, Proposal, Seat, State, TableChoice, is_here
from workshop.models.types import utc_now
from workshop.state.lookup import find_proposal
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_table, require_writing
from workshop.store.operations import Answer, operation

# A phone's clock may be ahead of ours; a decision from the future would beat everybody's for as long.
_AHEAD = timedelta(seconds=2)


@dataclass(frozen=True)
class TableScenario:
    """What a table has chosen: the actions that count, and what they would give.

    ``chosen`` are public ids of proposals; ``serial`` grows with each decision.
    """

    number: int
    people: int
    chosen: frozenset[str]
    serial: int
    outcome: Outcome


@operation("table.sit", revision=False)
def sit_down(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Seat a participant at a table; the pen stays behind at the one they leave."""
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

    What was decided later stands, whichever arrives first: a phone that was offline does not bring
    back what the table has changed meanwhile.
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
    # Nobody else decides about it between our looking and our commit: on PostgreSQL by the lock of
    # the proposal's row, on SQLite by the lock that deleting takes.
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
    """Let a table's scenario be the room's: what it chose counts, and nothing else of tonight's."""
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
    """Find where a participant sits, or none."""
    return db.session.get(Seat, participant.id)


def find_seat(participant: Person) -> int | None:
    """Tell at which table a participant sits, or none."""
    seat = seat_of(participant)
    return None if seat is None else seat.table_number


def table_scenarios(snapshot: Snapshot) -> list[TableScenario]:
    """List every table with what it has chosen and what that gives; the newest decisions of now."""
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
    """Find what one table has chosen, and what it gives."""
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
    """Number the newest decision of each table, so that a phone knows when to look again."""
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
        # What simulated participants decided stands beside what real ones did: the newer of the two counts.
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


@lru_cache(maxsize=256)
def evaluate_choice(snapshot: Snapshot, chosen: frozenset[str]) -> Outcome:
    """Evaluate the room's scenario with what was chosen, by public ids, in place of what is switched on."""
    ids = {view.action_id for view in snapshot.shown if view.id in chosen}
    actions = tuple(
        action if action.layer == "decided" else replace(action, included=action.id in ids)
        for action in snapshot.scenario.actions
    )
    return snapshot.prepared.with_scenario(replace(snapshot.scenario, actions=actions)).outcome()


def _table_of(context: WorkshopContext) -> tuple[int, bool]:
    """Tell at which table whoever acts sits, and whether they are of a rehearsal."""
    seat = db.session.execute(
        select(Seat.table_number, Participant.rehearsal_id)
        .join(Participant, Participant.id == Seat.participant_id)
        .where(Seat.participant_id == context.actor.id, Seat.workshop_id == context.id)
    ).one_or_none()
    if seat is None:
        raise Problem(gettext("You sit at no table yet."), gettext("Choose your table first."), status=409)
    return seat.table_number, seat.rehearsal_id is not None
