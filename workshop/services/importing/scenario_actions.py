"""From an action of a scenario file to a decided action of the workshop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from statistics import median
from typing import Any

from scenarios.catalogue.catalogue import ACTORS
from scenarios.scenario import Action, Effect
from workshop.services.importing.list_actions import (
    APART,
    IN_REFERENCE,
    LONGEST_ACTOR,
    ListAction,
    shorten_title,
)
from workshop.state.responsibility import CONTROLS, Responsibility


def make_file_action(
    row: int, action: Action, *, file_name: str, targets: Sequence[str], start_year: int, share: float
) -> ListAction:
    """Return what an action becomes; several estimates become one, the median of each value.

    ``targets`` are those of this place. ``start_year`` is for an action without tonnes that names none.
    ``share`` is the part of tonnes that is of the workshop's gas.
    """
    about, effect = action.about, action.effect
    low, likely, high = _estimate(effect, share) if effect else (None, None, None)
    title = action.title.strip() or action.id
    actor = about.get("actor")
    return ListAction(
        row=row,
        part=f"file {action.id}",
        title=shorten_title(title),
        description=title if len(title) > len(shorten_title(title)) else "",
        actor=actor.strip()[:LONGEST_ACTOR] if isinstance(actor, str) else "",
        targets=tuple(targets),
        low=low,
        likely=likely,
        high=high,
        start_year=start_year if action.start_year is None else action.start_year,
        points=action.ramp_points or (),
        in_reference=action.in_reference,
        listed_as=_listed_as(action),
        listed_t=_listed_t(about) if _listed_as(action) in APART else (),
        lead=(),
        others=(),
        cost="",
        note=file_name,
        kind="share" if effect and effect.kind == "share" else "tonnes",
        ramp="step" if action.ramp in (None, "points") else str(action.ramp),
        ramp_years=action.ramp_years or 1,
        end_year=action.end_year,
        rebound=action.rebound,
        ledger=action.ledger,
        responsibility=_responsibility(about),
    )


def _listed_as(action: Action) -> str:
    """Return why an action is listed without effect; a file can say anything."""
    if not action.in_reference:
        return ""
    said = action.about.get("listed_as")
    return said if isinstance(said, str) and said in APART else IN_REFERENCE


def _listed_t(about: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    said = about.get("listed_t")
    if not isinstance(said, Mapping):
        return ()
    return tuple(
        (year[:10], float(value))
        for year, value in sorted(said.items())
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    )[:60]


def _estimate(effect: Effect, share: float) -> tuple[float, float, float]:
    scale = 1.0 if effect.kind == "share" else share * (effect.units or 1.0)
    low, likely, high = (
        scale * median(getattr(each, name) for each in effect.estimates) for name in ("low", "likely", "high")
    )
    return low, likely, high


def _responsibility(about: Mapping[str, Any]) -> Responsibility:
    """Read who must act, as far as the words are those of this program; a file can say anything."""

    def actors(name: str) -> tuple[str, ...]:
        said = about.get(name)
        return tuple(actor for actor in ACTORS if actor in said) if isinstance(said, list) else ()

    def one(name: str, allowed: Sequence[str]) -> str:
        said = about.get(name)
        return said if isinstance(said, str) and said in allowed else ""

    return Responsibility(
        control=one("control", CONTROLS),
        decides=one("decides", ACTORS),
        pays=one("pays", ACTORS),
        joins=actors("joins"),
        agrees=actors("agrees"),
    )
