"""Pictures for phones, as words and small beams: the board while the room combines, and saved scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.bridge_words import describe_gap_lead
from workshop.charts.budget.gap_table import describe_gap_of
from workshop.charts.budget.titles import describe_title
from workshop.charts.meeting.tables import describe_fit
from workshop.i18n import format_tonnes, ngettext
from workshop.models import State, Workshop
from workshop.services.workshops.comparisons import SavedOutcome, read_saved_for_room
from workshop.state.hands import hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

_FEW = 8


@dataclass(frozen=True)
class EntryView:
    """An action on the board; ``part`` is its size in percent of the largest.

    ``is_reworded`` says that the facilitator has changed its author's words.
    """

    title: str
    is_reworded: bool
    amount: str
    part: float
    hand: str


@dataclass(frozen=True)
class BoardView:
    """What is in and what is out, what the total does, and the beam.

    ``idle`` is in without a block on the beam: the verdict does not count it.
    """

    lead: str
    bridge: BridgeView
    inside: list[EntryView]
    idle: list[EntryView]
    outside: list[EntryView]
    few: int


@dataclass(frozen=True)
class SavedView:
    """A saved scenario: parts of the widest beam within and over the budget, in percent, and the words."""

    name: str
    says: str
    actions: str
    within: float
    over: float


@dataclass(frozen=True)
class SavedBeamsView:
    """Saved scenarios on one scale, on which the budget is at ``budget`` percent."""

    saved: list[SavedView]
    budget: float
    budget_says: str
    limits: str


def build_board_view(snapshot: Snapshot) -> BoardView:
    """Return the board: the actions that count by their size, then those that are switched off."""
    views = [view for view in snapshot.proposals if view.state == State.VISIBLE]
    inside = [view for view in views if view.included and view.block_t is not None]
    inside.sort(key=lambda view: -(view.block_t or 0.0))
    idle = [view for view in views if view.included and view.block_t is None]
    largest = max((abs(view.block_t or 0.0) for view in inside), default=0.0) or 1.0
    return BoardView(
        lead=describe_gap_lead(snapshot),
        bridge=build_bridge_view(snapshot),
        inside=[_entry(view, snapshot, largest) for view in inside],
        idle=[_entry(view, snapshot, largest) for view in idle],
        outside=[_entry(view, snapshot, largest) for view in views if not view.included],
        few=_FEW,
    )


def build_saved_view(snapshot: Snapshot, workshop: Workshop) -> SavedBeamsView:
    """Return the saved scenarios as beams under each other, on one scale."""
    saved = read_saved_for_room(workshop.id)
    budget = max(0.0, snapshot.outcome.budget_t)
    widest = max([budget, *(each.outcome.cumulative_emissions_t for each in saved)]) or 1.0
    return SavedBeamsView(
        saved=[_saved(each, widest, snapshot) for each in saved],
        budget=round(100 * budget / widest, 2),
        budget_says=format_tonnes(budget),
        limits=describe_gap_of(snapshot.scenario, snapshot.outcome),
    )


def _entry(view: ProposalView, snapshot: Snapshot, largest: float) -> EntryView:
    counts = view.included and view.block_t is not None
    return EntryView(
        title=describe_title(view, snapshot),
        is_reworded=bool(view.written),
        amount=format_tonnes(view.block_t or 0.0) if counts else "",
        part=round(100 * abs(view.block_t or 0.0) / largest, 2) if counts else 0.0,
        hand=hand_of(view),
    )


def _saved(saved: SavedOutcome, widest: float, snapshot: Snapshot) -> SavedView:
    outcome = saved.outcome
    used, budget = max(0.0, outcome.cumulative_emissions_t), max(0.0, outcome.budget_t)
    # As the verdict counts: without what changes nothing.
    counted = sum(action["id"] in outcome.actions for action in saved.document["actions"])
    return SavedView(
        name=saved.name,
        says=describe_fit(outcome, snapshot.end_year),
        actions=ngettext("%(num)s action", "%(num)s actions", counted),
        within=round(100 * min(used, budget) / widest, 2),
        over=round(100 * max(0.0, used - budget) / widest, 2),
    )
