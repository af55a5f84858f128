"""What an open vote shows: totals that lag by at least five people, and change by at least five.

Anybody who reads the totals before and after a single ballot knows that ballot. So totals are taken when five
people have voted, and again when five others have voted, changed their ballot, or been counted by hand; the
room sees the totals before the newest. When the vote is closed, its result includes every ballot and differs
by at least five people's ballots from what was shown. The totals are in the database, so that another
process, or this one after a restart, shows no others in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from workshop.extensions import db, table_of
from workshop.models import Count, Operation, ShownTotals
from workshop.state.confidentiality import FEWEST, may_show
from workshop.state.tallies import count_voters, list_counts, tally_by_id

KIND = "vote"
_SHOWN = table_of(ShownTotals)


@dataclass(frozen=True)
class Shown:
    """Totals that the room may see: number of voters, and dots and supporters by proposals' public ids."""

    voters: int
    totals: dict[str, tuple[int, int]]


def read_shown(workshop_id: int) -> Shown | None:
    """Return what an open vote shows; None before five people have voted, and five others after them."""
    row = _read(workshop_id)
    if row is None or row.shown is None:
        return None
    totals = {key: (dots, supporters) for key, (dots, supporters) in row.shown["totals"].items()}
    return Shown(row.shown["voters"], totals)


def show_when_due(workshop_id: int, connection: Connection, actor: str = "") -> None:
    """Take new totals if five people have changed them, and show the previous ones.

    Call it within the transaction of the change. ``actor`` has just written a ballot whose receipt is not yet
    written.
    """
    shown = _read(workshop_id)
    if _count_changed(workshop_id, shown, actor) < FEWEST or not may_show(count_voters(workshop_id)):
        return
    voters, totals = tally_by_id(workshop_id)
    newest = select(func.max(Operation.id)).where(Operation.workshop_id == workshop_id)
    values = {
        "voters": voters,
        "totals": {key: [given.dots, given.supporters] for key, given in totals.items()},
        "counts": _counts(workshop_id),
        "operation_id": db.session.scalar(newest) or 0,
        "actor": actor,
        "shown": None if shown is None else {"voters": shown.voters, "totals": shown.totals},
    }
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(_SHOWN).values(workshop_id=workshop_id, **values)
    # If another process has shown others meanwhile, those stay.
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[_SHOWN.c.workshop_id],
            set_=values,
            where=_SHOWN.c.operation_id == (-1 if shown is None else shown.operation_id),
        )
    )


def discard_shown(workshop_id: int) -> None:
    """Delete what was shown, with the ballots that it came from."""
    db.session.execute(delete(ShownTotals).where(ShownTotals.workshop_id == workshop_id))


def _read(workshop_id: int) -> Any:
    return db.session.execute(_SHOWN.select().where(_SHOWN.c.workshop_id == workshop_id)).one_or_none()


def _count_changed(workshop_id: int, shown: Any, actor: str) -> int:
    """Count the people whose ballots differ, or may differ, from those in the totals taken last."""
    voted = (
        select(Operation.actor)
        .distinct()
        .where(
            Operation.workshop_id == workshop_id,
            Operation.kind == KIND,
            Operation.id > (0 if shown is None else shown.operation_id),
        )
    )
    people = {*db.session.scalars(voted), actor} - {""}
    there = _counts(workshop_id)
    if shown is None:
        return len(people) + sum(there.values())
    # This receipt was written after the totals that already have its ballot.
    people.discard(shown.actor)
    by_hand = {**shown.counts, **there}
    changed = set(shown.counts) ^ set(there)
    return len(people) + sum(int(by_hand[key]) for key in changed)


def _counts(workshop_id: int) -> dict[str, int]:
    counts: list[Count] = list_counts(workshop_id)
    return {str(count.id): count.voters for count in counts}
