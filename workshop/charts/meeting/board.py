"""The board while the room combines: every action with its block, in or out."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.one_unit import describe_alike, find_largest
from workshop.charts.budget.titles import describe_title
from workshop.i18n import gettext
from workshop.models import State
from workshop.state.hands import hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class EntryView:
    """An action on the board, with its tonnes where it counts."""

    id: str
    title: str
    amount: str
    included: bool
    hand: str


@dataclass(frozen=True)
class BoardView:
    """All entries, and how many are in and out."""

    entries: tuple[EntryView, ...]
    counts: str


def build_board_view(snapshot: Snapshot) -> BoardView:
    """Return the board: what is in by its size, then what is out."""
    views = [view for view in snapshot.proposals if view.state == State.VISIBLE and _has_figure(view)]
    inside = sorted((view for view in views if view.included), key=lambda view: -abs(view.block_t or 0.0))
    outside = [view for view in views if not view.included]
    largest = find_largest(view.block_t for view in inside)
    return BoardView(
        entries=tuple(_entry(view, describe_title(view, snapshot), largest) for view in (*inside, *outside)),
        counts=gettext("%(inside)s in, %(outside)s out", inside=str(len(inside)), outside=str(len(outside))),
    )


def _has_figure(view: ProposalView) -> bool:
    return view.full_effect_t is not None and view.ledger == "territorial"


def _entry(view: ProposalView, title: str, largest: float) -> EntryView:
    amount = gettext("out")
    if view.included:
        amount = describe_alike(view.block_t, largest) if view.block_t is not None else ""
    return EntryView(view.id, title, amount, view.included, hand_of(view))
