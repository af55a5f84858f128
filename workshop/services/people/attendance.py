"""Limits on joining that an honest hall never meets, against a script that joins without end.

The desk states how many people it expects; as many can join, and some more, at any speed. Each process counts
in its memory who has joined through it, and recounts from the database at intervals, because other processes
let people in, too. A restarted process has forgotten the counts per device.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from cachetools import LRUCache
from flask import current_app
from sqlalchemy import Connection, func, select

from workshop.errors import Problem
from workshop.extensions import table_of
from workshop.i18n import gettext
from workshop.models import Participant, is_here

MOST_PEOPLE = 5_000
# Assumed if the desk states nothing: more than most public meetings.
USUAL_PEOPLE = 100
# Margin above the expected number, for people who bring somebody along.
FEWEST_MORE, MORE = 10, 0.2
# By how much one press raises the expected number.
FEWEST_RAISED, RAISED = 20, 0.25
# Allows a family's tablet, or somebody who helps others join.
MOST_OF_ONE_DEVICE = 20
_MOST_WORKSHOPS = 256
# How long a process trusts its own count.
RECOUNT_AFTER_S = 2.0
_PARTICIPANTS = table_of(Participant)


@dataclass
class _Attendance:
    """How many people are in a workshop, and how many joined on each device."""

    people: int
    counted_at: float
    by_device: Counter[str] = field(default_factory=Counter)


class RoomFull(Problem):
    """The limit of the desk is reached; the desk can raise it with one press."""


@dataclass(frozen=True)
class Arrivals:
    """How many have joined, how many the desk expects (0: not stated), and how many can join at most."""

    here: int
    expected: int
    most: int

    @property
    def is_full(self) -> bool:
        """Whether nobody else can join."""
        return self.here >= self.most


def most_people(expected: int) -> int:
    """Return how many people can join if ``expected`` are expected."""
    if not expected:
        return MOST_PEOPLE
    return min(MOST_PEOPLE, expected + max(FEWEST_MORE, int(expected * MORE)))


def raised(here: int, expected: int) -> int:
    """Return the expected number after the desk has raised it once."""
    most = max(here, expected)
    return min(MOST_PEOPLE, most + max(FEWEST_RAISED, int(most * RAISED)))


def count_arrivals(connection: Connection, workshop_id: int, expected: int) -> Arrivals:
    """Count those who have joined with a device, for the desk."""
    return Arrivals(_count(connection, workshop_id), expected, most_people(expected))


class Place:
    """A place for somebody who joins with a device: counted at once, released unless they have joined.

    A whole group is stored at once, so each place must count for the next ones of the group.
    """

    def __init__(self, workshop_id: int, device: str | None) -> None:
        self._workshop_id, self._device, self._counted = workshop_id, device, 0

    def take(self, connection: Connection, expected: int) -> None:
        """Count the person, or raise :class:`RoomFull`; call it each time that a group is tried."""
        _take_place(connection, self._workshop_id, expected, self._device)
        self._counted += 1

    def keep(self) -> None:
        """Note that the person has joined."""
        self._counted -= 1

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        attendance = _attendance(self._workshop_id)
        if attendance is not None and self._counted:
            _add(attendance, -self._counted, self._device)


def _take_place(connection: Connection, workshop_id: int, expected: int, device: str | None) -> None:
    attendance, most = _attendance(workshop_id), most_people(expected)
    now = monotonic()
    if attendance is None or attendance.people >= most or attendance.counted_at + RECOUNT_AFTER_S < now:
        # People may have been removed meanwhile.
        attendance = _remember(workshop_id, _count(connection, workshop_id), now)
    if attendance.people >= most:
        raise RoomFull(
            gettext("The room is full."),
            gettext("The facilitator sees it and can let more people in. You can stay on this page."),
            status=409,
        )
    if device is not None and attendance.by_device[device] >= MOST_OF_ONE_DEVICE:
        raise Problem(
            gettext("Too many people have come in with this device."),
            gettext(
                "Use another one, or ask the facilitator: what you want to say can be entered from paper."
            ),
            status=409,
        )
    _add(attendance, 1, device)


def _add(attendance: _Attendance, places: int, device: str | None) -> None:
    attendance.people = max(0, attendance.people + places)
    if device is not None:
        attendance.by_device[device] = max(0, attendance.by_device[device] + places)


def _count(connection: Connection, workshop_id: int) -> int:
    """Count those who joined with a device; a rehearsal and paper have limits of their own."""
    return (
        connection.scalar(
            select(func.count()).where(
                _PARTICIPANTS.c.workshop_id == workshop_id,
                _PARTICIPANTS.c.rehearsal_id.is_(None),
                _PARTICIPANTS.c.sheet.is_(None),
                is_here(_PARTICIPANTS.c.id),
            )
        )
        or 0
    )


def _attendance(workshop_id: int) -> _Attendance | None:
    return _known().get(workshop_id)


def _remember(workshop_id: int, people: int, now: float) -> _Attendance:
    known = _known()
    attendance = known.setdefault(workshop_id, _Attendance(people, now))
    attendance.people, attendance.counted_at = people, now
    return attendance


def _known() -> LRUCache[int, _Attendance]:
    known: LRUCache[int, _Attendance] = current_app.extensions.setdefault(
        "attendance", LRUCache(_MOST_WORKSHOPS)
    )
    return known
