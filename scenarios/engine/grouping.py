"""The counting actions of a scenario as arrays, put into their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from scenarios.engine.action_index import ActionIndex
from scenarios.engine.combination import InteractionGroup
from scenarios.engine.grid import ActionArrays, EmissionGrid, build_action_arrays
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite
from scenarios.scenario import Action, Relation


def build_groups(
    grid: EmissionGrid,
    index: ActionIndex,
    actions: Sequence[Action],
    earlier: Iterable[InteractionGroup | None] = (),
) -> list[InteractionGroup | None]:
    """Form all groups of a scenario.

    Parameters
    ----------
    grid, index
        Its sources, and which action is in which group.
    actions
        All actions in the order of the scenario.
    earlier
        Groups of another scenario on the same sources; equal ones are reused.

    Returns
    -------
    list
        For each group of the index its counting members; None where there are none.

    Raises
    ------
    ScenarioFileError
        The values of some effects are beyond a double.
    """
    groups = [group for group in earlier if group is not None]
    arrays_before = {member.action.id: member for group in groups for member in group.members}
    group_before = {group.key: group for group in groups}
    targets = {member.action.targets: member.targets for member in arrays_before.values()}
    members: list[list[ActionArrays]] = [[] for _ in index.relations]
    faults = []
    for position, action in enumerate(actions):
        if not action.counts:
            continue
        arrays = arrays_before.get(action.id)
        if arrays is None or arrays.action != action:
            names = action.targets
            if names not in targets:
                targets[names] = grid.targets(names)
            arrays = build_action_arrays(grid, action, targets[names])
            if not isfinite(arrays.value):
                faults.append(infinite(f"/actions/{position}/effect"))
        members[index.group_of_action[position]].append(arrays)
    if faults:
        raise ScenarioFileError(faults)
    return [
        _reuse_or_build(relation, arrays, group_before) if arrays else None
        for relation, arrays in zip(index.relations, members, strict=True)
    ]


def rebuild_group(
    grid: EmissionGrid, index: ActionIndex, old: InteractionGroup | None, action: Action
) -> InteractionGroup | None:
    """Form the group of one action that is new or has changed.

    Parameters
    ----------
    grid, index
        The sources of the scenario, and who is in which group.
    old
        The group as it was.
    action
        One of the scenario, as it is now.

    Returns
    -------
    InteractionGroup or None
        None if no member counts.

    Raises
    ------
    ScenarioFileError
        The value of the effect is beyond a double.
    ValueError
        It would be an increase in a group.
    KeyError
        A target is no source and no sector of the scenario.
    """
    others = () if old is None else old.members
    targets = None
    for place, member in enumerate(others):
        if member.action.id == action.id:
            others = others[:place] + others[place + 1 :]
            if member.action.targets == action.targets:
                targets = member.targets
            break
    position = index.position_of[action.id]
    relation = index.relations[index.group_of_action[position]]
    if not action.counts:
        return InteractionGroup(relation, others) if others else None
    arrays = build_action_arrays(grid, action, targets or grid.targets(action.targets))
    if not isfinite(arrays.value):
        raise ScenarioFileError([infinite(f"/actions/{position}/effect")])
    return InteractionGroup.of(relation, (*others, arrays))


def _reuse_or_build(
    relation: Relation | None, members: list[ActionArrays], earlier: dict[str, InteractionGroup]
) -> InteractionGroup:
    """Return the earlier group of the same members, with all that was computed of it, or a new one."""
    group = InteractionGroup.of(relation, members)
    same = earlier.get(group.key)
    # The members are the same objects where their actions are equal.
    if same is not None and same.relation == relation and same.members == group.members:
        return same
    return group
