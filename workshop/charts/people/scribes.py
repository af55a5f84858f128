"""Who may write free text, on the phone."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.identity import Person
from workshop.services.people.scribes import look_up
from workshop.state.snapshot import Snapshot
from workshop.store.gates import MAXIMUM_TABLES


@dataclass(frozen=True)
class ScribeView:
    """The table for which a phone writes, or how it could become a scribe."""

    seat: int | None
    pen: bool
    tables: int


def build_scribe_view(snapshot: Snapshot, person: Person) -> ScribeView | None:
    """Return a phone's table or how it could become a scribe; None if everybody may write."""
    only, seat, pen = look_up(snapshot.workshop_id, snapshot.rules, person)
    if not only and not pen:
        return None
    return ScribeView(
        seat=seat,
        pen=pen,
        tables=snapshot.rules.tables or MAXIMUM_TABLES,
    )
