"""What the wall marks when it happens: another block on the beam, a warming limit or the budget reached.

The wall's script compares what is listed here with what was listed before, and shows what is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workshop.charts.budget.bridge_words import describe_makers, describe_mark
from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.authors import describe_author
from workshop.i18n import gettext
from workshop.services.people.participants import count_by_role
from workshop.state.confidentiality import FEWEST
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class MomentView:
    """Something that is so now, with the sentence for the moment in which it becomes so.

    ``kind`` is ``block`` (with the id of the proposal), ``mark`` or ``budget``.
    """

    kind: str
    key: str
    text: str


def find_large_roles(snapshot: Snapshot) -> frozenset[str]:
    """Return the roles that the wall may name: fewer than five people could be recognised by theirs."""
    counted = count_by_role(snapshot.workshop_id)
    return frozenset(role for role, people in counted.items() if people >= FEWEST)


def build_moments_views(snapshot: Snapshot, roles: frozenset[str]) -> tuple[MomentView, ...]:
    """List what counts and what is reached now, the greatest last."""
    return (*_blocks(snapshot, roles), *_reached(snapshot))


def _blocks(snapshot: Snapshot, roles: frozenset[str]) -> Iterator[MomentView]:
    for view in snapshot.shown:
        # What adds nothing now, as the weaker of two that exclude each other, is no block on the beam.
        if view.block_t:
            yield MomentView("block", view.id, _name(view, snapshot, roles))


def _name(view: ProposalView, snapshot: Snapshot, roles: frozenset[str]) -> str:
    title = describe_title(view, snapshot)
    author = describe_author(view, roles)
    return f"{title} · {author}" if author else title


def _reached(snapshot: Snapshot) -> Iterator[MomentView]:
    outcome = snapshot.outcome
    if not snapshot.counted:
        return
    makers = describe_makers(snapshot)
    for mark in sorted(snapshot.scenario.warming_marks, key=lambda mark: -mark.budget_t):
        if outcome.cumulative_emissions_t <= mark.budget_t:
            words = gettext(
                "Within the %(degrees)s limit: %(makers)s.",
                degrees=describe_mark(mark.temperature_c),
                makers=makers,
            )
            yield MomentView("mark", f"mark-{mark.temperature_c:g}", words)
    if outcome.budget_t > 0 and outcome.fits:
        yield MomentView("budget", "budget", gettext("The budget is kept: %(makers)s.", makers=makers))
