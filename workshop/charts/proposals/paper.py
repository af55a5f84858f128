"""What is printed: the list of actions with its numbers, and what stands on forms and cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenarios.catalogue.catalogue import load_catalogue
from workshop.i18n import current_language
from workshop.services.proposals.catalogue_actions import CatalogueAction, choose_actions
from workshop.state.snapshot import Standing

# What fits beside the dots of a ballot, and on half a sheet and a whole one.
LINE_LETTERS, LINES_OF_HALF, LINES_OF_WHOLE = 52, 12, 28


@dataclass(frozen=True)
class ListedGroup:
    """The actions of one category, each with its number."""

    label: str
    actions: tuple[tuple[int, CatalogueAction], ...]


def number_actions(standing: Standing) -> dict[int, CatalogueAction]:
    """Number the actions that can do something in this place, in the order of the printed list.

    Every place counts the whole catalogue, so that the same action has the same number everywhere.
    """
    possible = {action.id for action in choose_actions(standing, "", current_language())}
    return {number: action for number, action in enumerate(_in_order(), start=1) if action.id in possible}


def list_actions(standing: Standing) -> list[ListedGroup]:
    """Group the numbered actions by category."""
    groups: dict[str, list[tuple[int, CatalogueAction]]] = {}
    for number, action in number_actions(standing).items():
        groups.setdefault(action.text("category", current_language()), []).append((number, action))
    return [ListedGroup(label, tuple(actions)) for label, actions in groups.items()]


def lay_ballot(titles: Sequence[str]) -> str:
    """Choose how a ballot stands on paper: ``two`` on a page, one on a ``page``, or over several: ``flows``.

    Long titles take two lines; a form that is cut may lose none of its lines.
    """
    lines = sum(1 + len(title) // LINE_LETTERS for title in titles)
    return "two" if lines <= LINES_OF_HALF else "page" if lines <= LINES_OF_WHOLE else "flows"


def _in_order() -> Iterator[CatalogueAction]:
    categories = list(dict.fromkeys(action.category for action in load_catalogue()))
    for category in categories:
        yield from (action for action in load_catalogue() if action.category == category)
