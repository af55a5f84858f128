"""A scenario laid out once as arrays, in an order that does not depend on that of its lists.

Axes: ``n`` counting actions, ``l`` sources, ``t`` years, ``d`` draws. Sources, actions and
groups are sorted by id, so that equal scenarios give equal bits whatever the order of their
lists. Most actions touch few sources: what acts on a source is kept as a list for each source
instead of a full (n, l) table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from scenarios.actions import likely_value, profiles
from scenarios.arrays import Floats, Integers, Truths
from scenarios.scenario import Action, Group, Scenario, sector_of


@dataclass(frozen=True, slots=True, eq=False)
class Acting:
    """What acts on one source, in parts: what one group does, or an action that is in none.

    Attributes
    ----------
    actions
        The actions that have the source as a target, ascending, shape (c,).
    part_of
        The part that each of them belongs to, shape (c,).
    first
        The first action of each part, shape (parts,).
    others
        The other actions of parts that have several, as pairs of parts and actions: all second
        members, then all third ones and so on, so that no part stands twice in one pair.
    """

    actions: Integers
    part_of: Integers
    first: Integers
    others: tuple[tuple[Integers, Integers], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The arrays of a scenario.

    Attributes
    ----------
    years
        Shape (t,).
    source_ids, reference_t
        Sorted ids, and R[l,t] in t/yr.
    actions
        The counting actions, members of one group side by side, sorted by id within it.
    likely
        Values of the effects without uncertainty, shape (n,): t/yr or a fraction.
    profile
        f[n,t].
    retained
        1 - rebound, shape (n,).
    is_share
        Shape (n,).
    is_decided
        Shape (n,).
    targeted_t
        Sum of R over the targets of each action, shape (n, t).
    targets
        Which sources an action has as targets, shape (n, l).
    exclusive
        For each exclusive group with several counting members the slice of these in `actions`.
    acting
        For each source, what acts on it.
    """

    years: Floats
    source_ids: tuple[str, ...]
    reference_t: Floats
    actions: tuple[Action, ...]
    likely: Floats
    profile: Floats
    retained: Floats
    is_share: Truths
    is_decided: Truths
    targeted_t: Floats
    targets: Truths
    exclusive: tuple[slice, ...]
    acting: tuple[Acting, ...]


def lay_out(scenario: Scenario) -> Layout:
    """Lay a scenario out as arrays.

    Parameters
    ----------
    scenario
        A sound scenario.

    Returns
    -------
    Layout
        Without the actions that have no influence.
    """
    years = np.arange(scenario.start_year, scenario.end_year + 1, dtype=np.float64)
    sources = sorted(scenario.sources, key=lambda source: source.id)
    source_ids = tuple(source.id for source in sources)
    reference = np.array([source.reference_t for source in sources], dtype=np.float64)
    counting = {action.id: action for action in scenario.actions if action.counts}
    units = _units(counting, scenario.groups)
    actions = tuple(counting[action_id] for _, members in units for action_id in members)
    sizes = [len(members) for _, members in units]
    targets = _targets(actions, source_ids)
    unit_of = np.repeat(np.arange(len(units)), sizes)
    ends = np.cumsum(sizes)
    effects = [action.effect for action in actions if action.effect is not None]
    return Layout(
        years=years,
        source_ids=source_ids,
        reference_t=reference,
        actions=actions,
        likely=np.array([likely_value(effect) for effect in effects], dtype=np.float64),
        profile=profiles(actions, years),
        retained=np.array([1.0 - action.rebound for action in actions], dtype=np.float64),
        is_share=np.array([effect.kind == "share" for effect in effects], dtype=np.bool_),
        is_decided=np.array([action.layer == "decided" for action in actions], dtype=np.bool_),
        targeted_t=targets.astype(np.float64) @ reference,
        targets=targets,
        exclusive=tuple(
            slice(int(end) - size, int(end))
            for (relation, _), size, end in zip(units, sizes, ends, strict=True)
            if relation == "exclusive" and size > 1
        ),
        acting=tuple(_acting(np.flatnonzero(column), unit_of) for column in targets.T),
    )


def _units(counting: dict[str, Action], groups: Sequence[Group]) -> list[tuple[str, list[str]]]:
    """Return (relation, sorted member ids) of every group, an action in none being one itself."""
    units: list[tuple[str, list[str]]] = []
    for group in groups:
        members = sorted(action_id for action_id in group.actions if action_id in counting)
        if members:
            units.append((group.relation, members))
    grouped = set(chain.from_iterable(members for _, members in units))
    units += [("alone", [action_id]) for action_id in counting if action_id not in grouped]
    return sorted(units, key=lambda unit: unit[1][0])


def _targets(actions: Sequence[Action], source_ids: Sequence[str]) -> Truths:
    columns: dict[str, list[int]] = {}
    for column, source_id in enumerate(source_ids):
        columns.setdefault(source_id, []).append(column)
        columns.setdefault(sector_of(source_id), []).append(column)
    cells = [
        (row, column)
        for row, action in enumerate(actions)
        for target in action.targets
        for column in columns[target]
    ]
    targets = np.zeros((len(actions), len(source_ids)), dtype=np.bool_)
    if cells:
        targets[tuple(np.transpose(cells))] = True
    return targets


def _acting(actions: Integers, unit_of: Integers) -> Acting:
    starts = np.ones(len(actions), dtype=np.bool_)
    starts[1:] = np.diff(unit_of[actions]) != 0
    part_of = np.cumsum(starts) - 1
    rank = np.arange(len(actions)) - np.flatnonzero(starts)[part_of]
    others = tuple(
        (part_of[rank == place], actions[rank == place]) for place in range(1, int(rank.max(initial=0)) + 1)
    )
    return Acting(actions, part_of, actions[starts], others)
