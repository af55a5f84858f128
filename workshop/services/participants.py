"""People in the room: joining, and being found again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.identity import hash_secret, participant_secret
from workshop.models import Participant, Role, Workshop
from workshop.services.operations import OperationRequest, record


def find_workshop(code: str) -> Workshop | None:
    """Find the workshop with a join code."""
    return db.session.scalar(select(Workshop).where(Workshop.code == code))


def join(workshop: Workshop, *, operation_id: str, role: Role, nickname: str) -> tuple[Participant, str]:
    """Let somebody in and return them with the secret for their device.

    The secret follows from the operation id: whoever repeats the request because the answer was
    lost on the way becomes the same person.
    """
    secret = participant_secret(operation_id)

    def apply(workshop: Workshop) -> dict[str, Any]:
        if workshop.in_force.frozen:
            raise Problem(
                gettext("Nobody new can come in now."),
                gettext("Ask the facilitator to open the phones again."),
                status=409,
            )
        participant = Participant(
            workshop_id=workshop.id, role=role.value, nickname=nickname, secret_hash=hash_secret(secret)
        )
        db.session.add(participant)
        db.session.flush()
        return {"participant": participant.public_id}

    receipt = record(
        workshop.id,
        OperationRequest(
            operation_id=operation_id,
            kind="participant.join",
            actor="new",
            content={"role": role.value, "nickname": nickname},
        ),
        apply,
    )
    participant = db.session.scalars(
        select(Participant).where(Participant.public_id == receipt.answer["participant"])
    ).one()
    return participant, secret


def count_by_role(workshop_id: int) -> dict[str, int]:
    """Count who has joined, by role, every role named."""
    counted = db.session.execute(
        select(Participant.role, func.count())
        .where(Participant.workshop_id == workshop_id)
        .group_by(Participant.role)
    )
    numbers = {role.value: 0 for role in Role}
    numbers.update((role, count) for role, count in counted)
    return numbers
