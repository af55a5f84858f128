"""The rows of the library, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workshop.charts.budget.one_unit import Balance
from workshop.i18n import format_decimal, format_moment, format_whole, gettext, ngettext
from workshop.services.library.entries import Entry, Found, Search, Status
from workshop.services.library.evaluated_again import newest_edition
from workshop.services.library.upkeep import gone_at

_HASH_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A saved scenario in a list; ``state`` is ``fits``, ``over``, ``used-up`` or empty."""

    code: str
    number: int
    name: str
    note: str
    about: str
    when: str
    moment: str
    state: str
    fit: str
    tags: tuple[str, ...]
    is_final: bool
    is_trashed: bool
    leads: bool
    hash: str


@dataclass(frozen=True, kw_only=True)
class LibraryView:
    """One page of the library: rows, and what is said above and below them."""

    rows: tuple[RowView, ...]
    said: str
    page: int
    pages: int
    places: tuple[str, ...]
    statuses: tuple[tuple[str, str], ...]
    is_narrow: bool
    is_empty: bool


def build_library_view(found: Found, wanted: Search) -> LibraryView:
    """Return a page of the library."""
    return LibraryView(
        rows=tuple(build_row_view(entry) for entry in found.entries),
        said=_say_how_many(found, wanted),
        page=found.page,
        pages=found.pages,
        places=found.places,
        statuses=(
            (Status.USED.value, gettext("Drafts and final ones")),
            (Status.DRAFT.value, gettext("Drafts")),
            (Status.FINAL.value, gettext("Final")),
            (Status.TRASH.value, gettext("In the trash (%(number)s)", number=format_whole(found.trashed))),
        ),
        is_narrow=bool(wanted.words or wanted.place or wanted.status),
        is_empty=found.kept == 0 and found.trashed == 0,
    )


def build_row_view(entry: Entry) -> RowView:
    """Return a row of the library."""
    # A workshop is often called like its place.
    parts = list(dict.fromkeys((entry.about_place, entry.workshop)))
    if entry.table is not None:
        parts.append(gettext("Table %(number)s", number=str(entry.table)))
    parts.append(
        gettext("saved by %(name)s", name=entry.author) if entry.author else gettext("author not known")
    )
    return RowView(
        code=entry.code,
        number=entry.number,
        name=entry.name,
        note=entry.note,
        about=" · ".join(parts),
        when=format_moment(entry.created_at),
        moment=entry.created_at.isoformat(timespec="minutes"),
        state="" if entry.result is None else describe_result_state(entry.result),
        fit="" if entry.result is None else describe_result(entry.result),
        tags=_tags(entry),
        is_final=entry.final_at is not None,
        is_trashed=entry.trashed_at is not None,
        leads=entry.leads,
        hash=describe_hash(entry.figures_hash),
    )


def describe_hash(figures_hash: str) -> str:
    """Write the beginning of a hash in groups of four digits."""
    shown = figures_hash[:_HASH_SHOWN]
    return " ".join(shown[place : place + 4] for place in range(0, len(shown), 4))


def describe_result_state(result: Mapping[str, Any]) -> str:
    """Return the state of a stored result: ``fits``, ``over``, or ``used-up`` before the first year."""
    if result["budget_t"] <= 0:
        return "used-up"
    return "fits" if result["fits"] else "over"


def describe_result(result: Mapping[str, Any]) -> str:
    """Write by how much a stored result keeps or misses the budget."""
    balance = Balance(result["budget_t"], result["cumulative_emissions_t"], result["fits"])
    amount, year = balance.describe(abs(balance.remaining_t)), str(result["end_year"])
    if result["fits"]:
        return gettext("Meets the budget: %(amount)s of it is left in %(year)s.", amount=amount, year=year)
    return gettext("Does not meet the budget: %(amount)s too much by %(year)s.", amount=amount, year=year)


def describe_gap_closed(result: Mapping[str, Any]) -> str:
    """Write which share of the gap a stored result closes."""
    if result["gap_closed"] is None:
        return gettext("no gap without actions")
    return f"{format_decimal(100 * result['gap_closed'])}\u00a0%"


def describe_gone(trashed_at: datetime, now: datetime) -> str:
    """Write how long a scenario stays in the trash."""
    days = max(0, (gone_at(trashed_at) - now).days)
    return ngettext(
        "In the trash: it is deleted for good in %(num)s day.",
        "In the trash: it is deleted for good in %(num)s days.",
        days,
    )


def _is_older(entry: Entry) -> bool:
    """Return whether a scenario saved here stands on other statistics than those of today."""
    if entry.is_imported or not entry.result or not entry.result["statistics"]:
        return False
    newest = newest_edition(entry.territory_id, entry.result["gas"])
    return bool(newest) and newest != entry.result["statistics"]


def _tags(entry: Entry) -> tuple[str, ...]:
    tags = []
    if entry.is_imported:
        tags.append(gettext("imported"))
    if _is_older(entry):
        tags.append(gettext("other statistics today"))
    return tuple(tags)


def _say_how_many(found: Found, wanted: Search) -> str:
    if wanted.status is Status.TRASH:
        return ngettext("%(num)s scenario in the trash", "%(num)s scenarios in the trash", found.total)
    if wanted.words or wanted.place or wanted.status:
        return gettext(
            "%(found)s of %(all)s scenarios", found=format_whole(found.total), all=format_whole(found.kept)
        )
    return ngettext("%(num)s scenario", "%(num)s scenarios", found.total)
