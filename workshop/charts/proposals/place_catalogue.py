"""A place's own catalogue on the pages of the desk: the list, what one unit does, and who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scenarios.numbers import round_whole
from workshop.charts.proposals.catalogue import describe_origin, describe_unit
from workshop.i18n import current_language, format_decimal, format_tonnes, gettext, ngettext
from workshop.models import CatalogueRevision, CatalogueStep
from workshop.services.importing.catalogue_drafts import PlannedAction, Status
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.services.proposals.catalogue_takeover import TakeOver
from workshop.services.workshops.catalogue_effects import EffectHere, find_effect
from workshop.services.workshops.catalogues import PlaceCatalogue
from workshop.state.effects import targets_of

ALL, OWN, CHANGED, HIDDEN = "", "own", "changed", "hidden"


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """An action in the list; ``origin`` is empty where it is as shipped."""

    id: str
    title: str
    effect: str
    origin: str
    source: str
    hidden: bool
    changed: bool
    absent: bool


@dataclass(frozen=True)
class FilterView:
    """A part of the list, with how many actions it has."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class PlaceCatalogueView:
    """The list: its parts, and the actions of the chosen one that match the words."""

    filters: list[FilterView]
    rows: list[ActionRow]
    is_untouched: bool


@dataclass(frozen=True)
class RevisionLine:
    """One change: when, who, and what."""

    at: datetime
    actor: str
    what: str


@dataclass(frozen=True)
class PlannedRow:
    """What an import does with one action, in words."""

    title: str
    effect: str
    status: str
    is_same: bool


@dataclass(frozen=True)
class TakeOverView:
    """What a workshop would look up otherwise after taking the newest catalogue over, by titles."""

    added: list[str]
    changed: list[str]
    hidden: list[str]
    shown: list[str]
    kept: list[str]


def build_place_catalogue_view(there: PlaceCatalogue, text: str, chosen: str) -> PlaceCatalogueView:
    """Return the actions of a place that match ``text``, with those that are hidden."""
    language = current_language()
    found = there.catalogue.search_all(text, language) if text.strip() else there.catalogue.actions
    rows = [_row(action, there) for action in found]
    every = [_row(action, there) for action in there.catalogue.actions]
    labels = {
        ALL: gettext("All"),
        OWN: gettext("Own"),
        CHANGED: gettext("Changed"),
        HIDDEN: gettext("Hidden"),
    }
    chosen = chosen if chosen in labels else ALL
    return PlaceCatalogueView(
        [
            FilterView(key, label, sum(_is_in(row, key) for row in every), key == chosen)
            for key, label in labels.items()
        ],
        [row for row in rows if _is_in(row, chosen)],
        not there.entries,
    )


def describe_effect_here(territory_id: str, place: str, action: CatalogueAction) -> list[str]:
    """Say what one unit of an action does in a place."""
    if action.effect is None:
        return [gettext("It makes other actions possible and does not lower emissions by itself.")]
    here = find_effect(territory_id, action)
    if here is None:
        return [gettext("It lowers emissions elsewhere and is shown beside the budget.")]
    return _say_effect(here, place, action)


def build_revision_views(revisions: Iterable[CatalogueRevision]) -> list[RevisionLine]:
    """Return the changes of a catalogue as its page lists them."""
    return [RevisionLine(each.created_at, each.actor, describe_revision(each)) for each in revisions]


def describe_revision(revision: CatalogueRevision) -> str:
    """Say what a change was."""
    subject = revision.subject
    match revision.kind:
        case CatalogueStep.ADDED:
            return gettext("Added: %(title)s", title=subject)
        case CatalogueStep.CHANGED:
            return gettext("Changed: %(title)s", title=subject)
        case CatalogueStep.HIDDEN:
            return gettext("Hidden: %(title)s", title=subject)
        case CatalogueStep.SHOWN:
            return gettext("Shown again: %(title)s", title=subject)
        case CatalogueStep.PUT_BACK:
            return gettext("Put back the original: %(title)s", title=subject)
        case CatalogueStep.IMPORTED:
            return gettext("Imported: %(number)s actions", number=subject)
        case _:
            return gettext("Undone: change %(number)s", number=str(revision.undoes))


def build_planned_views(planned: Iterable[PlannedAction]) -> list[PlannedRow]:
    """Return what an import would do, action by action."""
    words = {
        Status.NEW: gettext("new"),
        Status.CHANGED: gettext("changed"),
        Status.HIDDEN: gettext("hidden or shown again"),
        Status.SAME: gettext("there already"),
    }
    return [
        PlannedRow(
            each.action.text("title", current_language()),
            describe_unit(each.action),
            words[each.status] + (", " + gettext("not offered") if each.hidden else ""),
            each.status is Status.SAME,
        )
        for each in planned
    ]


def build_take_over_view(take_over: TakeOver) -> TakeOverView:
    """Return what a workshop would look up otherwise."""
    language = current_language()

    def titles(actions: Iterable[CatalogueAction]) -> list[str]:
        return [action.text("title", language) for action in actions]

    return TakeOverView(
        titles(take_over.added),
        titles(take_over.changed),
        titles(take_over.hidden),
        titles(take_over.shown),
        titles(take_over.kept),
    )


def _row(action: CatalogueAction, there: PlaceCatalogue) -> ActionRow:
    return ActionRow(
        id=action.id,
        title=action.text("title", current_language()),
        effect=describe_unit(action),
        origin=describe_origin(action),
        source="" if action.origin == "shipped" else action.evidence.source,
        hidden=action.id in there.catalogue.hidden,
        changed=action.origin == "changed",
        absent=action.counts and not targets_of(action, there.territory_id),
    )


def _is_in(row: ActionRow, key: str) -> bool:
    if key == HIDDEN:
        return row.hidden
    return key == ALL or (bool(row.origin) and row.changed == (key == CHANGED))


def _say_effect(here: EffectHere, place: str, action: CatalogueAction) -> list[str]:
    unit = action.text("unit_singular", current_language())
    figures = {
        "low": format_tonnes(here.per_unit.low),
        "likely": format_tonnes(here.per_unit.likely),
        "high": format_tonnes(here.per_unit.high),
    }
    said = [
        gettext("One unit (%(unit)s): %(likely)s a year in %(place)s.", unit=unit, place=place, **figures)
    ]
    if here.per_unit.low != here.per_unit.high:
        said.append(gettext("At least %(low)s, at most %(high)s.", **figures))
    if here.all_units is None:
        said.append(
            gettext("The statistics of %(place)s have no emissions there: it would not count.", place=place)
        )
        return said
    said.append(
        gettext(
            "These emissions were %(tonnes)s in %(year)s.",
            tonnes=format_tonnes(here.there_t),
            year=str(here.year),
        )
    )
    count = max(1, round_whole(here.all_units))
    said.append(
        ngettext(
            "%(units)s unit would take all of them away.",
            "%(units)s units would take all of them away.",
            count,
            units=format_decimal(count),
        )
    )
    return said
