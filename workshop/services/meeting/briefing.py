"""The cards of the briefing: which apply to a place, which one is shown, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.budget.presets import CLIMATE_BUDGET, WITHOUT_RULE
from scenarios.budget.waiting import Wait, cost_of_waiting
from scenarios.inventory.trends import yearly_cut
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Facilitator
from workshop.services.meeting.allocation_rule import CARD as KEYS_CARD
from workshop.services.meeting.focus import look_at
from workshop.services.meeting.limits import LIMITS
from workshop.state.snapshot import Snapshot
from workshop.state.todays_rate import find_years_left
from workshop.store.receipts import Receipt

YEARS, CUT, ACHIEVED, ONE_OF, CHAIN, WAITING = "years", "cut", "achieved", "one_of", "chain", "waiting"
OWN_BUDGET = "own"
CARDS = (OWN_BUDGET, LIMITS, YEARS, CUT, ACHIEVED, ONE_OF, CHAIN, WAITING, KEYS_CARD)

_YEARS_LOOKED_BACK = 5


@dataclass(frozen=True)
class Achieved:
    """The yearly cut between two years of official statistics; a fraction, negative for a rise."""

    first_year: int
    last_year: int
    first_t: float
    last_t: float
    rate: float


def list_cards(snapshot: Snapshot) -> list[str]:
    """List the cards that apply to this place; a used up budget has fewer."""
    preset = snapshot.budget["preset"]
    needless = set() if preset in WITHOUT_RULE else {OWN_BUDGET}
    if preset == CLIMATE_BUDGET:
        # Allocation rules share out CO2; the limits are CO2e.
        needless.add(KEYS_CARD)
    if not snapshot.scenario.limits:
        needless.add(LIMITS)
    if find_years_left(snapshot) is None:
        needless |= {YEARS, CUT, ONE_OF, WAITING}
    elif snapshot.budget["annual_reduction_pct"] is None:
        needless |= {CUT, ONE_OF, WAITING}
    if find_achieved(snapshot.history) is None:
        needless.add(ACHIEVED)
    return [card for card in CARDS if card not in needless]


def shown_card(snapshot: Snapshot) -> str:
    """Return the card that all screens show."""
    cards = list_cards(snapshot)
    card = str(snapshot.focus.get("card"))
    return card if card in cards else cards[0]


def show_card(
    snapshot: Snapshot, facilitator: Facilitator, operation_id: str, step: int, card: str
) -> Receipt:
    """Turn all screens to a card."""
    if card not in list_cards(snapshot):
        raise Problem(gettext("There is no such card."), gettext("Choose one from the list."), status=404)
    return look_at(snapshot.workshop_id, facilitator, operation_id, step, card=card)


def find_achieved(history: dict[str, Any]) -> Achieved | None:
    """Return the cut over the last five years of official statistics, or over the years there are."""
    official = {
        year: total
        for year, total, status in zip(history["years"], history["total_t"], history["status"], strict=True)
        if status == "official"
    }
    if len(official) < 2:
        return None
    last = max(official)
    first = min(
        (year for year in official if year != last), key=lambda year: abs(last - _YEARS_LOOKED_BACK - year)
    )
    rate = yearly_cut(first_t=official[first], last_t=official[last], years=last - first)
    return None if rate is None else Achieved(first, last, official[first], official[last], rate)


def find_waits(budget: dict[str, Any]) -> tuple[Wait, ...]:
    """Compute the cost of waiting for the budget in force."""
    return cost_of_waiting(budget_t=budget["budget_t"], base_emissions_t=budget["base_emissions_t"])
