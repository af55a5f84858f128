"""What the room answers: one answer a person and question; the newest stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from workshop.extensions import db, table_of
from workshop.identity import Person
from workshop.models import Answer, Participant, Phase, is_here
from workshop.services.agenda import require_writing
from workshop.services.operations import Ground, OperationRequest, Receipt, record
from workshop.statements import Statement

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
    """One answer and the role it was given in; never whose it is. A changed answer has a new ``id``."""

    role: str
    number: float | None
    choice: str
    id: int


def give_answer(
    workshop_id: int,
    participant: Person,
    operation_id: str,
    question: str,
    *,
    number: float | None = None,
    choice: str = "",
    phases: tuple[Phase, ...] = (),
    check: Callable[[Ground], None] | None = None,
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
    check: Callable[[Ground], None] | None = None,
) -> Receipt:
    """Store several answers of a participant at once, each in place of the one before."""

    def apply(ground: Ground, connection: Connection) -> dict[str, Any]:
        require_writing(ground, *phases)
        if check is not None:
            check(ground)
        for question, answer in answers.items():
            if _said_already(connection, participant.id, question, answer):
                continue
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


def _said_already(connection: Connection, person: int, question: str, answer: float | str) -> bool:
    """Tell whether somebody says the same again, which changes nothing: their answer keeps its id."""
    said = connection.execute(
        select(_ANSWERS.c.number, _ANSWERS.c.choice).where(
            _ANSWERS.c.participant_id == person, _ANSWERS.c.question == question
        )
    ).one_or_none()
    return said is not None and (said.choice if isinstance(answer, str) else said.number) == answer


def answers_to(workshop_id: int, question: str) -> list[Said]:
    """List what was answered to a question, by role and without names."""
    rows = db.session.execute(
        select(Participant.role, Answer.number, Answer.choice, Answer.id)
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
