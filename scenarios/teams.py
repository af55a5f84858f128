"""Forming teams: the counting actions of a scenario, laid out and put into their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from scenarios.combination import Team
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite
from scenarios.layout import Ground, LaidAction, lay_action
from scenarios.roster import Roster
from scenarios.scenario import Action, Relation


def form_teams(
    ground: Ground, roster: Roster, actions: Sequence[Action], earlier: Iterable[Team | None] = ()
) -> list[Team | None]:
    """Form all teams of a scenario.

    Parameters
    ----------
    ground, roster
        Its sources, and who is in which team.
    actions
        All actions in the order of the scenario.
    earlier
        Teams of another scenario on the same sources: what is equal in them is used again.

    Returns
    -------
    list
        For each team of the roster its counting members; None where there are none.

    Raises
    ------
    ScenarioFileError
        The values of some effects are beyond a double.
    """
    teams = [team for team in earlier if team is not None]
    laid_before = {member.action.id: member for team in teams for member in team.members}
    team_before = {team.key: team for team in teams}
    targets = {member.action.targets: member.targets for member in laid_before.values()}
    members: list[list[LaidAction]] = [[] for _ in roster.relations]
    faults = []
    for position, action in enumerate(actions):
        if not action.counts:
            continue
        laid = laid_before.get(action.id)
        if laid is None or laid.action != action:
            names = action.targets
            if names not in targets:
                targets[names] = ground.targets(names)
            laid = lay_action(ground, action, targets[names])
            if not isfinite(laid.value):
                faults.append(infinite(f"/actions/{position}/effect"))
        members[roster.team_of[position]].append(laid)
    if faults:
        raise ScenarioFileError(faults)
    return [
        _same_or_new(relation, laid, team_before) if laid else None
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


def _same_or_new(relation: Relation | None, members: list[LaidAction], earlier: dict[str, Team]) -> Team:
    """Return the earlier team of the same members, with all that was computed of it, or a new one."""
    team = Team.of(relation, members)
    same = earlier.get(team.key)
    # The members are the same objects where their actions are equal.
    if same is not None and same.relation == relation and same.members == team.members:
        return same
    return team
