"""Totals of the room's answers that are published in steps of at least five people.

What people say their role can do, and which key they vote for, stays with them and can be changed at any
time. Whoever reads totals before and after one answer knows that answer, also where a vote is closed,
opened again and closed. So what is shown stays as it is until at least five people have answered since, or
have changed what they said; saying the same again is no change. Fewer than five are shown with the next.
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
    """What is published, and of how many people."""

    people: int
    totals: dict[str, Any]


class Before(NamedTuple):
    """What was published before: the id of the newest answer in it, and its totals."""

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
    """Publish the totals anew if at least five of the ``answers`` are not yet in what is published.

    ``answers`` are the ids of what each person has said last: a changed answer has a new one. ``count``
    counts them, and hears what was published before.
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
    # Where another process has published others meanwhile, those stand.
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[_PUBLISHED.c.workshop_id, _PUBLISHED.c.about],
            set_=values,
            where=_PUBLISHED.c.newest == (-1 if before is None else before.newest),
        )
    )


def discard_published(workshop_id: int) -> None:
    """Forget what was published, with the answers that it came from."""
    db.session.execute(delete(Published).where(Published.workshop_id == workshop_id))
