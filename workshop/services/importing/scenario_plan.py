"""What a scenario file is, and what importing it would do, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scenarios.inventory.sources import source_labels
from scenarios.scenario import Action, Scenario
from workshop.i18n import current_language, format_decimal, gettext
from workshop.models import ScenarioDraft
from workshop.services.importing.list_actions import ListAction, co2_share
from workshop.services.importing.list_arrival import Known, compare_with_room
from workshop.services.importing.list_import import FileGroup
from workshop.services.importing.list_plan import list_targets
from workshop.services.importing.planned_import import TargetChoice
from workshop.services.importing.scenario_actions import make_file_action
from workshop.services.importing.scenario_drafts import ImportChoices, choices_of, scenario_of
from workshop.services.importing.scenario_words import OwnActions, find_own_actions
from workshop.state.scenario_document import targets_in
from workshop.state.snapshot import Snapshot

_MOST_NAMED: Final = 5


@dataclass(frozen=True, kw_only=True)
class PlannedAction:
    """An action of a file, and what importing does with it: a status as of lists, and why it is left out."""

    action: ListAction
    status: str
    why: str
    notes: tuple[str, ...]
    was: str = ""


@dataclass(frozen=True)
class MissingTarget:
    """An emission source or sector that the place lacks, and how many actions need another instead."""

    id: str
    label: str
    actions: int
    chosen: str


@dataclass(frozen=True, kw_only=True)
class ScenarioPlan:
    """A file beside the workshop: how they differ, and its actions as decided ones.

    ``another_place`` is its name if it is not this workshop's, and ``says_place`` whether the file names one.
    ``withheld`` counts the actions whose words are not shown in this workshop now.
    """

    scenario: Scenario
    place: str
    says_place: bool
    another_place: bool
    other_gas: bool
    other_years: bool
    withheld: int
    rows: tuple[PlannedAction, ...]
    missing: tuple[MissingTarget, ...]
    targets: tuple[TargetChoice, ...]
    vanished: tuple[Known, ...]
    groups: tuple[FileGroup, ...]

    def count(self, status: str) -> int:
        """Count the actions with a status."""
        return sum(row.status == status for row in self.rows)

    @property
    def actions(self) -> tuple[ListAction, ...]:
        """What would be imported."""
        return tuple(row.action for row in self.rows if row.status != "left_out")

    @property
    def left_out(self) -> tuple[ListAction, ...]:
        """What would be left out."""
        return tuple(row.action for row in self.rows if row.status == "left_out")

    @property
    def converts(self) -> bool:
        """Whether tonnes of CO2e become tonnes of CO2."""
        return self.other_gas and self.scenario.gas == "CO2e"

    @property
    def elsewhere(self) -> bool:
        """Whether the file is about something else than what the room looks at."""
        return self.another_place or self.other_years


def plan_scenario(snapshot: Snapshot, draft: ScenarioDraft) -> ScenarioPlan:
    """Compare a file with the workshop, and plan the import of its actions."""
    scenario, choices = scenario_of(draft.document), choices_of(draft)
    own = find_own_actions(snapshot.workshop_id, draft.document)
    labels = source_labels(snapshot.territory_id[:2], current_language())
    known = frozenset(source.id for source in snapshot.scenario.sources)
    targets = list_targets(snapshot, labels)
    usable = {
        target: chosen
        for target, chosen in choices.targets.items()
        if chosen in {each.id for each in targets}
    }
    rows = tuple(
        _plan_action(row, action, snapshot, scenario, draft.file_name, known, usable, own)
        for row, action in enumerate(scenario.actions, start=1)
    )
    taken = [row.action for row in rows if row.status != "left_out"]
    arrival = compare_with_room(
        snapshot.workshop_id, taken, [row.action for row in rows if row.status == "left_out"]
    )
    place, says_place, another = _place_of(scenario, snapshot)
    return ScenarioPlan(
        scenario=scenario,
        place=place,
        says_place=says_place,
        another_place=another,
        other_gas=scenario.gas != snapshot.scenario.gas,
        other_years=(scenario.start_year, scenario.end_year)
        != (snapshot.scenario.start_year, snapshot.scenario.end_year),
        withheld=len(own.withheld),
        rows=tuple(_with_arrival(row, arrival.known) for row in rows),
        missing=_missing(scenario, known, choices, own),
        targets=targets,
        vanished=arrival.vanished,
        groups=_groups(scenario, {row.action.row for row in rows if row.status != "left_out"}),
    )


def _with_arrival(row: PlannedAction, known: Mapping[tuple[int, str], Known]) -> PlannedAction:
    found = known.get((row.action.row, row.action.part))
    if row.status == "left_out" or found is None:
        return row
    return replace(row, status="same" if found.is_same else "changed", was="" if found.is_same else found.was)


def _plan_action(
    row: int,
    action: Action,
    snapshot: Snapshot,
    scenario: Scenario,
    file_name: str,
    known: frozenset[str],
    usable: Mapping[str, str],
    own: OwnActions,
) -> PlannedAction:
    here = list(
        dict.fromkeys(
            place
            for target in action.targets
            for place in (targets_in([target], known) or [usable.get(target, "")])
            if place
        )
    )
    lost = [target for target in action.targets if not targets_in([target], known) and target not in usable]
    is_consumption = action.ledger == "consumption"
    targets = list(action.targets) if is_consumption else here
    converts = (
        snapshot.scenario.gas == "CO2"
        and scenario.gas == "CO2e"
        and action.effect is not None
        and action.effect.kind != "share"
        and bool(here)
        and not is_consumption
    )
    share = co2_share(snapshot.territory_id, here) if converts else 1.0
    made = make_file_action(
        row,
        action,
        file_name=file_name,
        targets=targets,
        start_year=snapshot.scenario.start_year,
        share=share,
    )
    why = _why_left_out(action, own, lacks=action.effect is not None and not targets)
    notes = []
    if lost and targets and not is_consumption:
        notes.append(gettext("The statistics of the place have no %(names)s.", names=_name(lost)))
    if converts:
        notes.append(
            gettext("Of its CO₂e, %(percent)s %% is CO₂ here.", percent=format_decimal(100 * share, 0))
        )
    first, last = snapshot.scenario.start_year, snapshot.scenario.end_year
    if action.end_year is not None and action.end_year < first:
        notes.append(gettext("It ends before %(year)s: it has no effect here.", year=str(first)))
    elif action.start_year is not None and action.start_year > last:
        notes.append(gettext("It begins after %(year)s: it has no effect here.", year=str(last)))
    return PlannedAction(
        action=made, status="left_out" if why else "new", why=why, notes=() if why else tuple(notes)
    )


def _why_left_out(action: Action, own: OwnActions, *, lacks: bool) -> str:
    """Say why an action is not imported; empty if it is."""
    if action.id in own.withheld:
        return gettext("It is a proposal of this workshop that is not shown now.")
    if action.id in own.decided:
        return gettext("It is decided in this workshop already.")
    if action.id in own.proposed:
        return gettext("It is a proposal of this workshop already.")
    if not action.included:
        return gettext("It is switched off in the file.")
    if lacks:
        return gettext("The statistics of the place have no %(names)s.", names=_name(action.targets))
    return ""


def _name(targets: Sequence[str]) -> str:
    return ", ".join(targets[:_MOST_NAMED]) + (" …" if len(targets) > _MOST_NAMED else "")


def _missing(
    scenario: Scenario, known: frozenset[str], choices: ImportChoices, own: OwnActions
) -> tuple[MissingTarget, ...]:
    counts: dict[str, int] = {}
    here = own.withheld | own.decided | own.proposed
    for action in scenario.actions:
        if action.ledger == "consumption" or not action.included or action.id in here:
            continue
        for target in dict.fromkeys(action.targets):
            if not targets_in([target], known):
                counts[target] = counts.get(target, 0) + 1
    return tuple(
        MissingTarget(target, _label(target, scenario), number, choices.targets.get(target, ""))
        for target, number in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def _label(target: str, scenario: Scenario) -> str:
    """Name an emission source of another place as its statistics do, if this program knows them."""
    country = str(scenario.provenance.get("territory", ""))[:2]
    for known in (country, "SE", "NO"):
        if known in ("SE", "NO") and (label := source_labels(known, current_language()).get(target)):
            return label
    return target


def _groups(scenario: Scenario, taken: Iterable[int]) -> tuple[FileGroup, ...]:
    present = frozenset(taken)
    row_of = {action.id: row for row, action in enumerate(scenario.actions, start=1)}
    groups = (
        FileGroup(
            group.relation, tuple(row_of[member] for member in group.actions if row_of[member] in present)
        )
        for group in scenario.groups
    )
    return tuple(group for group in groups if len(group.rows) > 1)


def _place_of(scenario: Scenario, snapshot: Snapshot) -> tuple[str, bool, bool]:
    """Return the name of a file's place, whether it says one, and whether it is another than here."""
    provenance: Mapping[str, Any] = scenario.provenance
    territory, place = (
        said.strip()[:200] if isinstance(said := provenance.get(name), str) else ""
        for name in ("territory", "place")
    )
    if territory:
        return place or territory, True, territory != snapshot.territory_id
    if place:
        return place, True, place.casefold() != snapshot.place.casefold()
    return "", False, False
