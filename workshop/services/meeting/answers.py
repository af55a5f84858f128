"""Answers of the room: one per person and question; the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from workshop.database.statements import Statement
from workshop.extensions import db, table_of
from workshop.identity import Person
from workshop.models import Answer, Participant, is_here
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext

# A full hall answers at the same moment: build these statements once.
_ANSWERS = table_of(Answer)
_FORGET = Statement(
    delete(_ANSWERS).where(
        _ANSWERS.c.participant_id == bindparam("who"), _ANSWERS.c.question == bindparam("asked")
    )
)
_SAY = Statement(insert(_ANSWERS))


@dataclass(frozen=True)
class RoleAnswer:
    """One answer and the role it was given in, without its author. A changed answer has a new ``id``."""

    role: str
    number: float | None
    choice: str
    id: int


def write_answers(
    context: WorkshopContext, changes: Changes, answers: Mapping[str, float | str]
) -> dict[str, Any]:
    """Write a participant's answers, by question, replacing earlier ones; within an operation.

    Answers change no scenario.
    """
    who = context.actor.id
    for question, answer in answers.items():
        if _said_already(changes.connection, who, question, answer):
            continue
        _FORGET.run(changes.connection, {"who": who, "asked": question})
        _SAY.run(
            changes.connection,
            {
                "workshop_id": context.id,
                "participant_id": who,
                "question": question,
                "number": None if isinstance(answer, str) else answer,
                "choice": answer if isinstance(answer, str) else "",
            },
        )
    return {"questions": list(answers)}


def _said_already(connection: Connection, person: int, question: str, answer: float | str) -> bool:
    """Return whether somebody repeats an answer: then it is unchanged and keeps its id."""
    said = connection.execute(
        select(_ANSWERS.c.number, _ANSWERS.c.choice).where(
            _ANSWERS.c.participant_id == person, _ANSWERS.c.question == question
        )
    ).one_or_none()
    return said is not None and (said.choice if isinstance(answer, str) else said.number) == answer


def answers_to(workshop_id: int, question: str) -> list[RoleAnswer]:
    """List the answers to a question, by role and without names."""
    rows = db.session.execute(
        select(Participant.role, Answer.number, Answer.choice, Answer.id)
        .join(Participant, Participant.id == Answer.participant_id)
        .where(
            Answer.workshop_id == workshop_id,
            Answer.question == question,
            is_here(Answer.participant_id),
        )
    )
    return [RoleAnswer(*row) for row in rows]


def discard_answers(workshop_id: int, question: str) -> None:
    """Delete all answers to a question."""
    db.session.execute(delete(Answer).where(Answer.workshop_id == workshop_id, Answer.question == question))


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
    """Return one participant's answers by question."""
    rows = db.session.scalars(select(Answer).where(Answer.participant_id == participant.id))
    return {answer.question: answer for answer in rows}
