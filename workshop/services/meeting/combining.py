"""Which proposals count in the scenario, by their support, and how far it is from fitting."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from scenarios.outcome import Outcome
from scenarios.scenario import Effect, Estimate
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, Proposal, State
from workshop.services.meeting.tables import evaluate_choice
from workshop.state.kept import keep_with_snapshot
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import operation

MOST_THRESHOLDS = 6
# Actions scaled by more than this are different actions.
LARGEST_SCALE = 10.0
_SCALE_STEPS = 20
# What the wall can show below the verdict.
SAYINGS = ("overlap", "tries", "take")


@dataclass(frozen=True)
class Threshold:
    """The proposals with at least this much support (dots, or supporters), and their outcome.

    ``count`` of them change the result, as the verdict counts; ``idle`` others do not.
    """

    least: int
    count: int
    idle: int
    outcome: Outcome


def support_of(support: dict[str, Any] | None) -> int:
    """Return a proposal's support in the last vote: dots, or supporters if there were none to give."""
    return int((support or {}).get("support", 0))


def thresholds(snapshot: Snapshot) -> list[Threshold]:
    """Return the scenario's outcome at each level of support, the strictest first; empty before a vote."""
    given = {view.id: support_of(view.support) for view in snapshot.shown if view.support is not None}
    levels = sorted({level for level in given.values() if level > 0}, reverse=True)
    if len(levels) > MOST_THRESHOLDS:
        step = (len(levels) - 1) / (MOST_THRESHOLDS - 1)
        levels = [levels[round(number * step)] for number in range(MOST_THRESHOLDS)]
    found = []
    for least in levels:
        chosen = frozenset(public_id for public_id, level in given.items() if level >= least)
        outcome = evaluate_choice(snapshot, chosen)
        counted = sum(view.action_id in outcome.actions for view in snapshot.shown if view.id in chosen)
        found.append(Threshold(least, counted, len(chosen) - counted, outcome))
    return found


@operation("scenario.supported")
def count_supported(context: WorkshopContext, changes: Changes, least: int, *, newer: bool = False) -> None:
    """Let only tonight's proposals with at least this much support count; one step.

    With ``newer``, proposals that came after the vote stay as they are.
    """
    visible = db.session.scalars(
        select(Proposal).where(
            Proposal.workshop_id == context.id,
            Proposal.state == State.VISIBLE.value,
            Proposal.layer == Layer.PROPOSED.value,
            Proposal.removed.is_(False),
        )
    ).all()
    if all(proposal.support is None for proposal in visible):
        raise Problem(
            gettext("There is no result of a vote to go by."),
            gettext("Open a vote while the participants discuss, and close it."),
            status=409,
        )
    for proposal in visible:
        if newer and proposal.support is None:
            continue
        changes.set(proposal, included=support_of(proposal.support) >= least)
    changes.subject = str(least)


@keep_with_snapshot
def needed_scale(snapshot: Snapshot) -> float | None:
    """Return the factor by which every counted action would have to grow for the budget to hold.

    Found by bisection on whole evaluations, so that overlap and caps are included; None if even
    :data:`LARGEST_SCALE` is not enough, or nothing counts. 1 if it fits already.
    """
    if snapshot.outcome.fits:
        return 1.0
    low, high = 1.0, LARGEST_SCALE
    if not _fits_scaled(snapshot, high):
        return None
    for _ in range(_SCALE_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _fits_scaled(snapshot, middle) else (middle, high)
    return high


def _fits_scaled(snapshot: Snapshot, scale: float) -> bool:
    actions = tuple(
        action
        if action.layer == "decided" or not action.included or action.effect is None
        else replace(action, effect=_times(action.effect, scale))
        for action in snapshot.scenario.actions
    )
    return snapshot.prepared.with_scenario(replace(snapshot.scenario, actions=actions)).verdict().fits


def _times(effect: Effect, scale: float) -> Effect:
    # A share is at most the whole.
    most = 1.0 if effect.kind == "share" else math.inf
    estimates = tuple(
        Estimate(*(min(value * scale, most) for value in (estimate.low, estimate.likely, estimate.high)))
        for estimate in effect.estimates
    )
    return replace(effect, estimates=estimates)
