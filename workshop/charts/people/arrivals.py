"""How many have come in of those who can, on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.extensions import db
from workshop.services.people.attendance import count_arrivals, raised
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class ArrivalsView:
    """How many are in, how many can be, and what one press makes of the number expected."""

    here: int
    most: int
    expected: int
    is_full: bool
    raised: int


def build_arrivals_view(snapshot: Snapshot) -> ArrivalsView:
    """Say how many are in, how many can be, whether that is all, and what one press makes of it."""
    expected = snapshot.rules.people
    arrivals = count_arrivals(db.session.connection(), snapshot.workshop_id, expected)
    return ArrivalsView(
        here=arrivals.here,
        most=arrivals.most,
        expected=expected,
        is_full=arrivals.is_full,
        raised=raised(arrivals.here, expected),
    )
