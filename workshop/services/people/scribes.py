"""Scribes: in a large meeting, one phone per table writes the free-text proposals.

Picking from the catalogue stays open to everybody, because picks of one action are one proposal. Each
free-text proposal instead is a decision for the desk.
"""

from __future__ import annotations

from flask import current_app
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Participant, Rules, Seat, is_here
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_table
from workshop.store.operations import Answer, operation

# Above this many people the desk could not read what everybody writes.
MANY = 40

_PARTICIPANTS, _SEATS = table_of(Participant), table_of(Seat)
_FIND_SEATED = Statement(
    select(_PARTICIPANTS.c.public_id)
    .join(_SEATS, _SEATS.c.participant_id == _PARTICIPANTS.c.id)
    .where(_SEATS.c.workshop_id == bindparam("workshop"), is_here(_PARTICIPANTS.c.id))
    .limit(MANY + 1)
)
_FIND_SEAT = Statement(
    select(_SEATS.c.table_number, _SEATS.c.pen).where(
        _SEATS.c.participant_id == bindparam("person"), _SEATS.c.workshop_id == bindparam("workshop")
    )
)


@operation("table.pen", revision=False)
def take_pen(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Sit down at a table and write for it, in place of its present scribe."""
    require_table(context, number)
    person, connection = context.actor.id, changes.connection
    here = (Seat.workshop_id == context.id, Seat.table_number == number)
    connection.execute(delete(Seat).where(Seat.participant_id == person))
    connection.execute(update(Seat).where(*here).values(pen=False))
    connection.execute(
        insert(Seat).values(participant_id=person, workshop_id=context.id, table_number=number, pen=True)
    )
    return {"table": number}


def _do_scribes_write(workshop_id: int, rules: Rules, connection: Connection) -> bool:
    """Return whether only scribes write free text now: by the rule, or because many people are here."""
    if rules.scribes != "auto":
        return rules.scribes == "always"
    return _are_many(workshop_id, connection)


def _are_many(workshop_id: int, connection: Connection) -> bool:
    """Return whether many people are here: connected phones and people seated at tables.

    Rows of participants prove nothing: a script makes hundreds within seconds.
    """
    connected = set(current_app.extensions["presence"].people(workshop_id))
    if len(connected) > MANY:
        return True
    seated = {name for (name,) in _FIND_SEATED.run(connection, {"workshop": workshop_id})}
    return len(connected | seated) > MANY


def _pen_of(workshop_id: int, person: int, connection: Connection) -> tuple[int | None, bool]:
    """Return somebody's table, or None, and whether they are its scribe."""
    seat = _FIND_SEAT.first(connection, {"person": person, "workshop": workshop_id})
    return (None, False) if seat is None else (seat[0], seat[1])


def has_pen(workshop_id: int, person: int, connection: Connection) -> bool:
    """Return whether somebody is a scribe."""
    return _pen_of(workshop_id, person, connection)[1]


def require_pen(workshop_id: int, rules: Rules, person: int, connection: Connection) -> bool:
    """Return whether somebody is a scribe; refuse free text of others while only scribes write."""
    if _pen_of(workshop_id, person, connection)[1]:
        return True
    if _do_scribes_write(workshop_id, rules, connection):
        raise Problem(
            gettext("One phone writes for each table."),
            gettext(
                "Ask the note-taker at your table to send this, or become the note-taker yourself on "
                "the first page."
            ),
            status=409,
        )
    return False


def look_up(workshop_id: int, rules: Rules, person: Person) -> tuple[bool, int | None, bool]:
    """Return whether only scribes write, and a person's table and whether they are its scribe."""
    connection = db.session.connection()
    seat, pen = _pen_of(workshop_id, person.id, connection)
    return _do_scribes_write(workshop_id, rules, connection), seat, pen
