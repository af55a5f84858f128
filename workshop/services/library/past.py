"""A workshop's stored values at an earlier revision, from its change log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Change, Workshop

FACTS = ("budget", "marks", "reference", "history")
"""Columns of a workshop that its scenario is computed from."""


def read_past_values(workshop_id: int, revision: int) -> dict[str, dict[str, Any]]:
    """Return, by key of the log, the values after ``revision`` of all columns that have changed since."""
    later = (
        select(Change.before)
        .where(Change.workshop_id == workshop_id, Change.revision > revision)
        .order_by(Change.revision.desc())
    )
    past: dict[str, dict[str, Any]] = {}
    for before in db.session.scalars(later):
        for key, values in before.items():
            past.setdefault(key, {}).update(values)
    return past


def read_past_facts(workshop: Workshop, past: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the facts of a workshop as they were, of values that :func:`read_past_values` found."""
    changed = past.get(f"workshop/{workshop.id}", {})
    return {name: changed.get(name, getattr(workshop, name)) for name in FACTS}
