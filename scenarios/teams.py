"""Forming teams: the counting actions of a scenario, laid out and put into their groups."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from scenarios.combination import Team
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite
from scenarios.layout import Ground, LaidAction, lay_action
from scenarios.roster import Roster
from scenarios.scenario import Action


def form_teams(ground: Ground, roster: Roster, actions: Sequence[Action]) -> list[Team | None]:
    """Form all teams of a scenario.

    Parameters
    ----------
    ground, roster
        Its sources, and who is in which team.
    actions
        All actions in the order of the scenario.

    Returns
    -------
    list
        For each team of the roster its counting members; None where there are none.

    Raises
    ------
    ScenarioFileError
        The values of some effects are beyond a double.
    """
    named = {action.targets for action in actions if action.counts}
    targets = {names: ground.targets(names) for names in named}
    members: list[list[LaidAction]] = [[] for _ in roster.relations]
    faults = []
    for position, action in enumerate(actions):
        if action.counts:
            laid = lay_action(ground, action, targets[action.targets])
            members[roster.team_of[position]].append(laid)
            if not isfinite(laid.value):
                faults.append(infinite(f"/actions/{position}/effect"))
    if faults:
        raise ScenarioFileError(faults)
    return [
        Team.of(relation, laid) if laid else None
        for relation, laid in zip(roster.relations, members, strict=True)
    ]


def form_anew(ground: Ground, roster: Roster, old: Team | None, action: Action) -> Team | None:
    """Form the team of one action that is new or has changed.

    Parameters
    ----------
    ground, roster
        The sources of the scenario, and who is in which team.
    old
        The team as it was.
    action
        One of the scenario, as it is now.

    Returns
    -------
    Team or None
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
    position = roster.position_of[action.id]
    relation = roster.relations[roster.team_of[position]]
    if not action.counts:
        return Team(relation, others) if others else None
    laid = lay_action(ground, action, targets or ground.targets(action.targets))
    if not isfinite(laid.value):
        raise ScenarioFileError([infinite(f"/actions/{position}/effect")])
    return Team.of(relation, (*others, laid))
