"""The catalogue of a place's own, as it is now, and its changes so far.

A catalogue belongs to a place and is shared by all who open workshops in this installation. Each step is a
revision that stays; workshops name the revision that they look up, so that no step reaches a running one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import func, select

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.own import Catalogue, OwnAction
from scenarios.file.own_catalogue import OwnCatalogue, own_action_from_dict
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import CatalogueRevision, CatalogueStep, Workshop
from workshop.services.workshops.places import named_place
from workshop.state.catalogues import Entry, name_place, put_on_top, read_entries

AS_SHIPPED: Final = Entry(None, hidden=False)
MOST_OWN: Final = 500
_LISTED: Final = 50


@dataclass(frozen=True)
class PlaceCatalogue:
    """The newest catalogue of a place; ``number`` counts its revisions, 0 if nothing was ever changed."""

    territory_id: str
    place: str
    number: int
    revision: str
    entries: Mapping[str, Entry]

    @cached_property
    def catalogue(self) -> Catalogue:
        """All actions, hidden ones among them."""
        return put_on_top(self.entries, self.territory_id)

    @property
    def stored(self) -> dict[str, Any] | None:
        """What a workshop stores that is opened with it; None if nothing was ever changed."""
        return {"revision": self.revision, "number": self.number} if self.number else None

    def own(self, action_id: str) -> OwnAction | None:
        """Return what the place says of an action; None if it is as shipped."""
        entry = self.entries.get(action_id, AS_SHIPPED)
        return None if entry.content is None else own_action_from_dict(entry.content)

    def as_file(self) -> OwnCatalogue:
        """Return what a file of it holds."""
        own = [own_action_from_dict(each.content) for each in self.entries.values() if each.content]
        hidden = sorted(key for key, entry in self.entries.items() if entry.hidden)
        return OwnCatalogue(self.territory_id, tuple(own), tuple(hidden))


def read_catalogue(territory_id: str) -> PlaceCatalogue:
    """Read the newest catalogue of a place."""
    newest = db.session.execute(
        select(CatalogueRevision.number, CatalogueRevision.public_id)
        .where(CatalogueRevision.territory_id == territory_id)
        .order_by(CatalogueRevision.number.desc())
        .limit(1)
    ).first()
    number, revision = newest if newest is not None else (0, "")
    entries = read_entries(db.session.connection(), territory_id, number)
    return PlaceCatalogue(territory_id, name_place(territory_id), number, revision, entries)


def find_place(place: str) -> PlaceCatalogue:
    """Return the catalogue of a place by its id or name; raise a :class:`Problem` if it is unknown."""
    found = named_place(place[:2000])
    if found is None:
        raise Problem(
            gettext("No place has this name or id."), gettext("Choose one from the list."), status=404
        )
    return read_catalogue(found.id)


def list_places() -> list[tuple[str, str, int]]:
    """List the places that have a catalogue of their own: id, name, and how many changes it has had."""
    rows = db.session.execute(
        select(CatalogueRevision.territory_id, func.max(CatalogueRevision.number)).group_by(
            CatalogueRevision.territory_id
        )
    )
    return sorted(((key, name_place(key), number) for key, number in rows), key=lambda row: row[1])


def list_used_places() -> list[tuple[str, str]]:
    """List the places of all workshops: id and name."""
    rows = db.session.execute(select(Workshop.territory_id, Workshop.place).distinct())
    return sorted({row.territory_id: row.place for row in rows}.items(), key=lambda row: row[1])


def list_revisions(territory_id: str) -> list[CatalogueRevision]:
    """List the newest changes of a place's catalogue, newest first."""
    return list(
        db.session.scalars(
            select(CatalogueRevision)
            .where(CatalogueRevision.territory_id == territory_id)
            .order_by(CatalogueRevision.number.desc())
            .limit(_LISTED)
        )
    )


def find_undoable(territory_id: str) -> CatalogueRevision | None:
    """Return the newest change that is not undone, or None."""
    undone = select(CatalogueRevision.undoes).where(
        CatalogueRevision.territory_id == territory_id, CatalogueRevision.undoes.is_not(None)
    )
    return db.session.scalar(
        select(CatalogueRevision)
        .where(
            CatalogueRevision.territory_id == territory_id,
            CatalogueRevision.kind != CatalogueStep.UNDONE.value,
            CatalogueRevision.number.not_in(undone),
        )
        .order_by(CatalogueRevision.number.desc())
        .limit(1)
    )


def find_listed(there: PlaceCatalogue, action_id: str) -> CatalogueAction:
    """Return an action of a place's catalogue; raise a :class:`Problem` if there is none."""
    if not there.catalogue.has(action_id):
        raise Problem(
            gettext("The catalogue has no such action."), gettext("Choose one from the list."), status=404
        )
    return there.catalogue.find(action_id)
