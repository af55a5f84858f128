"""What each role can do, what people take with them, and what they promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import (
    Participant,
    Phase,
    Reflection,
    ReflectionKind,
    Stance,
    Stand,
    State,
    is_here,
)
from workshop.state.lookup import find_proposal
from workshop.state.published import Before, publish_when_due, read_published
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

PROMPTS = ("surprised", "ours", "next")
# What the wall can show while the room reflects.
VIEWS = ("hands", "matrix", "takes", "state", "thoughts")
MOST_A_PERSON = 20


@dataclass(frozen=True)
class Stands:
    """How many people say what about their own role and an action.

    ``counts`` include ``shown`` people and are None if these are too few; ``answers`` people have answered.
    """

    proposal_id: str
    answers: int
    shown: int
    counts: dict[str, int] | None
    needs: str


@operation("reflect.stand", revision=False)
def take_stand(
    context: WorkshopContext, changes: Changes, public_id: str, stand: Stand, needs: str
) -> Answer:
    """Store what a participant's role can do about a proposal, replacing an earlier statement."""
    require_writing(context, Phase.REFLECT)
    who, connection = context.actor.id, changes.connection
    proposal = find_proposal(context.id, public_id)
    said = {"stand": stand.value, "needs": needs if stand is Stand.NOT_WITHOUT else ""}
    mine = (Stance.proposal_id == proposal.id) & (Stance.participant_id == who)
    before = connection.execute(select(Stance.stand, Stance.needs).where(mine)).one_or_none()
    # A repeated statement changes nothing, and no totals.
    if before is None or before._asdict() != said:
        connection.execute(delete(Stance).where(mine))
        connection.execute(insert(Stance).values(proposal_id=proposal.id, participant_id=who, **said))
        _publish(connection, context.id, proposal.id)
    return {"proposal": public_id}


@operation("reflect.write", revision=False)
def reflect(
    context: WorkshopContext,
    changes: Changes,  # noqa: ARG001  # changes no scenario and is not logged
    kind: ReflectionKind,
    *,
    text: str,
    prompt: str = "",
    owner: str = "",
    due: date | None = None,
) -> Answer:
    """Submit a thought or a pledge; the desk reads it before the room does."""
    require_writing(context, Phase.REFLECT, Phase.THANKS)
    who = context.actor.id
    written = db.session.scalar(select(func.count()).where(Reflection.participant_id == who))
    if (written or 0) >= MOST_A_PERSON:
        raise Problem(
            gettext("You have written %(number)d of these.", number=MOST_A_PERSON),
            gettext("Ask the facilitator to enter more for you."),
            status=409,
        )
    reflection = Reflection(
        workshop_id=context.id,
        participant_id=who,
        kind=kind.value,
        prompt=prompt,
        text=text,
        owner=owner,
        due=due,
        state=State.WAITING.value,
    )
    db.session.add(reflection)
    db.session.flush()
    return {"reflection": reflection.public_id}


@operation("reflect.curate")
def curate(context: WorkshopContext, changes: Changes, public_id: str, shown: bool) -> Answer:
    """Show a thought or pledge to the room, or hide it; its author can always read it."""
    reflection = db.session.scalar(
        select(Reflection).where(
            Reflection.public_id == public_id,
            Reflection.workshop_id == context.id,
            is_here(Reflection.participant_id),
        )
    )
    if reflection is None:
        raise Problem(
            gettext("This is no longer there."),
            gettext("Reload the page to see what is there now."),
            status=404,
        )
    changes.set(reflection, state=(State.VISIBLE if shown else State.HIDDEN).value)
    changes.name(reflection.text)
    return {"reflection": public_id}


def reflections_of(workshop_id: int) -> list[Reflection]:
    """List all thoughts and pledges, newest first."""
    return list(
        db.session.scalars(
            select(Reflection)
            .where(
                Reflection.workshop_id == workshop_id,
                # Entries by the desk for others have no participant.
                Reflection.participant_id.is_(None) | is_here(Reflection.participant_id),
            )
            .order_by(Reflection.id.desc())
        )
    )


def waiting_reflections(workshop_id: int) -> list[Reflection]:
    """List the thoughts and pledges that await a decision, newest first."""
    return [each for each in reflections_of(workshop_id) if each.state == State.WAITING]


def own_reflections(person: Person) -> list[Reflection]:
    """List one participant's thoughts and pledges, newest first."""
    return list(
        db.session.scalars(
            select(Reflection).where(Reflection.participant_id == person.id).order_by(Reflection.id.desc())
        )
    )


def own_stands(person: Person) -> dict[int, Stance]:
    """Return one participant's statements, by the proposal's key."""
    rows = db.session.scalars(select(Stance).where(Stance.participant_id == person.id))
    return {stance.proposal_id: stance for stance in rows}


def stands_on(snapshot: Snapshot) -> dict[str, Stands]:
    """Count the statements about each visible proposal, by its public id."""
    numbers = {view.number: view.id for view in snapshot.shown}
    answers = db.session.execute(
        select(Stance.proposal_id, func.count())
        .where(Stance.proposal_id.in_(numbers), is_here(Stance.participant_id))
        .group_by(Stance.proposal_id)
    )
    people = {number: count for number, count in answers}  # noqa: C416  # typed rows
    published = read_published(snapshot.workshop_id)
    told: dict[str, Stands] = {}
    for number, public_id in numbers.items():
        shown = published.get(_about(number))
        told[public_id] = Stands(
            proposal_id=public_id,
            answers=people.get(number, 0),
            shown=0 if shown is None else shown.people,
            # Counts of fewer than five would identify people.
            counts=None if shown is None else shown.totals["counts"],
            needs="" if shown is None else shown.totals["needs"],
        )
    return told


def _about(proposal_id: int) -> str:
    return f"stand/{proposal_id}"


def _publish(connection: Connection, workshop_id: int, proposal_id: int) -> None:
    rows = connection.execute(
        select(Stance.id, Stance.stand, Stance.needs).where(
            Stance.proposal_id == proposal_id, is_here(Stance.participant_id)
        )
    ).all()

    def count(_: Before | None) -> dict[str, Any]:
        counts = Counter(stand for _, stand, _ in rows)
        needed = Counter(needs for *_, needs in rows if needs).most_common(1)
        return {
            "counts": {stand.value: counts[stand.value] for stand in Stand},
            "needs": needed[0][0] if needed else "",
        }

    publish_when_due(connection, workshop_id, _about(proposal_id), [key for key, *_ in rows], count)


def count_reflecting(workshop_id: int) -> int:
    """Count the people who have made a statement about at least one action."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(Stance.participant_id)))
            .join(Participant, Participant.id == Stance.participant_id)
            .where(Participant.workshop_id == workshop_id, is_here(Stance.participant_id))
        )
        or 0
    )
