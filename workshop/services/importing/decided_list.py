"""Decided actions: a list from the municipality's own spreadsheet becomes a layer of actions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Layer, Proposal, State
from workshop.services.importing.decided_rows import DecidedAction
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

# A proposal keeps a fingerprint of its row, which finds it again after the desk has changed its words, and
# does not reveal the row's own.
_ROW = "list_row"


@dataclass
class Arrival:
    """Which rows of a list are new, which are known unchanged, and which are known with other content."""

    new: list[DecidedAction] = field(default_factory=list)
    there: list[DecidedAction] = field(default_factory=list)
    different: list[tuple[DecidedAction, Proposal]] = field(default_factory=list)


def compare_with_room(workshop_id: int, actions: Sequence[DecidedAction]) -> Arrival:
    """Compare a list with the actions already in the workshop; equal rows of a list stay separate actions."""
    wanted = select(Proposal).where(
        Proposal.workshop_id == workshop_id,
        Proposal.layer == Layer.DECIDED.value,
        Proposal.removed.is_(False),
    )
    present = list(db.session.scalars(wanted.order_by(Proposal.id)))
    arrival, rest = Arrival(), []
    for action in actions:
        same = next((proposal for proposal in present if _fingerprints(proposal)[1] == _whole(action)), None)
        if same is None:
            rest.append(action)
        else:
            present.remove(same)
            arrival.there.append(action)
    for action in rest:
        other = next((proposal for proposal in present if _fingerprints(proposal)[0] == _name(action)), None)
        if other is None:
            arrival.new.append(action)
        else:
            present.remove(other)
            arrival.different.append((action, other))
    return arrival


@operation("decided.import")
def import_list(
    context: WorkshopContext, changes: Changes, actions: Sequence[DecidedAction], *, update: bool = False
) -> Answer:
    """Add the new rows as decided actions, below tonight's proposals.

    Known rows are not added again; with ``update`` they get the list's figures.
    """
    arrival = compare_with_room(context.id, actions)
    for action in arrival.new:
        changes.add(Proposal(workshop_id=context.id, state=State.VISIBLE.value, **_columns(action)))
    changed = arrival.different if update else []
    for action, proposal in changed:
        columns = _columns(action)
        # Keep the desk's own decisions: switched on or off, and who acts.
        del columns["included"]
        changes.set(proposal, **columns | {"about": {**proposal.about, **columns["about"]}})
    changes.subject = str(len(arrival.new) + len(changed))
    return {
        "imported": len(arrival.new),
        "there": len(arrival.there),
        "changed": len(changed),
        "kept": len(arrival.different) - len(changed),
    }


def _columns(action: DecidedAction) -> dict[str, Any]:
    return {
        "title": action.title,
        "actor": action.actor,
        "layer": Layer.DECIDED.value,
        "included": True,
        "targets": [action.target] if action.target else [],
        "effect_kind": None if action.likely is None else "tonnes",
        "fixed_estimate": _estimate(action),
        "start_year": action.start_year,
        "start_year_fixed": True,
        "ramp": "linear" if action.ramp_years > 1 else "step",
        "ramp_years": action.ramp_years,
        "about": {_ROW: [_name(action), _whole(action)]},
    }


def _estimate(action: DecidedAction) -> dict[str, float] | None:
    if action.likely is None:
        return None
    return {
        "low": action.likely if action.low is None else action.low,
        "likely": action.likely,
        "high": action.likely if action.high is None else action.high,
    }


def _name(action: DecidedAction) -> str:
    return _digest(*action.name)


def _whole(action: DecidedAction) -> str:
    figures = _estimate(action) or {}
    return _digest(*action.name, sorted(figures.items()), action.start_year, action.ramp_years)


def _fingerprints(proposal: Proposal) -> tuple[str, str]:
    """Return the fingerprints of name and content of a proposal's row; computed for older proposals."""
    kept = proposal.about.get(_ROW)
    if kept:
        return kept[0], kept[1]
    name = proposal.title.casefold(), proposal.targets[0] if proposal.targets else ""
    figures = sorted((proposal.fixed_estimate or {}).items())
    return _digest(*name), _digest(*name, figures, proposal.start_year, proposal.ramp_years)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
