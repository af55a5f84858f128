"""Whether the same actions give another result because their estimates have changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.file.schema import scenario_to_dict
from workshop.i18n import ngettext
from workshop.services.workshops.saved_scenarios import list_saved
from workshop.state.snapshot import Snapshot


def describe_changes_since(snapshot: Snapshot) -> str:
    """Write how many actions have other estimates than in the scenario that was saved last; or nothing."""
    saved = [each for each in list_saved(snapshot.workshop_id) if each.origin is None]
    if not saved:
        return ""
    changed = _count_changed([saved[-1].document, scenario_to_dict(snapshot.scenario)])
    if not changed:
        return ""
    return ngettext(
        "Since “%(name)s” was saved, the estimate of %(num)s action has changed: "
        "the same actions can give another result.",
        "Since “%(name)s” was saved, the estimates of %(num)s actions have changed: "
        "the same actions can give another result.",
        changed,
        name=saved[-1].name,
    )


def describe_changes_between(snapshot: Snapshot, saved: Iterable[Mapping[str, Any]]) -> str:
    """Write how many actions have not the same estimates in all scenarios side by side; or nothing."""
    changed = _count_changed([*saved, scenario_to_dict(snapshot.scenario)])
    if not changed:
        return ""
    return ngettext(
        "The estimate of %(num)s action changed meanwhile: the same actions can give another result.",
        "The estimates of %(num)s actions changed meanwhile: the same actions can give another result.",
        changed,
    )


def _count_changed(documents: Iterable[Mapping[str, Any]]) -> int:
    """Count the actions that are included in several scenarios with different effects."""
    effects: dict[str, set[str]] = {}
    for document in documents:
        for action in document["actions"]:
            if action.get("included", True) and action.get("effect") is not None:
                said = json.dumps(action["effect"], sort_keys=True)
                effects.setdefault(action["id"], set()).add(said)
    return sum(len(said) > 1 for said in effects.values())
