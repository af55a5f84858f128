"""Amounts of a catalogue action that fit the place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from scenarios.catalogue.catalogue import find_action
from workshop.extensions import db
from workshop.models import Workshop
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.state.effects import choose_targets

# A tenth of what the place has is a start for a discussion, not an answer.
_USUAL_PART = 0.1
_ALL_PERCENT = 100.0
_LARGEST = 1e9


@dataclass(frozen=True)
class Fit:
    """The amount to begin with, the step of its buttons, and bounds.

    ``plenty`` is the amount above which a phone asks before it sends: all that the place emits there, or as
    much as the catalogue thinks possible. ``most`` is what cannot be.
    """

    start: float
    step: float
    plenty: float
    most: float
    of_place: bool


def fit_action(workshop_id: int, epoch: str, action: CatalogueAction) -> tuple[str, Fit]:
    """Return the name of a workshop's place, and the amounts that fit it."""
    place, tonnes = _facts(workshop_id, epoch, action.targets, action.norwegian_targets)
    return place, _fit(action, tonnes)


def _fit(action: CatalogueAction, tonnes: float) -> Fit:
    amount, effect = action.amount, action.effect
    if effect is None:
        return Fit(amount.default, amount.step, _LARGEST, _LARGEST, of_place=False)
    if effect.kind == "share":
        most = max(_ALL_PERCENT, amount.maximum)
        return Fit(amount.default, amount.step, amount.maximum, most, of_place=False)
    plenty = tonnes / effect.per_unit.likely
    # What lowers emissions elsewhere is not bounded by those here.
    if plenty <= 0 or action.ledger != "territorial":
        return Fit(amount.default, amount.step, amount.maximum, _LARGEST, of_place=False)
    if _says_amount(action):
        # The place knows best how many of them it has.
        most = min(plenty, amount.maximum)
        return Fit(min(amount.default, most), amount.step, most, _LARGEST, of_place=plenty <= amount.maximum)
    start = max(1.0, _round_down(_USUAL_PART * plenty))
    return Fit(start, max(1.0, _round_down(start / 10)), plenty, _LARGEST, of_place=True)


@lru_cache(maxsize=1024)
def _facts(
    workshop_id: int,
    epoch: str,  # noqa: ARG001  # part of the cache key
    targets: tuple[str, ...],
    norwegian_targets: tuple[str, ...] | None,
) -> tuple[str, float]:
    """Return the place and its first year's emissions (t) where an action acts, frozen with the workshop."""
    workshop = db.session.get_one(Workshop, workshop_id)
    wanted = set(choose_targets(targets, norwegian_targets, workshop.territory_id))
    return workshop.place, sum(
        float(source["reference_t"][0])
        for source in workshop.reference["sources"]
        if source["id"] in wanted or source["id"].partition("/")[0] in wanted
    )


def _says_amount(action: CatalogueAction) -> bool:
    """Return whether the place's own catalogue says how many units can be chosen."""
    if action.origin == "changed":
        return find_action(action.id).amount != action.amount
    return action.origin == "own"


def _round_down(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(power * factor for factor in (1, 2, 5) if power * factor <= value)
