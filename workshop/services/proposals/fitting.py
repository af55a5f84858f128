"""Amounts of a catalogue action that fit the place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scenarios.catalogue.fitting import FittedAmount, fit_amount, reached_tonnes
from scenarios.catalogue.own import says_amount
from workshop.extensions import db
from workshop.models import Workshop
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.state.effects import choose_targets

_ALL_PERCENT = 100.0
_LARGEST = 1e9


@dataclass(frozen=True)
class Fit:
    """The amount to begin with, the step of its buttons, and bounds.

    ``plenty`` is the amount above which a form asks before it sends: what the place has, or as much as the
    catalogue thinks possible. ``most`` is what cannot be. ``found`` says what ``plenty`` comes from; None
    where it is the catalogue's own.
    """

    start: float
    step: float
    plenty: float
    most: float
    found: FittedAmount | None = None


def fit_action(workshop_id: int, epoch: str, action: CatalogueAction) -> tuple[str, Fit]:
    """Return the name of a workshop's place, and the amounts that fit it."""
    facts = _facts(workshop_id, epoch, action.targets, action.norwegian_targets)
    return facts.place, _fit(
        action, fit_amount(action, facts.territory_id, facts.tonnes, cement=facts.cement)
    )


def _fit(action: CatalogueAction, found: FittedAmount | None) -> Fit:
    amount, effect = action.amount, action.effect
    if effect is None:
        return Fit(amount.default, amount.step, _LARGEST, _LARGEST)
    if effect.kind == "share":
        most = max(_ALL_PERCENT, amount.maximum)
        return Fit(amount.default, amount.step, amount.maximum, most)
    if found is None:
        return Fit(amount.default, amount.step, amount.maximum, _LARGEST)
    if says_amount(action):
        # The place knows best how many of them it has.
        most = min(found.largest, amount.maximum)
        return Fit(
            min(amount.default, most), amount.step, most, _LARGEST, found if most < amount.maximum else None
        )
    return Fit(found.start, found.step, found.largest, _LARGEST, found)


class _Facts(NamedTuple):
    """The place, and its emissions (t) where an action acts."""

    place: str
    territory_id: str
    tonnes: float
    cement: bool


@lru_cache(maxsize=1024)
def _facts(
    workshop_id: int,
    epoch: str,  # noqa: ARG001  # part of the cache key
    targets: tuple[str, ...],
    norwegian_targets: tuple[str, ...] | None,
) -> _Facts:
    """Return the place and its first year's emissions (t) where an action acts, frozen with the workshop."""
    workshop = db.session.get_one(Workshop, workshop_id)
    emissions = {source["id"]: float(source["reference_t"][0]) for source in workshop.reference["sources"]}
    wanted = choose_targets(targets, norwegian_targets, workshop.territory_id)
    cement = bool(workshop.budget.get("cement", True))
    return _Facts(workshop.place, workshop.territory_id, reached_tonnes(wanted, emissions), cement)
