"""Make a saved scenario the live one of its workshop, in one step that the desk can undo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Any

from sqlalchemy import select

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.scenario import Action, Effect, Scenario
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Proposal, SavedScenario, State
from workshop.services.library.entries import require_used
from workshop.services.library.past import read_past_facts, read_past_values
from workshop.state.catalogues import catalogue_of
from workshop.state.records import read_records, read_workshop
from workshop.state.scenario_document import build_scenario
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

LIVE = "scenario.live"
# What decides which actions overlap; the file has the groups alone.
_RELATIONS = ("overlap", "list_group")


@operation(LIVE)
def make_live(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Bring budget, reference path and actions back to what a scenario that was saved here has.

    Proposals that the room may not see now stay away, and those that came later are switched off; nothing is
    deleted. Where the room has estimated on since, the saved estimates count. The answer says how many
    proposals are ``away`` or ``off``, and whether the figures are the ``same`` as those that were saved.
    """
    saved = require_used(context.id, number)
    require_own(saved)
    changes.subject = saved.name
    scenario = scenario_from_dict(saved.document)
    wanted = {action.id: action for action in scenario.actions}
    past = read_past_values(context.id, saved.revision)
    workshop = context.load_workshop()
    changes.set(workshop, **read_past_facts(workshop, past))
    visible = db.session.scalars(
        select(Proposal)
        .where(
            Proposal.workshop_id == context.id,
            Proposal.state == State.VISIBLE.value,
            Proposal.removed.is_(False),
        )
        .order_by(Proposal.id)
    ).all()
    off, there = 0, set()
    for proposal in visible:
        key = proposal.catalogue_id or f"free-{proposal.public_id}"
        if key not in wanted:
            off += proposal.included
            changes.set(proposal, included=False)
            continue
        there.add(key)
        before = past.get(f"proposals/{proposal.id}", {})
        changes.set(
            proposal,
            layer=wanted[key].layer,
            **_switch(wanted[key]),
            **{name: before[name] for name in _RELATIONS if name in before},
        )
    _set_figures(context, changes, visible, wanted)
    away = sum(action.included and action.id not in there for action in scenario.actions)
    same = _emits_the_same(_build(context, changes), scenario)
    return {"number": number, "away": away, "off": off, "same": same}


def require_own(saved: SavedScenario) -> None:
    """Refuse an imported scenario: its actions are no proposals of the workshop."""
    if saved.origin is not None:
        raise Problem(
            gettext("An imported scenario cannot become the live one."),
            gettext("Continue from it in a new workshop, or bring the file’s actions in as decided ones."),
            status=409,
        )


def pooled_figure(effect: Effect) -> dict[str, Any]:
    """Return estimates of a file as the figure of a proposal: their medians, and all of them as its pool."""
    low, likely, high = (
        median(getattr(each, name) for each in effect.estimates) for name in ("low", "likely", "high")
    )
    figure: dict[str, Any] = {"low": low, "likely": likely, "high": high}
    if len(effect.estimates) > 1:
        figure["pool"] = [[each.low, each.likely, each.high] for each in effect.estimates]
    return figure


def timing_of(action: Action) -> dict[str, Any]:
    """Return the course of an action's effect as columns of a proposal."""
    return {
        "start_year": action.start_year,
        "start_year_fixed": True,
        "ramp": action.ramp,
        "ramp_years": action.ramp_years or 1,
        "ramp_points": None if action.ramp_points is None else [list(each) for each in action.ramp_points],
        "end_year": action.end_year,
        "rebound": action.rebound,
    }


def _switch(action: Action) -> dict[str, bool]:
    """Return whether an action was switched on; unknown where its sources were out of scope."""
    return {} if "excluded_because" in action.about else {"included": action.included}


def _set_figures(
    context: WorkshopContext,
    changes: Changes,
    visible: list[Proposal] | Any,
    wanted: Mapping[str, Action],
) -> None:
    """Fix the saved figures where the room's have moved on; elsewhere later estimates go on counting."""
    built = {action.id: action for action in _build(context, changes).actions}
    for proposal in visible:
        key = proposal.catalogue_id or f"free-{proposal.public_id}"
        then = wanted.get(key)
        if then is None or _figures(then) == _figures(built[key]):
            continue
        columns: dict[str, Any] = {"ledger": then.ledger, "in_reference": then.in_reference}
        if then.targets != built[key].targets:
            columns["targets"] = list(then.targets)
        if then.effect is None:
            columns |= {"effect_kind": None, "fixed_estimate": None}
        else:
            columns |= timing_of(then)
            if then.effect != built[key].effect:
                columns |= {"effect_kind": then.effect.kind, "fixed_estimate": pooled_figure(then.effect)}
        changes.set(proposal, **columns)


def _figures(action: Action) -> Action:
    return replace(action, title="", about={})


def _build(context: WorkshopContext, changes: Changes) -> Scenario:
    db.session.flush()
    stored = read_workshop(changes.connection, context.id)
    assert stored is not None, "the operation has read the workshop"
    catalogue = catalogue_of(context.own_catalogue, changes.connection)
    return build_scenario(stored, read_records(changes.connection, context.id), catalogue, title="")


def _emits_the_same(now: Scenario, then: Scenario) -> bool:
    new, old = evaluate(now), evaluate(then)
    return math.isclose(new.budget_t, old.budget_t, rel_tol=1e-9) and math.isclose(
        new.cumulative_emissions_t, old.cumulative_emissions_t, rel_tol=1e-9
    )
