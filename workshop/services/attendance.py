"""Who may still come in: bounds that an honest hall never meets, for a script that joins without end.

Each process counts in its memory who has come in by it, so that a join costs nothing more; two processes
let in twice as many, and one that starts anew has forgotten what devices did.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import Connection, func, select

from workshop.errors import Problem
from workshop.extensions import table_of
from workshop.i18n import gettext
from workshop.models import Participant

MOST_PEOPLE = 5_000
# A family's tablet, or somebody who helps others in.
MOST_OF_ONE_DEVICE = 20
_MOST_WORKSHOPS = 256
_PARTICIPANTS = table_of(Participant)


@dataclass
class _Attendance:
    """How many are in a workshop, and how many of them by each device."""

    people: int
    by_device: Counter[str] = field(default_factory=Counter)


def require_place(connection: Connection, workshop_id: int, device: str | None) -> None:
    """Refuse who would be one too many."""
    attendance = _attendance(workshop_id)
    if attendance is None or attendance.people >= MOST_PEOPLE:
        # People may have been removed meanwhile.
        attendance = _remember(workshop_id, _count(connection, workshop_id))
    if attendance.people >= MOST_PEOPLE:
        raise Problem(
            gettext("This workshop is full."),
            gettext("Ask the facilitator: what you say can be entered from paper, or by somebody who is in."),
            status=409,
        )
    if device is not None and attendance.by_device[device] >= MOST_OF_ONE_DEVICE:
        raise Problem(
            gettext("Too many people have come in with this device."),
            gettext("Take another one, or ask the facilitator: what you say can be entered from paper."),
            status=409,
        )


def note_arrival(workshop_id: int, device: str | None) -> None:
    """Count somebody who has come in."""
    attendance = _attendance(workshop_id)
    if attendance is not None:
        attendance.people += 1
        if device is not None:
            attendance.by_device[device] += 1


def _count(connection: Connection, workshop_id: int) -> int:
    """Count the people of a workshop; those of a rehearsal have a bound of their own."""
    return (
        connection.scalar(
            select(func.count()).where(
                _PARTICIPANTS.c.workshop_id == workshop_id, _PARTICIPANTS.c.rehearsal_id.is_(None)
            )
        )
        or 0
    )


def _attendance(workshop_id: int) -> _Attendance | None:
    return _known().get(workshop_id)


def _remember(workshop_id: int, people: int) -> _Attendance:
    known = _known()
    attendance = known.setdefault(workshop_id, _Attendance(people))
    attendance.people = people
    known.move_to_end(workshop_id)
    while len(known) > _MOST_WORKSHOPS:
        known.popitem(last=False)
    return attendance


def _known() -> OrderedDict[int, _Attendance]:
    known: OrderedDict[int, _Attendance] = current_app.extensions.setdefault("attendance", OrderedDict())
    return known
