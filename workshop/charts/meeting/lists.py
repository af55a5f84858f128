"""How many entries the list on the wall has: a short one has no second page to turn to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workshop.charts.meeting.board import build_board_view
from workshop.charts.meeting.compositions import build_compared_view
from workshop.charts.meeting.deliberate import build_results_views
from workshop.charts.meeting.room_for_manoeuvre import build_reflect_view
from workshop.charts.proposals.estimate import looked_at
from workshop.models import Phase
from workshop.services.meeting.limits import shows_limits
from workshop.services.meeting.tables import table_scenarios
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import as_room_sees


def count_entries(snapshot: Snapshot) -> int:
    """Return the number of entries of the list that the wall shows now; 0 where its picture has none."""
    count = _COUNTS.get(snapshot.phase)
    return 0 if count is None else count(as_room_sees(snapshot))


def _count_older(snapshot: Snapshot) -> int:
    return 0 if snapshot.silent else max(0, len(snapshot.shown) - 1)


def _count_gathered(snapshot: Snapshot) -> int:
    return 0 if looked_at(snapshot) is not None else len(snapshot.shown)


def _count_weighed(snapshot: Snapshot) -> int:
    if snapshot.vote and looked_at(snapshot) is None:
        return len(build_results_views(snapshot))
    return _count_gathered(snapshot)


def _count_board(snapshot: Snapshot) -> int:
    return 0 if table_scenarios(snapshot) else len(build_board_view(snapshot).entries)


def _count_beams(snapshot: Snapshot) -> int:
    compared = None if shows_limits(snapshot) else build_compared_view(snapshot)
    return 0 if compared is None else len(compared.beams)


def _count_reflected(snapshot: Snapshot) -> int:
    view = build_reflect_view(snapshot)
    lengths = {
        "takes": len(view.takes),
        "state": len(view.state_only),
        "thoughts": len(view.thoughts),
    }
    return lengths.get(view.view, 0)


def _count_result(snapshot: Snapshot) -> int:
    return sum(view.included for view in snapshot.shown)


_COUNTS: Mapping[str, Callable[[Snapshot], int]] = {
    Phase.PROPOSE.value: _count_older,
    Phase.ESTIMATE.value: _count_gathered,
    Phase.DELIBERATE.value: _count_weighed,
    Phase.COMBINE.value: _count_board,
    Phase.COMPARE.value: _count_beams,
    Phase.REFLECT.value: _count_reflected,
    Phase.THANKS.value: _count_result,
}
