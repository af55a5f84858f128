"""Scenarios under each other on one scale: the present one, saved ones and those of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from scenarios.outcome import Outcome
from workshop.charts.budget.bridge_words import describe_end, describe_kept, describe_percent, describe_start
from workshop.charts.budget.loupe import describe_times, find_part
from workshop.charts.budget.one_unit import Balance
from workshop.charts.budget.titles import describe_title
from workshop.charts.meeting.changed_estimates import describe_changes_between
from workshop.i18n import format_whole, gettext, ngettext
from workshop.services.meeting.tables import TableScenario, table_scenarios
from workshop.services.workshops.comparisons import SavedOutcome, read_saved_for_room
from workshop.state.hands import HANDS, hand_of, hand_of_actor
from workshop.state.snapshot import Snapshot

SAVED: Final = 6
"""As many saved scenarios as the wall can show under each other."""

_NAMED: Final = 2


@dataclass(frozen=True)
class PartView:
    """What the actions of one group of actors take off, in percent of the beam's width."""

    hand: str
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class BeamView:
    """One scenario as a beam; ``differs`` names actions that not all scenarios have."""

    id: str
    label: str
    says: str
    fits: bool
    parts: tuple[PartView, ...]
    gap_x: float
    gap_width: float
    differs: str


@dataclass(frozen=True, kw_only=True)
class ComparedView:
    """All beams under a ``heading``, with what is to be said ``about`` them.

    Scenarios are on one scale, from the largest reference to the smallest budget or result.

    Where all results lie at its beginning, that is ``enlarged``: else they would look alike.
    """

    heading: str
    about: str
    beams: tuple[BeamView, ...]
    start: str
    end: str
    enlarged: str


@dataclass(frozen=True, kw_only=True)
class _Scenario:
    id: str
    label: str
    outcome: Outcome
    # Each counted action: its id, its title, its group of actors and its block.
    actions: tuple[tuple[str, str, str, float], ...]


def build_compared_view(snapshot: Snapshot) -> ComparedView | None:
    """Return the beams; None if there is nothing to compare the present scenario with."""
    kept = read_saved_for_room(snapshot.workshop_id, SAVED)
    others = [
        *(_saved(saved) for saved in kept),
        *(_table(table, snapshot) for table in table_scenarios(snapshot)),
    ]
    if not others:
        return None
    scenarios = [*others, _now(snapshot)]
    left = max(
        max(each.outcome.cumulative_reference_t, each.outcome.cumulative_emissions_t) for each in scenarios
    )
    right = min(
        max(0.0, min(each.outcome.budget_t, each.outcome.cumulative_emissions_t)) for each in scenarios
    )
    span = max(1.0, left - right)
    furthest = max(100 * (left - each.outcome.cumulative_emissions_t) / span for each in scenarios)
    part = find_part(furthest)
    everywhere = set.intersection(*({action[0] for action in each.actions} for each in scenarios))
    return ComparedView(
        heading=gettext("Side by side"),
        about=describe_changes_between(snapshot, (each.document for each in kept if each.origin is None)),
        beams=tuple(_beam(each, left, span * part / 100, everywhere) for each in scenarios),
        start=describe_start(snapshot),
        end=describe_end(snapshot) if part == 100 else describe_beyond(describe_end(snapshot)),
        enlarged=describe_times(part) if part < 100 else "",
    )


def describe_beyond(end: str) -> str:
    """Write that the beams do not reach what they lead to, which an enlarged picture has no room for."""
    return gettext("%(end)s: beyond this edge →", end=end)


def _now(snapshot: Snapshot) -> _Scenario:
    return _Scenario(
        id="now",
        label=gettext("Now"),
        outcome=snapshot.outcome,
        actions=tuple(
            (view.action_id, describe_title(view, snapshot), hand_of(view), view.block_t)
            for view in snapshot.proposals
            if view.block_t is not None
        ),
    )


def _table(table: TableScenario, snapshot: Snapshot) -> _Scenario:
    results = table.outcome.actions
    return _Scenario(
        id=f"table-{table.number}",
        label=gettext("Table %(number)s", number=format_whole(table.number)),
        outcome=table.outcome,
        actions=tuple(
            (view.action_id, describe_title(view, snapshot), hand_of(view), results[view.action_id].block_t)
            for view in snapshot.proposals
            if view.action_id in results
        ),
    )


def _saved(saved: SavedOutcome) -> _Scenario:
    results = saved.outcome.actions
    return _Scenario(
        id=f"saved-{saved.number}",
        label=saved.label,
        outcome=saved.outcome,
        actions=tuple(
            (
                action.id,
                action.title,
                hand_of_actor(str(action.about.get("actor", ""))),
                results[action.id].block_t,
            )
            for action in saved.case.scenario.actions
            if action.id in results
        ),
    )


def _beam(scenario: _Scenario, left_t: float, span_t: float, everywhere: set[str]) -> BeamView:
    outcome = scenario.outcome

    def place(tonnes: float) -> float:
        return round(100 * min(1.0, max(0.0, (left_t - tonnes) / span_t)), 3)

    end, budget = place(outcome.cumulative_emissions_t), place(max(0.0, outcome.budget_t))
    return BeamView(
        id=scenario.id,
        label=scenario.label,
        says=_say(outcome),
        fits=outcome.fits,
        parts=tuple(_parts(scenario, place(outcome.cumulative_reference_t), 100 / span_t)),
        gap_x=end,
        gap_width=round(max(0.0, budget - end), 3),
        differs=_describe_difference(scenario.actions, everywhere),
    )


def _say(outcome: Outcome) -> str:
    """Write how far a scenario comes: what is to spare, or how much of the gap is closed."""
    if kept := describe_kept(Balance.of(outcome)):
        return kept
    if outcome.gap_closed is None or outcome.gap_closed < 0:
        return gettext("%(amount)s too much", amount=Balance.of(outcome).describe(-outcome.remaining_t))
    return gettext("%(percent)s %% of the gap", percent=describe_percent(outcome.gap_closed))


def _parts(scenario: _Scenario, start: float, scale: float) -> Iterable[PartView]:
    """Lay what each group of actors takes off one after the other; increases have shortened the last."""
    for hand in HANDS:
        width = round(scale * sum(action[3] for action in scenario.actions if action[2] == hand), 3)
        if width > 0:
            yield PartView(hand, round(start, 3), min(width, 100.0 - start))
            start = min(100.0, start + width)


def _describe_difference(actions: Sequence[tuple[str, str, str, float]], everywhere: set[str]) -> str:
    """Name the largest actions that not all scenarios have."""
    own = sorted((action for action in actions if action[0] not in everywhere), key=lambda action: -action[3])
    if not own:
        return ""
    named = ", ".join(action[1] for action in own[:_NAMED])
    rest = len(own) - _NAMED
    more = " " + ngettext("and %(num)s more", "and %(num)s more", rest) if rest > 0 else ""
    return gettext("With %(actions)s", actions=f"{named}{more}")
