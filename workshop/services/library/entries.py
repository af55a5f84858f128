"""The saved scenarios of all workshops that an account may read, and finding some among them."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, or_, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, SavedScenario, TeamMember, TeamRole, Workshop
from workshop.services.workshops.saved_scenarios import find_saved

PAGE: Final = 30
"""Scenarios on one page of the library."""
_FEWEST_DIGITS: Final = 4


class Status(enum.StrEnum):
    """Which scenarios are looked for; ``USED`` are all that are not in the trash."""

    USED = ""
    DRAFT = "draft"
    FINAL = "final"
    TRASH = "trash"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A saved scenario as the library lists it; ``leads`` says whether the reader may change it.

    ``author`` is empty where nobody knows it, and ``result`` None for what an earlier version saved.
    """

    number: int
    name: str
    note: str
    author: str
    table: int | None
    created_at: datetime
    final_at: datetime | None
    trashed_at: datetime | None
    figures_hash: str
    result: dict[str, Any] | None
    is_imported: bool
    other_place: str
    code: str
    workshop: str
    territory_id: str
    place: str
    leads: bool

    @property
    def about_place(self) -> str:
        """The place that the figures are about: an imported file can be about another."""
        return self.other_place or self.place


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody looks for: words of the texts or the hash, the name of a place, a status, and a page."""

    words: str = ""
    place: str = ""
    status: Status = Status.USED
    page: int = 1

    def finds(self, entry: Entry) -> bool:
        """Return whether an entry is among those looked for."""
        if (entry.trashed_at is not None) != (self.status is Status.TRASH):
            return False
        if self.status in (Status.DRAFT, Status.FINAL) and (entry.final_at is None) != (
            self.status is Status.DRAFT
        ):
            return False
        if self.place and entry.about_place != self.place:
            return False
        texts = (entry.name, entry.note, entry.author, entry.workshop, entry.about_place, entry.code)
        there = " ".join(texts).casefold()
        words = self.words.casefold().split()
        # A hash is shown in groups of four digits.
        digits = "".join(words)
        is_hash = len(digits) >= _FEWEST_DIGITS and entry.figures_hash.startswith(digits)
        return is_hash or all(word in there for word in words)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found; ``total`` and ``pages`` count all of it, ``places`` are those to choose."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    places: tuple[str, ...]
    trashed: int
    kept: int


def list_entries(reader: Facilitator) -> list[Entry]:
    """List the saved scenarios of all workshops that an account owns or is in the team of, newest first."""
    rows = db.session.execute(
        select(
            *(SavedScenario.number, SavedScenario.name, SavedScenario.note, SavedScenario.table_number),
            *(SavedScenario.created_at, SavedScenario.final_at, SavedScenario.trashed_at),
            *(SavedScenario.figures_hash, SavedScenario.result, SavedScenario.origin),
            *(Workshop.code, Workshop.title, Workshop.territory_id, Workshop.place, Workshop.owner_id),
            *(Facilitator.name.label("author"), TeamMember.role),
        )
        .join(Workshop, Workshop.id == SavedScenario.workshop_id)
        .outerjoin(Facilitator, Facilitator.id == SavedScenario.author_id)
        .outerjoin(
            TeamMember,
            and_(TeamMember.workshop_id == Workshop.id, TeamMember.facilitator_id == reader.id),
        )
        # As `access.read_workshop` decides: the owner of a workshop, and its team.
        .where(or_(Workshop.owner_id == reader.id, TeamMember.id.is_not(None)))
        .order_by(SavedScenario.created_at.desc(), SavedScenario.id.desc())
    )
    return [
        Entry(
            number=row.number,
            name=row.name,
            note=row.note,
            author=row.author or "",
            table=row.table_number,
            created_at=row.created_at,
            final_at=row.final_at,
            trashed_at=row.trashed_at,
            figures_hash=row.figures_hash,
            result=row.result,
            is_imported=row.origin is not None,
            other_place=(row.origin or {}).get("place", ""),
            code=row.code,
            workshop=row.title,
            territory_id=row.territory_id,
            place=row.place,
            leads=row.owner_id == reader.id or row.role == TeamRole.CO_FACILITATOR.value,
        )
        for row in rows
    ]


def search(entries: Sequence[Entry], wanted: Search) -> Found:
    """Return the page of the entries that was looked for; the last one if there are fewer pages."""
    found = [entry for entry in entries if wanted.finds(entry)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, wanted.page), pages)
    trashed = sum(entry.trashed_at is not None for entry in entries)
    return Found(
        entries=tuple(found[(page - 1) * PAGE : page * PAGE]),
        total=len(found),
        page=page,
        pages=pages,
        places=tuple(sorted({entry.about_place for entry in entries}, key=str.casefold)),
        trashed=trashed,
        kept=len(entries) - trashed,
    )


def require_used(workshop_id: int, number: int) -> SavedScenario:
    """Return a saved scenario that is not in the trash; raise a :class:`Problem` otherwise."""
    saved = find_saved(workshop_id, number)
    if saved.trashed_at is not None:
        raise Problem(
            gettext("“%(name)s” is in the trash.", name=saved.name),
            gettext("Restore it first."),
            status=409,
        )
    return saved
