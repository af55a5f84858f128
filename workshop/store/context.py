"""The workshop and the actor of an operation."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.models import Phase, Rules, Workshop
from workshop.models.agenda import phase_at
from workshop.store.actors import Actor


class WorkshopContext(NamedTuple):
    """A workshop at the start of an operation, its actor, and the operation's id from the client."""

    id: int
    revision: int
    language: str
    territory_id: str
    agenda: list[dict[str, Any]]
    step: int
    focus: dict[str, Any]
    rules: dict[str, Any]
    vote: dict[str, Any]
    own_catalogue: dict[str, Any] | None
    actor: Actor
    operation_id: str

    @property
    def phase(self) -> Phase:
        """The present phase of the meeting."""
        return phase_at(self.agenda, self.step)

    @property
    def in_force(self) -> Rules:
        """The rules of the meeting, with the usual ones where the desk decided nothing."""
        return Rules(**self.rules)

    def load_workshop(self) -> Workshop:
        """Load the workshop as an ORM object, as this transaction sees it."""
        return db.session.get_one(Workshop, self.id, populate_existing=True)

    def read_again(self, connection: Connection) -> WorkshopContext:
        """Read the workshop again: another process may have changed it since."""
        return _context(_FIND.first(connection, {"wanted": self.id}), self.actor, self.operation_id)


# A full hall runs these statements a thousand times a second: compile them once.
_WORKSHOPS = table_of(Workshop)
_COLUMNS = tuple(_WORKSHOPS.c[name] for name in WorkshopContext._fields[:-2])
_FIND = Statement(select(*_COLUMNS).where(_WORKSHOPS.c.id == bindparam("wanted")))
_TAKE_REVISION = Statement(
    update(_WORKSHOPS)
    .where(_WORKSHOPS.c.id == bindparam("wanted"))
    .values(revision=_WORKSHOPS.c.revision + 1)
    .returning(*_COLUMNS)
)


def read_context(
    connection: Connection, workshop_id: int, actor: Actor, operation_id: str
) -> WorkshopContext:
    """Read a workshop without locking it and without taking a new revision."""
    return _context(_FIND.first(connection, {"wanted": workshop_id}), actor, operation_id)


def take_revision(
    connection: Connection, workshop_id: int, actor: Actor, operation_id: str
) -> WorkshopContext:
    """Take the next revision of a workshop, which locks its row until the commit."""
    return _context(_TAKE_REVISION.first(connection, {"wanted": workshop_id}), actor, operation_id)


def _context(row: tuple[Any, ...] | None, actor: Actor, operation_id: str) -> WorkshopContext:
    if row is None:
        raise Problem(gettext("This workshop no longer exists."), gettext("Ask the facilitator."), status=404)
    return WorkshopContext._make((*row, actor, operation_id))
