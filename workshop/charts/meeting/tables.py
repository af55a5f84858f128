"""The tables' scenarios, side by side, and on the phones at each table."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.outcome import Outcome
from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.one_unit import Balance
from workshop.i18n import format_whole, gettext, ngettext
from workshop.identity import Person
from workshop.services.meeting.tables import (
    TableScenario,
    seat_of,
    table_scenario,
    table_scenarios,
    table_serials,
)
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class TableBar:
    """One table's scenario; ``within`` and ``over`` the budget are fractions of the widest bar."""

    number: int
    label: str
    within: float
    over: float
    fits: bool
    says: str
    actions: str
    count: int


@dataclass(frozen=True)
class TablesView:
    """All tables against the budget, which is a fraction of the widest bar."""

    tables: list[TableBar]
    budget_share: float
    many: bool


@dataclass(frozen=True)
class TableAction:
    """An action that a table has chosen or not."""

    view: ProposalView
    effect: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class OwnTableView:
    """The scenario of a phone's table."""

    number: int
    people: str
    lead: str
    serial: int
    actions: list[TableAction]


@dataclass(frozen=True)
class SeatView:
    """A phone's seat: none yet, or at a table."""

    seat: int | None
    table: OwnTableView | None


@dataclass(frozen=True)
class SerialsView:
    """The serial of each table's decisions, by its number."""

    tables: dict[int, int]


def build_tables_view(snapshot: Snapshot) -> TablesView:
    """Draw each table as a bar against the budget; empty if the meeting has no tables."""
    scenarios = table_scenarios(snapshot)
    budget = max(0.0, float(snapshot.budget["budget_t"]))
    widest = (
        max([budget, *(scenario.outcome.cumulative_emissions_t for scenario in scenarios)], default=0.0)
        or 1.0
    )
    return TablesView(
        tables=[_bar(scenario, budget, widest) for scenario in scenarios],
        budget_share=budget / widest,
        many=len(scenarios) > 8,
    )


def build_seat_view(snapshot: Snapshot, person: Person) -> SeatView:
    """Return what a phone shows while the room combines: its table's list, or where to sit down."""
    seat = seat_of(person) if snapshot.rules.tables else None
    if seat is None or seat.table_number > snapshot.rules.tables:
        return SeatView(seat=None, table=None)
    scenario = table_scenario(snapshot, seat.table_number)
    return SeatView(seat=seat.table_number, table=_own_table(snapshot, scenario))


def build_serials_view(snapshot: Snapshot) -> SerialsView | None:
    """Return the serial of each table's decisions, so that phones at the table refresh."""
    return SerialsView(tables=table_serials(snapshot.workshop_id)) if snapshot.rules.tables else None


def _own_table(snapshot: Snapshot, scenario: TableScenario) -> OwnTableView:
    """Return one table's verdict, and each action as on or off."""
    return OwnTableView(
        number=scenario.number,
        people=ngettext("%(num)s person at this table", "%(num)s people at this table", scenario.people),
        lead=describe_fit(scenario.outcome, snapshot.end_year),
        serial=scenario.serial,
        actions=[
            TableAction(view=view, effect=describe_effect(view), chosen=view.id in scenario.chosen)
            for view in snapshot.shown
        ],
    )


def describe_fit(outcome: Outcome, end_year: int) -> str:
    """Write whether a scenario keeps the budget, and by how much."""
    amount = Balance.of(outcome).describe(abs(outcome.remaining_t))
    if outcome.remaining_t >= 0:
        return gettext("It meets the budget: %(amount)s is left in %(year)s.", amount=amount, year=end_year)
    return gettext("%(amount)s too much by %(year)s.", amount=amount, year=end_year)


def _bar(scenario: TableScenario, budget: float, widest: float) -> TableBar:
    used = max(0.0, scenario.outcome.cumulative_emissions_t)
    fits = scenario.outcome.remaining_t >= 0
    amount = Balance.of(scenario.outcome).describe(abs(scenario.outcome.remaining_t))
    return TableBar(
        number=scenario.number,
        label=gettext("Table %(number)s", number=format_whole(scenario.number)),
        within=min(used, budget) / widest,
        over=max(0.0, used - budget) / widest,
        fits=fits,
        says=gettext("%(amount)s left", amount=amount)
        if fits
        else gettext("%(amount)s too much", amount=amount),
        actions=ngettext("%(num)s action", "%(num)s actions", len(scenario.chosen)),
        count=len(scenario.chosen),
    )
