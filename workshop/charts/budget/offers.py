"""The budgets that a new workshop can begin with, each with its amount and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.allocation_rule import describe_years
from workshop.i18n import format_tonnes, gettext
from workshop.services.workshops.places import named_place
from workshop.services.workshops.presets import Offer, list_offers


@dataclass(frozen=True)
class OfferView:
    """A budget by its name, with what it amounts to."""

    preset: str
    says: str


def build_offers_views(place: str | None, start_year: int | None) -> list[OfferView]:
    """Return the budgets that apply to a place from a year on."""
    territory = named_place(place)
    if territory is None or start_year is None:
        return []
    offers = list_offers(territory, start_year)
    return [OfferView(preset, _describe(offer)) for preset, offer in offers.items()]


def _describe(offer: Offer) -> str:
    """Write the amount of a budget, and the years that it lasts at today's rate."""
    if offer.budget_t <= 0:
        return gettext("used up already")
    amount = format_tonnes(offer.budget_t)
    if offer.years_left is None:
        return amount
    return gettext(
        "%(amount)s · %(years)s at today’s rate", amount=amount, years=describe_years(offer.years_left)
    )
