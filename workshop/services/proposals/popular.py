"""The order in which the catalogue's actions are offered."""

from __future__ import annotations

from collections import Counter

from workshop.services.proposals.catalogue_actions import CatalogueAction, choose_actions
from workshop.state.effects import targets_of
from workshop.state.kept import keep_with_snapshot
from workshop.state.scenario_document import reached_t
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import views_for_room


@keep_with_snapshot
def order_by_popularity(snapshot: Snapshot) -> tuple[CatalogueAction, ...]:
    """Order the place's actions: those that most people propose first, then those on its largest emissions.

    The catalogue's first action of each category comes before the second of any, so that the beginning of the
    list shows how different the actions are. In a silent round nobody sees what others choose.
    """
    actions = choose_actions(snapshot, "", "")
    counts = {view.catalogue_id: view.count for view in views_for_room(snapshot) if view.catalogue_id}
    tonnes = {action.id: _tonnes(snapshot, action) for action in actions}
    turns: Counter[str] = Counter()
    places = {}
    for action in actions:
        # What has no tonnes of its own here follows what has.
        places[action.id] = turns[action.category] if tonnes[action.id] else len(actions)
        turns[action.category] += bool(tonnes[action.id])
    return tuple(
        sorted(actions, key=lambda each: (-counts.get(each.id, 0), places[each.id], -tonnes[each.id]))
    )


def _tonnes(snapshot: Snapshot, action: CatalogueAction) -> float:
    """Return the first year's emissions (t) where an action acts; 0 where it lowers none of the budget."""
    if action.effect is None or action.ledger != "territorial":
        return 0.0
    return reached_t(snapshot.scenario, targets_of(action, snapshot.territory_id))
