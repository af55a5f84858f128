"""What the room answers: one answer a person and question; the newest stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select

from workshop.extensions import db
from workshop.models import Answer, Participant, Phase, Workshop
from workshop.services.agenda import require_writing
from workshop.services.operations import OperationRequest, Receipt, record


@dataclass(frozen=True)
class Said:
    """One answer and the role it was given in; never whose it is."""

    role: str
    number: float | None
    choice: str


def give_answer(
    workshop_id: int,
    participant: Participant,
    operation_id: str,
    question: str,
    *,
    number: float | None = None,
    choice: str = "",
    phases: tuple[Phase, ...] = (),
) -> Receipt:
    """Store a participant's answer in place of the one before; it changes no scenario."""
    person = participant.id

    def apply(workshop: Workshop) -> dict[str, Any]:
        require_writing(workshop, *phases)
        db.session.execute(delete(Answer).where(Answer.participant_id == person, Answer.question == question))
        db.session.execute(
            insert(Answer).values(
                workshop_id=workshop.id,
                participant_id=person,
                question=question,
                number=number,
                choice=choice,
            )
        )
        return {"question": question}

    request = OperationRequest(
        operation_id=operation_id,
        kind="answer",
        actor=participant.public_id,
        content={"question": question, "number": number, "choice": choice},
    )
    return record(workshop_id, request, apply)


def answers_to(workshop_id: int, question: str) -> list[Said]:
    """List what was answered to a question, by role and without names."""
    rows = db.session.execute(
        select(Participant.role, Answer.number, Answer.choice)
        .join(Participant, Participant.id == Answer.participant_id)
        .where(Answer.workshop_id == workshop_id, Answer.question == question)
    )
    return [Said(*row) for row in rows]


def count_answers(workshop_id: int, question: str) -> int:
    """Count the people who answered a question."""
    return (
        db.session.scalar(
            select(func.count()).where(Answer.workshop_id == workshop_id, Answer.question == question)
        )
        or 0
    )


def own_answers(participant: Participant) -> dict[str, Answer]:
    """Find what one participant answered, by question."""
    rows = db.session.scalars(select(Answer).where(Answer.participant_id == participant.id))
    return {answer.question: answer for answer in rows}
