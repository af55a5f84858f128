"""The number of people who have joined, on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.extensions import db
from workshop.services.people.attendance import count_arrivals, raised
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class ArrivalsView:
    """How many have joined, how many can, and the expected number after one press."""

    here: int
    most: int
    expected: int
    is_full: bool
    raised: int


def build_arrivals_view(snapshot: Snapshot) -> ArrivalsView:
    """Return how many have joined, how many can, whether it is full, and the number after one press."""
    expected = snapshot.rules.people
    arrivals = count_arrivals(db.session.connection(), snapshot.workshop_id, expected)
    return ArrivalsView(
        here=arrivals.here,
        most=arrivals.most,
        expected=expected,
        is_full=arrivals.is_full,
        raised=raised(arrivals.here, expected),
    )
