"""The board while the room combines: every action with its block, in or out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workshop.i18n import format_tonnes, gettext, ngettext
from workshop.models import State
from workshop.state.hands import hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

MOST: Final = 10
"""As many entries as a room can read; the others are counted."""

_MOST_OUT: Final = 3


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
    """The entries that fit, how many are in and out, and how many are not named."""

    entries: tuple[EntryView, ...]
    counts: str
    rest: str


def build_board_view(snapshot: Snapshot) -> BoardView:
    """Return the board: what is in by its size, then what is out; above ten, only some of each."""
    views = [view for view in snapshot.proposals if view.state == State.VISIBLE and _has_figure(view)]
    inside = sorted((view for view in views if view.included), key=lambda view: -abs(view.block_t or 0.0))
    outside = [view for view in views if not view.included]
    if len(views) > MOST:
        shown_out = outside[:_MOST_OUT]
        shown = [*inside[: MOST - len(shown_out)], *shown_out]
    else:
        shown = [*inside, *outside]
    missing = len(views) - len(shown)
    return BoardView(
        entries=tuple(_entry(view) for view in shown),
        counts=gettext("%(inside)s in, %(outside)s out", inside=str(len(inside)), outside=str(len(outside))),
        rest=ngettext("and %(num)s more", "and %(num)s more", missing) if missing else "",
    )


def _has_figure(view: ProposalView) -> bool:
    return view.full_effect_t is not None and view.ledger == "territorial"


def _entry(view: ProposalView) -> EntryView:
    amount = gettext("out")
    if view.included:
        amount = format_tonnes(view.block_t) if view.block_t is not None else ""
    return EntryView(view.id, view.title, amount, view.included, hand_of(view))
