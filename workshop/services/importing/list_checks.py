"""What the workshop asks about a list beside the reader: its gas, its reference, sizes and ranges."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.importing.action_list.further_doubts import lacks_likely
from scenarios.importing.action_list.result import Action, ActionList
from scenarios.numbers import round_figure
from workshop.i18n import gettext
from workshop.services.importing.list_actions import ListAction, has_sound_range
from workshop.services.importing.list_choices import Choices
from workshop.services.importing.list_questions import ListQuestion, Option, say_tonnes
from workshop.state.scenario_document import reached_t
from workshop.state.snapshot import Snapshot

_OUT_OF_RANGE = 1e9
"""In t/yr: more than any country emits."""


def check_row(
    snapshot: Snapshot,
    row: int,
    action: Action,
    made: Sequence[ListAction],
    targets: tuple[str, ...],
    choices: Choices,
) -> list[ListQuestion]:
    """Ask about an effect larger than its emissions, and about a range that is none."""
    asked = []
    there = reached_t(snapshot.scenario, targets)
    largest = max((each.likely or 0.0 for each in made), default=0.0)
    if not all(abs(each.likely or 0.0) < _OUT_OF_RANGE for each in made):
        asked.append(
            ListQuestion(
                key=f"size-{row}",
                row=row,
                cell="",
                quoted="",
                why=gettext(
                    "No action can have so large a figure. Correct it in the list, or leave the row out."
                ),
                options=(),
                answer="",
            )
        )
    elif targets and largest > there and not made[0].in_reference:
        key = f"large-{row}"
        asked.append(
            ListQuestion(
                key=key,
                row=row,
                cell="",
                quoted="",
                why=gettext(
                    "%(effect)s a year is more than these emissions come to here (%(there)s).",
                    effect=say_tonnes(largest),
                    there=say_tonnes(round_figure(there, 0)),
                ),
                options=(Option("seen", gettext("It is right: it lowers at most what there is")),),
                answer="seen" if key in choices.accepted else "",
            )
        )
    lone = lacks_likely(action)
    if lone or not has_sound_range(made):
        key = f"range-{row}"
        why = (
            gettext("There is a low or high figure, but no likely one.")
            if lone
            else gettext("Low, likely and high are not in order.")
        )
        option = gettext("List it without a CO₂ figure") if lone else gettext("Take the likely figure alone")
        asked.append(
            ListQuestion(
                key=key,
                row=row,
                cell="",
                quoted="",
                why=why,
                options=(Option("seen", option),),
                answer="seen" if key in choices.accepted else "",
            )
        )
    return asked


def ask_about_list(
    snapshot: Snapshot, found: ActionList, choices: Choices, *, is_quantified: bool
) -> list[ListQuestion]:
    """Ask what the list leaves open as a whole: its gas, and whether its reference is the workshop's."""
    asked = []
    if snapshot.scenario.gas == "CO2" and found.reading.gas is None and is_quantified:
        asked.append(
            ListQuestion(
                key="gas",
                row=0,
                cell="",
                quoted="",
                why=gettext(
                    "The list does not say which gas its tonnes are. The workshop is in CO₂; a list in CO₂e "
                    "is converted by each sector’s share of CO₂."
                ),
                options=(
                    Option("CO2e", gettext("CO₂ equivalents (CO₂e)")),
                    Option("CO2", gettext("CO₂ alone")),
                ),
                answer=choices.gas,
            )
        )
    listed = [
        row.row
        for row in found.rows
        if row.action is not None
        and row.action.in_reference
        and row.row not in choices.left_out
        and str(row.row) not in choices.counted
    ]
    if listed:
        asked.append(
            ListQuestion(
                key="reference",
                row=0,
                cell="",
                quoted="",
                why=gettext(
                    "The list does not add up %(number)d of its actions (rows %(rows)s), because they are in "
                    "its reference or counted elsewhere. This workshop’s reference is: %(reference)s. Are "
                    "their effects in it, too?",
                    number=len(listed),
                    rows=", ".join(map(str, listed[:20])),
                    reference=say_reference(snapshot),
                ),
                options=(
                    Option("in", gettext("Yes: list them only")),
                    Option("counts", gettext("No: include them")),
                ),
                answer=choices.reference,
            )
        )
    return asked


def say_reference(snapshot: Snapshot) -> str:
    """Name the workshop's reference."""
    method = str(snapshot.reference["method"])
    return {
        "flat": gettext("emissions stay as they are"),
        "trend": gettext("the trend of the last years goes on"),
        "trend-since": gettext("the trend of the last years goes on, without single years that carry it"),
        "exponential": gettext("the trend of the last years goes on"),
        "mandate": gettext("emissions stay as they are, but for the biofuel mandate of 2025"),
        "mandate-2022": gettext(
            "emissions stay as they are, but for much more biofuel from 2027 on, as the law of 2022 had it"
        ),
        "projection": gettext("the official projection"),
        "own": gettext("a path of your own"),
    }.get(method, method)
