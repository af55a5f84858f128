"""The catalogue on a phone, and descriptions of its actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workshop.i18n import current_language, format_decimal, gettext, ngettext
from workshop.services.proposals.catalogue_actions import CatalogueAction, choose_actions
from workshop.services.proposals.popular import order_by_popularity
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import views_for_room
from workshop.words import say_grade

_POPULAR = 4


@dataclass(frozen=True)
class OfferView:
    """An action of the catalogue to choose, with its effect per unit and how many propose it."""

    id: str
    title: str
    category: str
    effect: str
    proposed: str
    origin: str = ""


@dataclass(frozen=True)
class ChipView:
    """A category of the catalogue with actions for the place."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class CatalogueView:
    """What a phone lists: the chips, and the actions of the chosen one, or those that match the words."""

    chips: list[ChipView]
    offers: list[OfferView]


def build_popular_views(snapshot: Snapshot) -> list[OfferView]:
    """Return the actions with which a phone's own page begins."""
    return _offers(order_by_popularity(snapshot)[:_POPULAR], snapshot)


def build_catalogue_view(snapshot: Snapshot, text: str, chosen: str) -> CatalogueView:
    """Return the actions of a category or all of them, the popular first, or what matches ``text`` best."""
    every = order_by_popularity(snapshot)
    labels = {action.category: action.text("category", current_language()) for action in every}
    if text.strip():
        found = choose_actions(snapshot, text, current_language())
    else:
        found = [action for action in every if chosen not in labels or action.category == chosen]
    chips = [ChipView(key, label, key == chosen and not text.strip()) for key, label in labels.items()]
    return CatalogueView(chips, _offers(found, snapshot))


def _offers(actions: Iterable[CatalogueAction], snapshot: Snapshot) -> list[OfferView]:
    # In a silent round nobody sees what others choose.
    counts = {view.catalogue_id: view.count for view in views_for_room(snapshot) if view.catalogue_id}
    language = current_language()
    return [
        OfferView(
            id=action.id,
            title=action.text("title", language),
            category=action.text("category", language),
            effect=describe_unit(action),
            proposed=ngettext("%(num)d person proposes it", "%(num)d people propose it", counts[action.id])
            if counts.get(action.id)
            else "",
            origin=describe_origin(action),
        )
        for action in actions
    ]


def describe_unit(action: CatalogueAction) -> str:
    """Write the effect of one unit: ``2.1 t a year per car``."""
    unit = action.text("unit_singular", current_language())
    if action.effect is None:
        return gettext("does not lower emissions by itself")
    likely = action.effect.per_unit.likely
    if action.effect.kind == "share":
        # "0.25 % per percent" tells nobody anything: the share at the amount that is offered first.
        offered = 1.0 if action.amount is None else action.amount.default
        return gettext(
            "for example %(amount)s: lowers these emissions by %(share)s %%",
            amount=f"{_short(offered)}\u00a0{action.text('unit_plural', current_language())}",
            share=_short(100 * likely * offered),
        )
    if action.gas != "CO2":
        return gettext("%(amount)s t CO₂e a year per %(unit)s", amount=_short(likely), unit=unit)
    return gettext("%(amount)s t a year per %(unit)s", amount=_short(likely), unit=unit)


def describe_origin(action: CatalogueAction | None) -> str:
    """Say whose action it is where it is not as shipped; empty for all others."""
    if action is None or action.origin == "shipped":
        return ""
    if action.origin == "own":
        return gettext("Own action of %(place)s", place=action.place)
    return gettext("Changed by %(place)s", place=action.place)


def describe_grade(action: CatalogueAction) -> str:
    """Write how reliable the figure is."""
    return say_grade(action.evidence.grade)


def _short(value: float) -> str:
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    text = format_decimal(value, digits)
    return text.rstrip("0").rstrip(".,") if digits else text
