"""The share of Monte Carlo draws in which the scenario fits, computed in the background.

Drawing takes longer than a change may: callers get the figure known so far, and the room is signalled when
there is a new one. Each revision is drawn once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from cachetools import LRUCache
from flask import Flask, current_app

from workshop.database.durability import run_beside_the_loop
from workshop.signals import room_changed
from workshop.state.scenario_document import DRAWS
from workshop.state.snapshot import Snapshot

_KEPT = 64


@dataclass(frozen=True)
class _Drawn:
    """The result for one snapshot, and the totals by which a later one is recognised as the same."""

    fits: float
    totals: tuple[float, float, float]


_drawn: LRUCache[int, tuple[tuple[str, int], _Drawn]] = LRUCache(_KEPT)
_asked: set[int] = set()
_lock = threading.Lock()


def tries_that_fit(snapshot: Snapshot) -> float | None:
    """Return the share of draws that fit; None until it has been computed, which signals the room."""
    with _lock:
        known = _drawn.get(snapshot.workshop_id)
        if known is not None and known[0] == _state(snapshot):
            return known[1].fits
        is_asked = snapshot.workshop_id in _asked
        _asked.add(snapshot.workshop_id)
    if not is_asked:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_draw, args=(app, snapshot), daemon=True).start()
    # A change without tonnes, such as of the clock, changes only the revision: keep the figure meanwhile.
    is_same = known is not None and known[1].totals == _totals(snapshot)
    return known[1].fits if known is not None and is_same else None


def draw_tries(snapshot: Snapshot) -> float:
    """Return the share of draws that fit, with as many draws as for saved scenarios."""
    outcome = snapshot.prepared.outcome(draws=DRAWS, seed=0)
    assert outcome.draws is not None
    return outcome.draws.probability_fits


def _draw(app: Flask, snapshot: Snapshot) -> None:
    try:
        fits = run_beside_the_loop(lambda: draw_tries(snapshot))
        with _lock:
            _drawn[snapshot.workshop_id] = (_state(snapshot), _Drawn(fits, _totals(snapshot)))
    finally:
        with _lock:
            _asked.discard(snapshot.workshop_id)
    # A newer revision, if any, asks again.
    room_changed.send(app, workshop_id=snapshot.workshop_id)


def _state(snapshot: Snapshot) -> tuple[str, int]:
    return snapshot.epoch, snapshot.revision


def _totals(snapshot: Snapshot) -> tuple[float, float, float]:
    outcome = snapshot.outcome
    return outcome.cumulative_emissions_t, outcome.gross_t, outcome.budget_t
