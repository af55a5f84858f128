"""The municipalities of a regional meeting: what each would emit, and its part of the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scenarios.budget.budgets import compute_budget
from scenarios.budget.presets import WITHOUT_RULE
from scenarios.errors import ScenariosError
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.references import build_reference
from scenarios.inventory.splitting import split_reference
from scenarios.inventory.territories import find_territory
from scenarios.scenario import sector_of
from workshop.state.hands import HANDS, hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot

MOST: Final = 60
"""No county has more municipalities; a whole country is no list that a room reads."""
# With these methods the references of the municipalities add up to that of the region.
_ADDING_UP: Final = ("flat", "projection", "mandate", "mandate-2022")


@dataclass(frozen=True)
class Municipality:
    """A municipality with its budget by the meeting's rule, and what each source emits until the end."""

    id: str
    name: str
    budget_t: float
    sources_t: Mapping[str, float]

    @property
    def reference_t(self) -> float:
        """What it would emit until the end without actions."""
        return sum(self.sources_t.values())


def is_regional(snapshot: Snapshot) -> bool:
    """Return whether the place of the meeting has municipalities whose figures add up to its own."""
    members = _members(snapshot.territory_id)
    adding_up = snapshot.reference["method"] in _ADDING_UP and snapshot.budget["preset"] not in WITHOUT_RULE
    return adding_up and 1 < len(members) <= MOST


def read_municipalities(snapshot: Snapshot) -> tuple[Municipality, ...]:
    """Return the municipalities of the region, the largest emitter first; none where they cannot be told."""
    if not is_regional(snapshot):
        return ()
    return _read(
        snapshot.territory_id,
        str(snapshot.budget["preset"]),
        tuple(snapshot.budget.get("without") or ()),
        str(snapshot.reference["method"]),
        snapshot.start_year,
        snapshot.end_year,
        list_editions(),
    )


def _members(territory_id: str) -> tuple[str, ...]:
    try:
        return find_territory(territory_id).members
    except ScenariosError:
        # Its statistics were removed since the workshop was opened.
        return ()


@lru_cache(maxsize=16)
def _read(
    territory_id: str,
    preset: str,
    without: tuple[str, ...],
    method: str,
    start_year: int,
    end_year: int,
    _editions: tuple[Edition, ...],
) -> tuple[Municipality, ...]:
    found = []
    for member in _members(territory_id):
        try:
            budget = compute_budget(member, preset, as_of=start_year, without=without)
            reference, _ = split_reference(
                build_reference(
                    member,
                    method=method,
                    start_year=start_year,
                    end_year=end_year,
                    cement=budget.cement,
                    gas=budget.gas,
                    without=budget.without,
                )
            )
        except ScenariosError:
            # One that cannot be told leaves a picture that does not add up.
            return ()
        sources = {source["id"]: sum(source["reference_t"]) for source in reference.to_sources()}
        found.append(Municipality(member, budget.name, budget.budget_t, sources))
    return tuple(sorted(found, key=lambda each: -each.reference_t))


def share_out(
    place: Municipality, places: Sequence[Municipality], counted: Iterable[ProposalView]
) -> dict[str, float]:
    """Return what the actions of each group of actors take off in a municipality, t."""
    lowered = dict.fromkeys(HANDS, 0.0)
    for view in counted:
        whole = sum(_emitted(each, view.targets) for each in places)
        # Where nobody emits from what an action acts on, it takes off nothing either.
        share = _emitted(place, view.targets) / whole if whole > 0 else 0.0
        lowered[hand_of(view)] += share * (view.block_t or 0.0)
    return lowered


def _emitted(place: Municipality, targets: Sequence[str]) -> float:
    return sum(
        tonnes
        for source, tonnes in place.sources_t.items()
        if source in targets or sector_of(source) in targets
    )
