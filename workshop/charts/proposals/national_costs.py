"""National costs per tonne, as orientation beside an action."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.catalogue.national_costs import national_measures
from workshop.i18n import format_whole, gettext
from workshop.services.proposals.catalogue_actions import CatalogueAction


@dataclass(frozen=True)
class NationalCostView:
    """A national measure like the action, in Norwegian as published, and its cost in words."""

    title: str
    words: str


def build_national_costs_views(action: CatalogueAction) -> list[NationalCostView]:
    """List the national measures like an action, with what a tonne costs at most."""
    return [
        NationalCostView(f"{measure.id} {measure.title}", _words(measure.cost_nok_per_t))
        for measure in national_measures(action)
    ]


def _words(cost: float | None) -> str:
    if cost is None:
        return gettext("cost not assessed")
    if cost == 0:
        return gettext("low or negative cost")
    return gettext("up to %(amount)s Norwegian kroner a tonne", amount=format_whole(cost))
