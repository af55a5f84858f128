"""What a workshop leaves out, in words: its budget and its emissions are counted without it."""

from __future__ import annotations

from typing import Any

from workshop.i18n import gettext
from workshop.services.workshops.scopes import say_left_out, say_scope
from workshop.state.snapshot import Snapshot


def describe_left_out(snapshot: Snapshot) -> str:
    """Say what is left out and its share of all emissions; empty if nothing is."""
    return describe_left_out_of(snapshot.budget)


def describe_left_out_of(budget: dict[str, Any]) -> str:
    """Say what a stored budget leaves out; those of older workshops do not tell it."""
    left_out = budget.get("left_out")
    if not left_out:
        return ""
    return say_left_out(left_out["sources"], left_out["share"], left_out["year"])


def describe_mismatch(snapshot: Snapshot) -> str:
    """Say that a budget by inhabitants has not become smaller with what is left out; empty if it has."""
    return describe_mismatch_of(snapshot.budget)


def describe_mismatch_of(budget: dict[str, Any]) -> str:
    """Say it of a stored budget."""
    key = any(step["key"] == "local_population" for step in budget["steps"])
    if not key or not budget.get("without"):
        return ""
    return gettext(
        "This budget goes by inhabitants and has not become smaller with what is left out: budget and "
        "emissions no longer match, and no warming can be told from them."
    )


def describe_step_with_scope(label: str, step: dict[str, Any], budget: dict[str, Any]) -> str:
    """Write the label of a step, with what is left out if it is counted without it."""
    names = budget.get("without") or ()
    if not names or ", without " not in str(step["label"]):
        return label
    return gettext("%(step)s, without %(what)s", step=label, what=", ".join(map(say_scope, names)))
