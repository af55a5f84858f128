"""The result on one page: the verdict, the actions with their tonnes, and who has to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scenarios.catalogue.catalogue import CATALOGUE_VERSION
from workshop.charts.budget.allocation_rule import describe_choice
from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.bridge_words import describe_gap_lead, describe_share_warming
from workshop.charts.budget.gap_table import GapTableView, build_gap_table_view
from workshop.charts.budget.hands import HandView
from workshop.charts.budget.left_out import describe_left_out, describe_mismatch
from workshop.charts.budget.one_unit import describe_alike, find_largest
from workshop.charts.budget.rates import (
    describe_cement,
    describe_co2_shares,
    describe_origin,
    describe_split,
    describe_todays_rate,
)
from workshop.charts.budget.settings import build_budget_sources, describe_method, describe_preset
from workshop.charts.budget.sources import SourceView, build_source_view
from workshop.charts.budget.titles import describe_title
from workshop.charts.budget.verdict import (
    VerdictView,
    build_verdict_view,
    describe_silence,
)
from workshop.charts.meeting.surveys import (
    ComparisonView,
    OwnSurveyView,
    build_comparison_view,
    build_survey_view,
)
from workshop.i18n import (
    format_day,
    format_decimal,
    format_today,
    format_tonnes,
    gettext,
    ngettext,
)
from workshop.identity import Person
from workshop.models import ReflectionKind, State
from workshop.services.meeting.reflections import reflections_of
from workshop.services.meeting.surveys import AFTER, count_surveys
from workshop.services.people.participants import count_by_role
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import views_for_room
from workshop.words import in_gas, say_actor

WALL_PLEDGES = 2
"""As many as a room can read beside the actions; the desk's list has all."""


@dataclass(frozen=True, kw_only=True)
class ActionView:
    """An action with its tonnes, per year and until the last year, formatted."""

    title: str
    actor: str
    per_year: str
    tonnes: str


@dataclass(frozen=True)
class PledgeView:
    """Something that somebody will do after the meeting, and by when."""

    text: str
    owner: str
    due: date | None


@dataclass(frozen=True)
class ListedView:
    """Decided actions without effect here, and why they are listed apart."""

    heading: str
    titles: list[str]


@dataclass(frozen=True, kw_only=True)
class ThanksView:
    """What the wall shows at the end; ``pledges`` are what happens next, the earliest first."""

    done: str
    actions: list[ActionView]
    pledges: list[PledgeView]
    comparison: ComparisonView


@dataclass(frozen=True, kw_only=True)
class ResultView:
    """The whole page, with every setting behind it."""

    verdict: VerdictView
    yardsticks: str
    bridge: BridgeView
    actions: list[ActionView]
    decided: list[ActionView]
    hands: tuple[HandView, ...]
    without_tonnes: list[str]
    beside: list[str]
    outside: list[str]
    listed: list[ListedView]
    switched_off: list[str]
    silent: str
    comparison: ComparisonView
    gap: GapTableView | None
    whose: str
    settings: list[SettingView]
    sources: list[SourceView]
    date: str


@dataclass(frozen=True)
class SettingView:
    """A setting: its name, and its value or source."""

    label: str
    value: str | SourceView


def build_thanks_view(snapshot: Snapshot) -> ThanksView:
    """Return what the wall shows at the end."""
    return ThanksView(
        done=_tell_done(snapshot),
        actions=build_actions_views(snapshot),
        pledges=_list_pledges(snapshot),
        comparison=build_comparison_view(snapshot),
    )


def _tell_done(snapshot: Snapshot) -> str:
    """Write what the room did: how many came, proposed and are counted."""
    people = sum(count_by_role(snapshot.workshop_id).values())
    came = ngettext("%(num)s person", "%(num)s people", people)
    proposed = ngettext("%(num)s proposal", "%(num)s proposals", len(snapshot.shown))
    counted = ngettext("%(num)s action included", "%(num)s actions included", len(snapshot.counted))
    return f"{came} · {proposed} · {counted}"


def _list_pledges(snapshot: Snapshot) -> list[PledgeView]:
    pledges = [
        PledgeView(thought.text, thought.owner, thought.due)
        for thought in reflections_of(snapshot.workshop_id)
        if thought.kind == ReflectionKind.PLEDGE and thought.state == State.VISIBLE
    ]
    return sorted(pledges, key=lambda pledge: pledge.due or date.max)[:WALL_PLEDGES]


def build_farewell_view(snapshot: Snapshot, participant: Person) -> OwnSurveyView:
    """Return the survey after the meeting, for a phone."""
    return OwnSurveyView(build_survey_view(snapshot, participant, AFTER))


def count_after(snapshot: Snapshot) -> int:
    """Count the answers to the survey after the meeting."""
    return count_surveys(snapshot.workshop_id, AFTER)


