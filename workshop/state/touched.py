"""Which proposals, objections and thoughts the newest steps of the desk changed.

Phones get this with the news and refresh their page if something on it is included.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from workshop.database.statements import Statement
from workshop.extensions import table_of
from workshop.models import Change, Objection, Proposal, Reflection
from workshop.state.records import WorkshopRow

_STEPS_TOLD = 12

# Every change redraws the room: compile this query once.
_CHANGES = table_of(Change)
_FIND_NEWEST = Statement(
    select(_CHANGES.c.revision, _CHANGES.c.after)
    .where(_CHANGES.c.workshop_id == bindparam("workshop"), _CHANGES.c.revision > bindparam("before"))
    .order_by(_CHANGES.c.revision)
)
_FIND_ID = {
    name: Statement(select(table.c.public_id).where(table.c.id == bindparam("key")))
    for name, table in (
        ("proposals", table_of(Proposal)),
        ("objections", table_of(Objection)),
        ("reflections", table_of(Reflection)),
    )
}


def find_touched(connection: Connection, workshop: WorkshopRow) -> tuple[tuple[int, str], ...]:
    """Pair the newest revisions with the public ids of what they changed, including removed ones."""
    newest = _FIND_NEWEST.run(
        connection, {"workshop": workshop.id, "before": workshop.revision - _STEPS_TOLD}
    )
    pairs = [(revision, *key.split("/", 1)) for revision, after in newest for key in after if "/" in key]
    told = [(revision, name, int(number)) for revision, name, number in pairs if name in _FIND_ID]
    touched = []
    for revision, name, number in told[-_STEPS_TOLD:]:
        touched += [(revision, public_id) for (public_id,) in _FIND_ID[name].run(connection, {"key": number})]
    return tuple(touched)
