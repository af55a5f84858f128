"""One saved scenario as its page in the library shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scenarios.outcome import Outcome
from scenarios.scenario import Action
from workshop.charts.budget.one_unit import describe_alike, find_largest
from workshop.charts.comparison.words import describe_origin
from workshop.charts.library.again import EvaluatedView, build_evaluated_view
from workshop.charts.library.rows import describe_gone, describe_hash
from workshop.i18n import format_moment, gettext, ngettext
from workshop.models import SavedScenario
from workshop.services.library.evaluated_again import Evaluated
from workshop.services.workshops.comparisons import SavedOutcome


@dataclass(frozen=True)
class ActionView:
    """An action in its present words: its layer, and what it changes by the last year."""

    title: str
    layer: str
    effect: str


@dataclass(frozen=True, kw_only=True)
class ScenarioView:
    """A saved scenario: what is known of it, its result, and its actions that were switched on."""

    name: str
    note: str
    facts: tuple[tuple[str, str], ...]
    hash: str
    whole_hash: str
    origin: str
    trash: str
    result: EvaluatedView
    actions: tuple[ActionView, ...]
    away: str


def build_scenario_view(
    saved: SavedScenario, outcome: SavedOutcome, evaluated: Evaluated, away: int, now: datetime
) -> ScenarioView:
    """Return the page of a saved scenario; ``away`` of its actions are not shown now."""
    facts = [
        (gettext("Place"), (saved.origin or {}).get("place") or saved.workshop.place),
        (gettext("Workshop"), saved.workshop.title),
        (gettext("Imported") if saved.origin else gettext("Saved"), format_moment(saved.created_at)),
        (gettext("Saved by"), gettext("not known") if saved.author is None else saved.author.name),
    ]
    if saved.table_number is not None:
        facts.append((gettext("Table"), str(saved.table_number)))
    facts.append(
        (
            gettext("Status"),
            gettext("Draft")
            if saved.final_at is None
            else gettext("Final since %(moment)s", moment=format_moment(saved.final_at)),
        )
    )
    return ScenarioView(
        name=saved.name,
        note=saved.note,
        facts=tuple(facts),
        hash=describe_hash(saved.figures_hash),
        whole_hash=saved.figures_hash,
        origin=describe_origin(saved.origin),
        trash="" if saved.trashed_at is None else describe_gone(saved.trashed_at, now),
        result=build_evaluated_view(evaluated),
        actions=_actions(outcome),
        away=_say_away(away),
    )


def describe_live(answer: dict[str, object]) -> str:
    """Say what making a scenario the live one has done."""
    told = [gettext("It is the live scenario now. “Undo” on the desk brings back what was there.")]
    off, away = int(str(answer["off"])), int(str(answer["away"]))
    if off:
        told.append(
            ngettext(
                "%(num)s later proposal is switched off.", "%(num)s later proposals are switched off.", off
            )
        )
    if away:
        told.append(_say_away(away))
    elif not answer["same"]:
        told.append(gettext("Its figures differ from those that were saved; compare them before you go on."))
    return " ".join(told)


def _say_away(away: int) -> str:
    if not away:
        return ""
    return ngettext(
        "%(num)s of its actions is not shown now (hidden, merged, withdrawn or erased): it stays away.",
        "%(num)s of its actions are not shown now (hidden, merged, withdrawn or erased): they stay away.",
        away,
    )


def _actions(saved: SavedOutcome) -> tuple[ActionView, ...]:
    outcome = saved.outcome
    largest = find_largest(each.attributed_t for each in outcome.actions.values())
    included = [action for action in saved.case.scenario.actions if action.included]
    included.sort(key=lambda action: _attributed(outcome, action), reverse=True)
    return tuple(
        ActionView(
            title=action.title,
            layer=gettext("Already decided") if action.layer == "decided" else gettext("Proposed"),
            effect=describe_alike(_attributed(outcome, action), largest)
            if action.id in outcome.actions
            else gettext("not counted"),
        )
        for action in included
    )


def _attributed(outcome: Outcome, action: Action) -> float:
    return outcome.actions[action.id].attributed_t if action.id in outcome.actions else 0.0
