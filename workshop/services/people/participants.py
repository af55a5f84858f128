"""Participants: joining, and finding them again."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Integer, bindparam, exists, false, func, insert, select, union
from sqlalchemy.exc import IntegrityError

from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person, hash_device, hash_secret, participant_secret, person_of
from workshop.models import Estimate, Participant, Proposal, Rehearsal, Role, Seat, Workshop, is_here
from workshop.models.types import new_public_id
from workshop.services.people.attendance import Place
from workshop.services.rehearsal.rehearsals import Admission, admit, rehearsal_over, require_room
from workshop.store.actors import Actor
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

_SOMEBODY_NEW = Actor(0, "new")

# A full hall joins at the same moment: build these statements once.
_PARTICIPANTS = table_of(Participant)
_LET_IN = Statement(insert(_PARTICIPANTS))
_SEAT = insert(table_of(Seat)).from_select(
    ["participant_id", "workshop_id", "table_number", "pen"],
    select(
        _PARTICIPANTS.c.id,
        bindparam("workshop", type_=Integer),
        bindparam("number", type_=Integer),
        false(),
    ).where(_PARTICIPANTS.c.public_id == bindparam("who")),
)


class JoinableWorkshop(NamedTuple):
    """What somebody who joins sees of a workshop."""

    id: int
    code: str
    title: str
    place: str
    language: str
    rehearsed: bool


_WORKSHOPS = table_of(Workshop)
_FIND_JOINABLE = Statement(
    select(
        *(_WORKSHOPS.c[name] for name in JoinableWorkshop._fields[:-1]),
        exists().where(Rehearsal.workshop_id == _WORKSHOPS.c.id).label("rehearsed"),
    ).where(_WORKSHOPS.c.code == bindparam("wanted"))
)


def find_joinable(code: str) -> JoinableWorkshop | None:
    """Return what somebody who joins sees of the workshop with a join code, or None."""
    found = _FIND_JOINABLE.read({"wanted": code})
    return JoinableWorkshop._make(found[0]) if found else None


def find_workshop(code: str) -> Workshop | None:
    """Return the workshop with a join code, or None."""
    return db.session.scalar(select(Workshop).where(Workshop.code == code))


def join(
    workshop_id: int,
    *,
    operation_id: str,
    role: Role,
    nickname: str,
    table: int | None = None,
    rehearsal: str = "",
    device: str | None = None,
) -> tuple[Person, str]:
    """Let somebody join, at a table if the meeting has it, and return them with their device's secret.

    The secret is derived from the operation id, so a request repeated after a lost answer yields the same
    person. ``rehearsal`` is the token of simulated participants, ``device`` that of the device.
    """
    admission = admit(rehearsal, workshop_id) if rehearsal else None
    with Place(workshop_id, device) as place:
        receipt = _let_in(
            workshop_id,
            _SOMEBODY_NEW,
            operation_id,
            role=role,
            nickname=nickname,
            table=table,
            admission=admission,
            device=device,
            place=place,
        )
    return person_of(receipt.answer["participant"]), participant_secret(operation_id)


# A repeat after a lost answer is the same person, also if the device has another token by then.
@operation("participant.join", revision=False, leave_out=("admission", "device", "place"))
def _let_in(
    context: WorkshopContext,
    changes: Changes,
    *,
    role: Role,
    nickname: str,
    table: int | None,
    admission: Admission | None,
    device: str | None,
    place: Place,
) -> Answer:
    """Let somebody join, at a table if the meeting has it."""
    if context.in_force.frozen:
        raise Problem(
            gettext("Nobody new can come in now."),
            gettext("Ask the facilitator to open the phones again."),
            status=409,
        )
    if admission is not None:
        require_room(changes.connection, admission)
    else:
        place.take(changes.connection, context.in_force.people)
        changes.after_commit.append(place.keep)
    public_id = new_public_id()
    person = {
        "public_id": public_id,
        "workshop_id": context.id,
        "role": role.value,
        "nickname": nickname,
        "secret_hash": hash_secret(participant_secret(context.operation_id)),
        "rehearsal_id": None if admission is None else admission.rehearsal_id,
        "device": hash_device(device),
    }
    try:
        _LET_IN.run(changes.connection, person)
    except IntegrityError as error:
        if admission is None:
            raise
        # The rehearsal was removed between our check and our insert.
        raise rehearsal_over() from error
    if table is None or not 1 <= table <= context.in_force.tables:
        return {"participant": public_id}
    changes.connection.execute(_SEAT, {"workshop": context.id, "who": public_id, "number": table})
    return {"participant": public_id, "table": table}


@operation("participant.correct", leave_out=("nickname",))
def correct(context: WorkshopContext, changes: Changes, *, role: Role, nickname: str) -> Answer:
    """Correct a participant's role and nickname; the log does not keep the nickname."""
    require_writing(context)
    person = db.session.get_one(Participant, context.actor.id)
    changes.final = True
    changes.set(person, role=role.value)
    person.nickname = nickname
    changes.subject = role.value
    return {"participant": person.public_id}


def count_by_role(workshop_id: int) -> dict[str, int]:
    """Count who has joined, for every role."""
    counted = db.session.execute(
        select(Participant.role, func.count())
        .where(Participant.workshop_id == workshop_id, is_here(Participant.id))
        .group_by(Participant.role)
    )
    numbers = {role.value: 0 for role in Role}
    numbers.update((role, count) for role, count in counted)
    return numbers


def count_contributors(workshop_id: int) -> int:
    """Count those who have proposed or estimated something; not everybody who joined has."""
    estimated = (
        select(Estimate.participant_id)
        .join(Proposal)
        .where(
            Proposal.workshop_id == workshop_id,
            Proposal.removed.is_(False),
            is_here(Estimate.participant_id),
        )
    )
    proposed = select(Proposal.author_id).where(
        Proposal.workshop_id == workshop_id, Proposal.removed.is_(False), Proposal.author_id.is_not(None)
    )
    return db.session.scalar(select(func.count()).select_from(union(estimated, proposed).subquery())) or 0