def build_result_view(snapshot: Snapshot) -> ResultView:
    """Return the whole page with its settings."""
    decided = find_largest(view.block_t for view in snapshot.decided)
    verdict, bridge = build_verdict_view(snapshot), build_bridge_view(snapshot)
    return ResultView(
        verdict=verdict,
        yardsticks=" ".join(filter(None, (describe_gap_lead(snapshot), describe_share_warming(snapshot)))),
        bridge=bridge,
        actions=build_actions_views(snapshot),
        decided=[_tell_action(view, snapshot, decided) for view in snapshot.decided if not view.in_reference],
        hands=bridge.hands,
        without_tonnes=[
            describe_title(view, snapshot)
            for view in views_for_room(snapshot)
            if view.included and not view.outside and view.likely is None
        ],
        beside=[
            describe_title(view, snapshot)
            for view in views_for_room(snapshot)
            if view.included and view.ledger == "consumption" and view.likely is not None
        ],
        outside=[describe_title(view, snapshot) for view in views_for_room(snapshot) if view.outside],
        listed=_list_apart(snapshot),
        switched_off=[
            describe_title(view, snapshot) for view in views_for_room(snapshot) if not view.included
        ],
        silent=describe_silence(snapshot),
        comparison=build_comparison_view(snapshot),
        gap=build_gap_table_view(snapshot),
        whose=describe_origin(snapshot.budget),
        settings=_tell_settings(snapshot),
        sources=build_budget_sources(snapshot.budget),
        date=format_today(),
    )


def _list_apart(snapshot: Snapshot) -> list[ListedView]:
    """List what the adopted plan has besides: sinks, effects outside the border, and in the reference."""
    headings = {
        "in the reference": gettext("Decided, in the reference already"),
        "sink": gettext("Decided, sinks"),
        "outside": gettext("Decided, outside the border"),
    }
    found: dict[str, list[str]] = {kind: [] for kind in headings}
    for view in snapshot.decided:
        if view.in_reference and view.included:
            kind = view.listed_as if view.listed_as in headings else "in the reference"
            found[kind].append(describe_title(view, snapshot))
    return [ListedView(headings[kind], titles) for kind, titles in found.items() if titles]


def build_actions_views(snapshot: Snapshot) -> list[ActionView]:
    """List the counted actions, largest first, with the reduction of each until the last year."""
    ordered = sorted(snapshot.counted, key=lambda view: -(view.block_t or 0))
    largest = find_largest(view.block_t for view in ordered)
    return [_tell_action(view, snapshot, largest) for view in ordered]


def _tell_action(view: ProposalView, snapshot: Snapshot, largest: float) -> ActionView:
    return ActionView(
        title=describe_title(view, snapshot),
        actor=say_actor(view.actor) if view.actor else "–",
        per_year="–" if view.full_effect_t is None else format_tonnes(view.full_effect_t),
        tonnes="–" if view.block_t is None else describe_alike(view.block_t, largest),
    )


def _tell_settings(snapshot: Snapshot) -> list[SettingView]:
    budget = snapshot.budget
    rows = [
        SettingView(gettext("Place"), snapshot.place),
        SettingView(
            gettext("Budget"),
            in_gas(
                gettext(
                    "%(budget)s CO₂ from 1 January %(year)s (%(preset)s)",
                    budget=format_tonnes(budget["budget_t"]),
                    year=str(budget["start_year"]),
                    preset=describe_preset(budget),
                ),
                snapshot.gas,
            ),
        ),
        SettingView(gettext("Years"), f"{snapshot.start_year}–{snapshot.end_year}"),
        SettingView(gettext("Without actions"), describe_method(snapshot.reference["method"])),
        SettingView(gettext("Statistics"), build_source_view(snapshot.reference["statistics"])),
        SettingView(gettext("Catalogue of actions"), format_day(date.fromisoformat(CATALOGUE_VERSION))),
        SettingView(gettext("Step of the meeting"), format_decimal(snapshot.revision)),
    ]
    chosen = describe_choice(budget)
    if cement := describe_cement(snapshot):
        rows.append(SettingView(gettext("Cement"), cement))
    if left_out := describe_left_out(snapshot):
        told = " ".join(filter(None, (left_out, describe_mismatch(snapshot))))
        rows.append(SettingView(gettext("Left out"), told))
    if split := describe_split(snapshot):
        rows.append(SettingView(gettext("Estimated"), split))
    if shares := describe_co2_shares(snapshot):
        rows.append(SettingView(gettext("Share of CO₂"), shares))
    rows.append(SettingView(gettext("Today’s rate"), describe_todays_rate(snapshot)))
    return [*rows, SettingView(gettext("Allocation rule"), chosen)] if chosen else rows
