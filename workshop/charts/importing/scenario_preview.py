"""A scenario file before it is imported: what it says, and what of it will not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from workshop.charts.importing.words import describe_target
from workshop.i18n import format_decimal, format_tonnes, gettext, ngettext
from workshop.services.importing.list_actions import ListAction
from workshop.services.importing.scenario_drafts import DECIDED
from workshop.services.importing.scenario_plan import MissingTarget, ScenarioPlan
from workshop.state.snapshot import Snapshot

_MOST_ROWS: Final = 200
_MOST_MISSING: Final = 40


@dataclass(frozen=True, kw_only=True)
class FileActionView:
    """An action of a file: its effect in words, and what importing does with it."""

    title: str
    effect: str
    status: str
    why: str
    notes: tuple[str, ...]
    was: str


@dataclass(frozen=True, kw_only=True)
class ScenarioPreviewView:
    """A file: facts as pairs of label and text, what will not fit, and its first actions; ``more`` follow.

    ``missing`` are the emissions that most actions need and the place lacks. ``targets`` are those of the
    place to choose from, as pairs of id and label.
    """

    facts: tuple[tuple[str, str], ...]
    misfits: tuple[str, ...]
    rows: tuple[FileActionView, ...]
    more: int
    missing: tuple[MissingTarget, ...]
    targets: tuple[tuple[str, str], ...]


def build_scenario_preview_view(
    plan: ScenarioPlan, result: dict[str, Any], snapshot: Snapshot, purpose: str
) -> ScenarioPreviewView:
    """Build the view of a file beside the workshop, for what it is wanted for."""
    return ScenarioPreviewView(
        facts=tuple(_facts(plan, result)),
        misfits=(*_misfits(plan, snapshot), *(_losses(plan) if purpose == DECIDED else ())),
        rows=tuple(
            FileActionView(
                title=row.action.title,
                effect=_describe_effect(row.action),
                status=row.status,
                why=row.why,
                notes=row.notes,
                was=row.was,
            )
            for row in plan.rows[:_MOST_ROWS]
        ),
        more=max(0, len(plan.rows) - _MOST_ROWS),
        missing=plan.missing[:_MOST_MISSING],
        targets=tuple((choice.id, describe_target(choice)) for choice in plan.targets),
    )


def _facts(plan: ScenarioPlan, result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    scenario = plan.scenario
    gas, last = _say_gas(scenario.gas), str(scenario.end_year)
    yield gettext("Title"), scenario.title or gettext("no title")
    yield gettext("Place"), plan.place or gettext("not said in the file")
    yield gettext("Gas"), gas
    yield gettext("Years"), f"{scenario.start_year}–{scenario.end_year}"
    yield gettext("Budget"), f"{format_tonnes(scenario.budget_t)} {gas}"
    yield gettext("Actions"), _describe_actions(plan, result["counted"])
    effect = result["reference_t"] - result["emissions_t"]
    yield (
        gettext("Effect of all actions together"),
        gettext(
            "%(amount)s less by %(year)s than the reference path", amount=format_tonnes(effect), year=last
        )
        if effect >= 0
        else gettext(
            "%(amount)s more by %(year)s than the reference path", amount=format_tonnes(-effect), year=last
        ),
    )
    left = result["remaining_t"]
    yield (
        gettext("Result"),
        gettext(
            "Meets its budget: %(amount)s of it is left in %(year)s.", amount=format_tonnes(left), year=last
        )
        if left >= 0
        else gettext(
            "Does not meet its budget: %(amount)s too much by %(year)s.",
            amount=format_tonnes(-left),
            year=last,
        ),
    )


def _describe_actions(plan: ScenarioPlan, counted: int) -> str:
    actions = plan.scenario.actions
    decided = sum(action.layer == "decided" for action in actions)
    count = ngettext("%(num)s action", "%(num)s actions", len(actions))
    rest = gettext(
        "decided %(decided)d, proposed %(proposed)d; of all, %(counted)d are included",
        decided=decided,
        proposed=len(actions) - decided,
        counted=counted,
    )
    return f"{count}: {rest}" if actions else count


def _misfits(plan: ScenarioPlan, snapshot: Snapshot) -> Iterator[str]:
    scenario = plan.scenario
    if plan.another_place:
        yield gettext(
            "The file is about another place: %(place)s. This workshop is about %(here)s.",
            place=plan.place,
            here=snapshot.place,
        )
    elif not plan.says_place:
        yield gettext("The file does not say which place it is about. Check that it is about yours.")
    if plan.other_years:
        yield gettext(
            "The file counts %(years)s, this workshop %(here)s.",
            years=f"{scenario.start_year}–{scenario.end_year}",
            here=f"{snapshot.scenario.start_year}–{snapshot.scenario.end_year}",
        )
    if plan.other_gas:
        yield gettext(
            "The file counts %(gas)s, this workshop %(here)s.",
            gas=_say_gas(scenario.gas),
            here=_say_gas(snapshot.scenario.gas),
        )
    if plan.withheld:
        yield ngettext(
            "%(num)s action is a proposal of this workshop that is not shown now. Its words stay away.",
            "%(num)s actions are proposals of this workshop that are not shown now. Their words stay away.",
            plan.withheld,
        )


def _losses(plan: ScenarioPlan) -> Iterator[str]:
    """Say what of the actions does not come in."""
    for each in plan.missing[:_MOST_MISSING]:
        yield ngettext(
            "The statistics here have no “%(name)s”: %(num)s action aims at it.",
            "The statistics here have no “%(name)s”: %(num)s actions aim at it.",
            each.actions,
            name=each.label,
        )
    if (more := len(plan.missing) - _MOST_MISSING) > 0:
        yield ngettext(
            "%(num)s more emission source or sector is missing; its actions are left out.",
            "%(num)s more emission sources or sectors are missing; their actions are left out.",
            more,
        )
    pooled = sum(
        action.effect is not None and len(action.effect.estimates) > 1 for action in plan.scenario.actions
    )
    if pooled:
        yield ngettext(
            "In %(num)s action several estimates become one: the median of each value.",
            "In %(num)s actions several estimates become one: the median of each value.",
            pooled,
        )


def _describe_effect(action: ListAction) -> str:
    if action.likely is None:
        return gettext("no CO₂ figure")
    if action.kind == "share":
        return gettext(
            "%(share)s %% of these emissions from %(year)s",
            share=format_decimal(100 * action.likely, 1),
            year=str(action.start_year),
        )
    return gettext(
        "%(tonnes)s a year from %(year)s",
        tonnes=format_tonnes(action.likely),
        year=str(action.start_year),
    )


def _say_gas(gas: str) -> str:
    return gas.replace("CO2", "CO₂")
