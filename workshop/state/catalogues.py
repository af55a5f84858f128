"""The catalogue that a workshop looks up: the shipped one with its place's own on top, as of one revision.

A workshop names the revision of its place's catalogue that it was opened with, or that its facilitator took
over since (``own_catalogue``: ``revision``, ``number``, and ``kept``, the revisions from which single actions
are read). Nothing else changes what it looks up: a meeting never changes its figures by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from cachetools import LRUCache
from sqlalchemy import Connection, bindparam, select

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.own import Catalogue, overlay, shipped_catalogue
from scenarios.errors import ScenariosError
from scenarios.file.own_catalogue import own_action_from_dict
from scenarios.inventory.territories import find_territory
from workshop.database.reading import reading
from workshop.database.statements import Statement
from workshop.extensions import db, table_of
from workshop.models import CatalogueEntry, CatalogueRevision, Workshop

SHIPPED = ""
"""Stands for the shipped catalogue where a revision could."""
_KEPT = 64
_REVISIONS, _ENTRIES, _WORKSHOPS = (
    table_of(model) for model in (CatalogueRevision, CatalogueEntry, Workshop)
)
_FIND_REVISION = Statement(
    select(_REVISIONS.c.territory_id, _REVISIONS.c.number).where(
        _REVISIONS.c.public_id == bindparam("wanted")
    )
)
_FIND_ENTRIES = Statement(
    select(_ENTRIES.c.action_id, _ENTRIES.c.content, _ENTRIES.c.hidden)
    .join(_REVISIONS, _REVISIONS.c.id == _ENTRIES.c.revision_id)
    .where(_REVISIONS.c.territory_id == bindparam("place"), _REVISIONS.c.number <= bindparam("upto"))
    .order_by(_REVISIONS.c.number, _ENTRIES.c.id)
)
_FIND_OF_WORKSHOP = Statement(
    select(_WORKSHOPS.c.own_catalogue).where(_WORKSHOPS.c.id == bindparam("wanted"))
)


class Entry(NamedTuple):
    """What a catalogue says of one action; ``content`` is None for a shipped one as it is."""

    content: dict[str, Any] | None
    hidden: bool


# Revisions never change, and their ids are random: what was read once is right for good.
_catalogues: LRUCache[tuple[str, tuple[tuple[str, str], ...]], Catalogue] = LRUCache(_KEPT)
_lock = threading.Lock()


def catalogue_of(stored: Mapping[str, Any] | None, connection: Connection | None = None) -> Catalogue:
    """Return the catalogue that a workshop's column ``own_catalogue`` names.

    ``connection`` reads what is not cached; without it, one is borrowed.
    """
    if not stored:
        return shipped_catalogue()
    key = str(stored["revision"]), tuple(sorted(stored.get("kept", {}).items()))
    with _lock:
        known = _catalogues.get(key)
    if known is not None:
        return known
    if connection is None:
        with reading() as borrowed:
            made = _assemble(borrowed, *key)
    else:
        made = _assemble(connection, *key)
    with _lock:
        _catalogues[key] = made
    return made


def catalogue_in(workshop_id: int) -> Catalogue:
    """Return the catalogue of a workshop, as the session sees it."""
    found = _FIND_OF_WORKSHOP.first(db.session.connection(), {"wanted": workshop_id})
    return catalogue_of(found[0] if found else None)


def read_entries(connection: Connection, territory_id: str, upto: int) -> dict[str, Entry]:
    """Return what a place's catalogue says of each action up to a revision, without what is as shipped."""
    rows = _FIND_ENTRIES.run(connection, {"place": territory_id, "upto": upto})
    said = {str(action_id): Entry(content, bool(hidden)) for action_id, content, hidden in rows}
    return {key: entry for key, entry in said.items() if entry.content is not None or entry.hidden}


def put_on_top(entries: Mapping[str, Entry], territory_id: str) -> Catalogue:
    """Put what a place says on top of the shipped catalogue."""
    return overlay(
        [own_action_from_dict(entry.content) for entry in entries.values() if entry.content is not None],
        [key for key, entry in entries.items() if entry.hidden],
        territory_id=territory_id,
        place=name_place(territory_id),
    )


def name_place(territory_id: str) -> str:
    """Return the name of a place; its id if its statistics are gone."""
    try:
        return find_territory(territory_id).name
    except ScenariosError:
        return territory_id


def _assemble(connection: Connection, revision: str, kept: tuple[tuple[str, str], ...]) -> Catalogue:
    newest = _at(connection, revision)
    if not kept:
        return newest
    earlier: dict[str, Catalogue] = {}
    replaced: dict[str, CatalogueAction] = {}
    for action_id, named in kept:
        if named not in earlier:
            earlier[named] = _at(connection, named)
        replaced[action_id] = earlier[named].find(action_id)
    actions = [replaced.get(action.id, action) for action in newest.actions]
    # What is gone from the catalogue since is still found, and not offered.
    gone = [action for key, action in replaced.items() if not newest.has(key)]
    return Catalogue((*actions, *gone), newest.hidden | {action.id for action in gone})


def _at(connection: Connection, revision: str) -> Catalogue:
    if revision == SHIPPED:
        return shipped_catalogue()
    found = _FIND_REVISION.first(connection, {"wanted": revision})
    if found is None:
        raise LookupError(f"no catalogue revision {revision}")
    territory_id, number = found
    return put_on_top(read_entries(connection, territory_id, number), territory_id)
