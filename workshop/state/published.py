"""Totals of the room's answers, published in steps of at least five people.

People can change at any time what they say about their role and which allocation rule they vote for. Anybody
who reads totals before and after one answer knows that answer, also if a vote is closed, opened and closed
again. So published totals stay until at least five people have answered or changed their answer since; giving
the same answer again is no change. Fewer than five wait for the next publication.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from workshop.extensions import db, table_of
from workshop.models import Published
from workshop.state.confidentiality import FEWEST, may_show

_PUBLISHED = table_of(Published)


class Totals(NamedTuple):
    """Published totals, and of how many people."""

    people: int
    totals: dict[str, Any]


class Before(NamedTuple):
    """The previous publication: the id of its newest answer, and its totals."""

    newest: int
    totals: dict[str, Any]


def read_published(workshop_id: int) -> dict[str, Totals]:
    """Return everything that a workshop has published, by what it is about."""
    rows = db.session.execute(
        select(_PUBLISHED.c.about, _PUBLISHED.c.people, _PUBLISHED.c.totals).where(
            _PUBLISHED.c.workshop_id == workshop_id
        )
    )
    return {about: Totals(people, totals) for about, people, totals in rows}


def publish_when_due(
    connection: Connection,
    workshop_id: int,
    about: str,
    answers: Sequence[int],
    count: Callable[[Before | None], Mapping[str, Any]],
) -> None:
    """Publish new totals if at least five of the ``answers`` are not yet in the published ones.

    ``answers`` are the ids of each person's newest answer; a changed answer has a new id. ``count`` computes
    the totals, given the previous publication.
    """
    here = (_PUBLISHED.c.workshop_id == workshop_id) & (_PUBLISHED.c.about == about)
    row = connection.execute(select(_PUBLISHED.c.newest, _PUBLISHED.c.totals).where(here)).one_or_none()
    before = None if row is None else Before(row.newest, row.totals)
    new = [key for key in answers if before is None or key > before.newest]
    if len(new) < FEWEST or not may_show(len(answers)):
        return
    values = {"people": len(answers), "totals": dict(count(before)), "newest": max(answers)}
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(_PUBLISHED).values(workshop_id=workshop_id, about=about, **values)
    # If another process has published meanwhile, its totals stay.
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[_PUBLISHED.c.workshop_id, _PUBLISHED.c.about],
            set_=values,
            where=_PUBLISHED.c.newest == (-1 if before is None else before.newest),
        )
    )


def discard_published(workshop_id: int) -> None:
    """Delete what was published, with the answers that it came from."""
    db.session.execute(delete(Published).where(Published.workshop_id == workshop_id))
