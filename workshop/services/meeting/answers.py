"""What the room answers: one answer a person and question; the newest stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from workshop.database.statements import Statement
from workshop.extensions import db, table_of
from workshop.identity import Person
from workshop.models import Answer, Participant, Phase, is_here
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import record
from workshop.store.receipts import OperationRequest, Receipt

# A hall answers at the same moment: what each answer runs is built once.
_ANSWERS = table_of(Answer)
_FORGET = Statement(
    delete(_ANSWERS).where(
        _ANSWERS.c.participant_id == bindparam("who"), _ANSWERS.c.question == bindparam("asked")
    )
)
_SAY = Statement(insert(_ANSWERS))


@dataclass(frozen=True)
class Said:
    """One answer and the role it was given in; never whose it is."""

    role: str
    number: float | None
    choice: str


def give_answer(
    workshop_id: int,
    participant: Person,
    operation_id: str,
    question: str,
    *,
    number: float | None = None,
    choice: str = "",
    phases: tuple[Phase, ...] = (),
    check: Callable[[WorkshopContext], None] | None = None,
) -> Receipt:
    """Store a participant's answer in place of the one before; it changes no scenario.

    ``check`` may refuse what comes too late, with a problem.
    """
    answers = {question: choice if number is None else number}
    return give_answers(workshop_id, participant, operation_id, answers, phases=phases, check=check)


def give_answers(
    workshop_id: int,
    participant: Person,
    operation_id: str,
    answers: Mapping[str, float | str],
    *,
    phases: tuple[Phase, ...] = (),
    check: Callable[[WorkshopContext], None] | None = None,
) -> Receipt:
    """Store several answers of a participant at once, each in place of the one before."""

    def apply(ground: WorkshopContext, connection: Connection) -> dict[str, Any]:
        require_writing(ground, *phases)
        if check is not None:
            check(ground)
        for question, answer in answers.items():
            _FORGET.run(connection, {"who": participant.id, "asked": question})
            _SAY.run(
                connection,
                {
                    "workshop_id": ground.id,
                    "participant_id": participant.id,
                    "question": question,
                    "number": None if isinstance(answer, str) else answer,
                    "choice": answer if isinstance(answer, str) else "",
                },
            )
        return {"questions": list(answers)}

    request = OperationRequest(
        operation_id=operation_id, kind="answer", actor=participant.public_id, content={"answers": answers}
    )
    return record(workshop_id, request, apply)


def answers_to(workshop_id: int, question: str) -> list[Said]:
    """List what was answered to a question, by role and without names."""
    rows = db.session.execute(
        select(Participant.role, Answer.number, Answer.choice)
        .join(Participant, Participant.id == Answer.participant_id)
        .where(
            Answer.workshop_id == workshop_id,
            Answer.question == question,
            is_here(Answer.participant_id),
        )
    )
    return [Said(*row) for row in rows]


def count_answers(workshop_id: int, question: str) -> int:
    """Count the people who answered a question."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Answer.workshop_id == workshop_id,
                Answer.question == question,
                is_here(Answer.participant_id),
            )
        )
        or 0
    )


def own_answers(participant: Person) -> dict[str, Answer]:
    """Find what one participant answered, by question."""
    rows = db.session.scalars(select(Answer).where(Answer.participant_id == participant.id))
    return {answer.question: answer for answer in rows}
