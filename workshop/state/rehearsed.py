"""Whether a workshop is in rehearsal."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from workshop.database.statements import Statement
from workshop.extensions import table_of
from workshop.models import Rehearsal

# Every change redraws the room: compile this query once.
_REHEARSALS = table_of(Rehearsal)
_FIND = Statement(select(_REHEARSALS.c.id).where(_REHEARSALS.c.workshop_id == bindparam("workshop")).limit(1))


def is_rehearsed(connection: Connection, workshop_id: int) -> bool:
    """Return whether invented people are in a workshop."""
    return _FIND.first(connection, {"workshop": workshop_id}) is not None
