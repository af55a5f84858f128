"""Put the columns that a person has said in the place of those that were recognised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scenarios.importing.action_list.columns import Columns


def override(columns: Columns, given: Columns, said: frozenset[str]) -> Columns:
    """Put what a person has said in the place of what was recognised.

    Parameters
    ----------
    columns, given
        What was recognised, and what was said.
    said
        Names of the attributes that were said, also those that are to be None.

    Returns
    -------
    Columns
        A column has one use: where two claim it, the person's word counts.
    """
    changed = replace(columns, **{name: getattr(given, name) for name in said})
    claimed = {column for name in said for column in _claims(getattr(given, name)) if column is not None}
    freed = {
        name: None
        for name in (
            "title",
            "target",
            "lead",
            "others",
            "low",
            "high",
            "start_year",
            "cost",
            "note",
            "unit",
            "counted",
        )
        if name not in said and getattr(changed, name) in claimed
    }
    more = {
        name: tuple(column for column in getattr(changed, name) if column not in claimed)
        for name in ("more_targets", "more_notes")
        if name not in said
    }
    effects = changed.effects
    if "effects" not in said:
        effects = {key: column for key, column in effects.items() if column not in claimed}
    doubts = {column: why for column, why in changed.doubts.items() if column not in claimed}
    more_freed: dict[str, Any] = {**freed, **more}
    return replace(changed, **more_freed, effects=effects, doubts=doubts)


def _claims(value: Any) -> list[int | None]:
    """Return the columns of one attribute."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, tuple) else [value]
