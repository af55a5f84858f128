"""An action of a place's own catalogue as somebody types it, and what of it differs from ours."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace

from scenarios.catalogue.action import Amount, CatalogueAction, CatalogueEffect, Estimate
from scenarios.catalogue.own import (
    OwnAction,
    Unit,
    add_action,
    change_action,
    shipped_catalogue,
    usual_amount,
)
from scenarios.file.own_catalogue import own_action_faults
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.services.workshops.catalogue_effects import known_targets
from workshop.state.catalogues import name_place
from workshop.state.effects import targets_of

UNITS, SHARE, NONE = "units", "share", "none"
KINDS = (UNITS, SHARE, NONE)
RAMPS = ("linear", "step", "s-curve")
CONTROLS = ("direct", "shared", "external")


@dataclass(frozen=True, kw_only=True)
class TypedAction:
    """All that the page of an action asks; figures of one unit are t/yr, or fractions for a share."""

    title: str
    description: str
    unit_one: str
    unit_many: str
    kind: str
    low: float | None
    likely: float | None
    high: float | None
    usual: float | None
    most: float | None
    targets: tuple[str, ...]
    source: str
    actor: str
    control: str
    start_after_years: int
    ramp: str
    ramp_years: int


def type_action(action: CatalogueAction, territory_id: str, language: str) -> TypedAction:
    """Return an action as the page would have it typed."""
    effect = action.effect
    unit = None if effect is None else effect.per_unit
    return TypedAction(
        title=action.text("title", language),
        description=action.text("description", language),
        unit_one=action.text("unit_singular", language),
        unit_many=action.text("unit_plural", language),
        kind=NONE if effect is None else effect.kind,
        low=None if unit is None else unit.low,
        likely=None if unit is None else unit.likely,
        high=None if unit is None else unit.high,
        usual=action.amount.default,
        most=action.amount.maximum,
        targets=targets_of(action, territory_id),
        source="" if action.origin == "shipped" else action.evidence.source,
        actor=action.actor,
        control=action.control,
        start_after_years=action.start_offset_years,
        ramp=action.ramp,
        ramp_years=action.ramp_years,
    )


def read_typed(
    typed: TypedAction, action_id: str, ours: CatalogueAction | None, territory_id: str, language: str
) -> OwnAction:
    """Return an addition, or what differs from ``ours``, the shipped action."""
    whole = OwnAction(
        id=action_id,
        source=typed.source,
        title=typed.title,
        description=typed.description,
        unit=Unit(typed.unit_one, typed.unit_many or typed.unit_one),
        effect=_effect(typed),
        amount=_amount(typed, ours),
        targets=typed.targets or None,
        actor=typed.actor,
        control=typed.control,
        start_after_years=typed.start_after_years,
        ramp=typed.ramp,
        ramp_years=typed.ramp_years,
    )
    if ours is None:
        return replace(whole, description=typed.description or None)
    shipped = type_action(ours, territory_id, language)
    same_unit = (typed.unit_one, typed.unit_many) == (shipped.unit_one, shipped.unit_many)
    return replace(
        whole,
        title=None if typed.title == shipped.title else whole.title,
        description=None if typed.description == shipped.description else whole.description,
        unit=None if same_unit else whole.unit,
        effect=None if _is_same(whole.effect, ours.effect) else whole.effect,
        amount=None if (typed.usual, typed.most) == (shipped.usual, shipped.most) else whole.amount,
        targets=None if set(typed.targets) == set(shipped.targets) else whole.targets,
        actor=None if typed.actor == ours.actor else whole.actor,
        control=None if typed.control == ours.control else whole.control,
        start_after_years=None
        if typed.start_after_years == ours.start_offset_years
        else whole.start_after_years,
        ramp=None if typed.ramp == ours.ramp else whole.ramp,
        ramp_years=None if typed.ramp_years == ours.ramp_years else whole.ramp_years,
    )


def show_action(own: OwnAction, ours: CatalogueAction | None, territory_id: str) -> CatalogueAction:
    """Return an addition or change as a workshop would have it."""
    place = name_place(territory_id)
    if ours is None:
        return add_action(own, place=place)
    return change_action(ours, own, territory_id=territory_id, place=place)


def require_sound(own: OwnAction, territory_id: str) -> None:
    """Refuse an action that a file would be refused for; the page's own messages come first."""
    faults = own_action_faults(replace(own, id=own.id or "own-new"), known_targets(territory_id))
    if faults:
        raise Problem(
            gettext("This action cannot be stored: %(faults)s.", faults="; ".join(map(str, faults))),
            gettext("Change what is named, and send it again."),
            status=422,
        )


def _is_same(one: CatalogueEffect | None, other: CatalogueEffect | None) -> bool:
    """Return whether two effects are equal but for the rounding of percent."""
    if one is None or other is None:
        return one is other
    pairs = zip(astuple(one.per_unit), astuple(other.per_unit), strict=True)
    return one.kind == other.kind and all(math.isclose(mine, its, rel_tol=1e-9) for mine, its in pairs)


def _effect(typed: TypedAction) -> CatalogueEffect | None:
    if typed.kind == NONE or typed.likely is None:
        return None
    low = typed.likely if typed.low is None else typed.low
    high = typed.likely if typed.high is None else typed.high
    return CatalogueEffect(typed.kind, Estimate(low, typed.likely, high))


def _amount(typed: TypedAction, ours: CatalogueAction | None) -> Amount:
    usual = usual_amount(_effect(typed)) if ours is None else ours.amount
    most = usual.maximum if typed.most is None else typed.most
    chosen = min(usual.default, most) if typed.usual is None else typed.usual
    return Amount(min(usual.minimum, chosen), most, min(usual.step, chosen), chosen)


def find_shipped(action_id: str) -> CatalogueAction | None:
    """Return the shipped action with this id; None for an addition."""
    shipped = shipped_catalogue()
    return shipped.find(action_id) if shipped.has(action_id) else None
