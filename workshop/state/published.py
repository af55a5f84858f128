"""Totals of the room's answers, published in steps of at least five people.

People can change at any time what they say about their role and which allocation rule they vote for. Anybody
who reads totals before and after one answer knows that answer, also if a vote is closed, opened and closed
again. So published totals stay until at least five people have answered or changed their answer since; giving
the same answer again is no change. Fewer than five wait for the next publication.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select, update
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
    _store(connection, workshop_id, about, before, Totals(len(answers), dict(count(before))), max(answers))


def publish_values(
    connection: Connection, workshop_id: int, about: str, groups: Mapping[str, Sequence[Any]]
) -> None:
    """Publish the values that people gave, by group and without names.

    An earlier publication stays where one to four values are new in it, as a whole or in a group. A value is
    a number or a list of numbers.
    """
    if not all(may_show(len(values)) for values in groups.values()):
        return
    here = (_PUBLISHED.c.workshop_id == workshop_id) & (_PUBLISHED.c.about == about)
    row = connection.execute(select(_PUBLISHED.c.newest, _PUBLISHED.c.totals).where(here)).one_or_none()
    before = None if row is None else Before(row.newest, row.totals)
    old: Mapping[str, Sequence[Any]] = {} if before is None else before.totals["groups"]
    as_whole = _count_new([*chain(*groups.values())], [*chain(*old.values())])
    by_group = [_count_new(values, old.get(name, ())) for name, values in groups.items()]
    if before is not None and any(0 < new < FEWEST for new in (as_whole, *by_group)):
        return
    people = sum(len(values) for values in groups.values())
    totals = {"groups": {name: list(values) for name, values in groups.items()}}
    newest = 1 if before is None else before.newest + 1
    _store(connection, workshop_id, about, before, Totals(people, totals), newest)


def _count_new(now: Sequence[Any], before: Sequence[Any]) -> int:
    """Count the values that were not there before; equal ones are told apart by their number."""
    return (Counter(map(json.dumps, now)) - Counter(map(json.dumps, before))).total()


def _store(
    connection: Connection, workshop_id: int, about: str, before: Before | None, now: Totals, newest: int
) -> None:
    values = {"people": now.people, "totals": now.totals, "newest": newest}
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


def begin_anew(connection: Connection, workshop_id: int, about: str) -> None:
    """Note that the answers of a publication are deleted: all later ones are new beside it."""
    here = (_PUBLISHED.c.workshop_id == workshop_id) & (_PUBLISHED.c.about == about)
    connection.execute(update(_PUBLISHED).where(here).values(newest=0))


def discard_published(workshop_id: int) -> None:
    """Delete what was published, with the answers that it came from."""
    db.session.execute(delete(Published).where(Published.workshop_id == workshop_id))
