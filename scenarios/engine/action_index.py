"""Who is in which group, and what the actions that do not count are listed as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.engine.actions import likely_value
from scenarios.finiteness import refuse_infinite
from scenarios.scenario import Action, Relation, Scenario


@dataclass(frozen=True, slots=True, eq=False)
class ActionIndex:
    """The actions of a scenario by number; it stays when actions change but not their groups.

    Attributes
    ----------
    position_of
        Action id to its position in the scenario.
    group_of_action
        For each action the number of its group: the members of a group have the same, an action in
        no group has its own.
    relations
        For each group that of its group, or None.
    exclusive
        The numbers of the exclusive groups.
    """

    position_of: dict[str, int]
    group_of_action: tuple[int, ...]
    relations: tuple[Relation | None, ...]
    exclusive: tuple[int, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> ActionIndex:
        """Number the actions and groups of a scenario.

        Parameters
        ----------
        scenario
            A sound scenario.

        Returns
        -------
        ActionIndex
            Groups have the first numbers.
        """
        relations: list[Relation | None] = [group.relation for group in scenario.groups]
        group_of = {
            member: number for number, group in enumerate(scenario.groups) for member in group.actions
        }
        group_of_action = []
        for action in scenario.actions:
            number = group_of.get(action.id)
            if number is None:
                number = len(relations)
                relations.append(None)
            group_of_action.append(number)
        position_of = {action.id: position for position, action in enumerate(scenario.actions)}
        exclusive = tuple(number for number, relation in enumerate(relations) if relation == "exclusive")
        return cls(position_of, tuple(group_of_action), tuple(relations), exclusive)

    def with_one_more(self, action_id: str) -> ActionIndex:
        """Add an action at the end, in no group.

        Parameters
        ----------
        action_id
            A new id.

        Returns
        -------
        ActionIndex
            With one action and one group more.
        """
        return ActionIndex(
            {**self.position_of, action_id: len(self.group_of_action)},
            (*self.group_of_action, len(self.relations)),
            (*self.relations, None),
            self.exclusive,
        )


@dataclass(frozen=True, slots=True, eq=False)
class InactiveActions:
    """The actions without influence on emissions; each stands in one list, in code-point order.

    Attributes
    ----------
    excluded
        Not included.
    in_reference
        Included; the effect is in the reference, or is not to be added.
    unquantified
        Included, without tonnes.
    consumption_t_per_year
        Of the consumption ledger: id to t/yr at full effect, None for a share.
    """

    excluded: tuple[str, ...]
    in_reference: tuple[str, ...]
    unquantified: tuple[str, ...]
    consumption_t_per_year: dict[str, float | None]

    @classmethod
    def of(cls, actions: Iterable[Action]) -> InactiveActions:
        """List the actions that do not count.

        Parameters
        ----------
        actions
            All of the scenario.

        Returns
        -------
        InactiveActions
            Without the actions that count.

        Raises
        ------
        ScenarioFileError
            A value of the consumption ledger is beyond a double.
        """
        excluded, in_reference, unquantified = [], [], []
        consumption: dict[str, float | None] = {}
        for position, action in enumerate(actions):
            if action.counts:
                continue
            if not action.included:
                excluded.append(action.id)
            elif action.in_reference:
                in_reference.append(action.id)
            elif action.effect is None:
                unquantified.append(action.id)
            else:
                value = None if action.effect.kind == "share" else likely_value(action.effect)
                refuse_infinite(f"/actions/{position}/effect", value or 0.0)
                consumption[action.id] = value
        return cls(
            excluded=tuple(sorted(excluded)),
            in_reference=tuple(sorted(in_reference)),
            unquantified=tuple(sorted(unquantified)),
            consumption_t_per_year=dict(sorted(consumption.items())),
        )
