"""Words about the rows of a list and the questions about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workshop.i18n import format_tonnes, gettext, ngettext
from workshop.services.importing.planned_import import TargetChoice


def describe_target(choice: TargetChoice) -> str:
    """Name what an action can be aimed at, with what that emits."""
    if choice.emissions_t is None:
        return choice.label
    return f"{choice.label} ({format_tonnes(choice.emissions_t)})"


def describe_status(status: str) -> str:
    """Say what importing does with a row."""
    return {
        "new": gettext("new"),
        "changed": gettext("gets new figures"),
        "same": gettext("already there"),
        "left_out": gettext("left out"),
    }[status]


def describe_group(group: str, count: int) -> str:
    """Say what one press answers: all questions of one kind, with the reading that is proposed."""
    kind = group.removeprefix("figure-")
    if kind == "ambiguous":
        return ngettext(
            "Take the proposed reading of %(num)s figure with a comma or point",
            "Take the proposed reading of all %(num)s figures with a comma or point",
            count,
        )
    if kind == "approximate":
        return ngettext(
            "Take %(num)s figure given as about or at most as it is",
            "Take all %(num)s figures given as about or at most as they are",
            count,
        )
    return ngettext(
        "Take the proposed reading of %(num)s figure with words or a doubtful sign",
        "Take the proposed reading of all %(num)s figures with words or a doubtful sign",
        count,
    )


def describe_import(answer: Mapping[str, Any]) -> str:
    """Say what an import did, from its receipt."""
    told = [ngettext("%(num)s decided action is in.", "%(num)s decided actions are in.", answer["imported"])]
    if answer["changed"]:
        told.append(gettext("With new figures: %(number)d.", number=answer["changed"]))
    if answer["there"]:
        told.append(gettext("Already there, and left as they are: %(number)d.", number=answer["there"]))
    if answer["gone"]:
        told.append(
            gettext("Taken out, because the list no longer has them: %(number)d.", number=answer["gone"])
        )
    told.append(gettext("The import can be undone until one of its actions is changed."))
    return " ".join(told)
