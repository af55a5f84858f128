"""Printed matter: the numbered list of actions, and the texts on forms and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.i18n import current_language
from workshop.services.proposals.catalogue_actions import CatalogueAction, number_actions
from workshop.state.snapshot import Snapshot

# What fits beside the dots of a ballot, and on half a sheet and a whole one.
LINE_LETTERS, LINES_OF_HALF, LINES_OF_WHOLE = 52, 12, 28


@dataclass(frozen=True)
class ListedGroup:
    """The actions of one category, each with its number."""

    label: str
    actions: tuple[tuple[int, CatalogueAction], ...]


def build_groups_views(snapshot: Snapshot) -> list[ListedGroup]:
    """Return the numbered actions by category."""
    groups: dict[str, list[tuple[int, CatalogueAction]]] = {}
    for number, action in number_actions(snapshot).items():
        groups.setdefault(action.text("category", current_language()), []).append((number, action))
    return [ListedGroup(label, tuple(actions)) for label, actions in groups.items()]


def describe_ballot(titles: Sequence[str]) -> str:
    """Choose a ballot's layout: ``two`` on a page, one on a ``page``, or over several: ``flows``.

    Long titles take two lines; a form must not lose any line.
    """
    lines = sum(1 + len(title) // LINE_LETTERS for title in titles)
    return "two" if lines <= LINES_OF_HALF else "page" if lines <= LINES_OF_WHOLE else "flows"
