"""The steps that change a place's own catalogue, and undo of the last one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from scenarios.catalogue.own import OWN_PREFIX, Catalogue, OwnAction
from scenarios.catalogue.search import plain_text
from scenarios.file.own_catalogue import own_action_to_dict
from workshop.database.durability import commit_durably
from workshop.errors import OperationConflict, Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import CatalogueEntry, CatalogueRevision, CatalogueStep, Facilitator
from workshop.services.people.audit import Event, note
from workshop.services.workshops.catalogues import (
    AS_SHIPPED,
    MOST_OWN,
    PlaceCatalogue,
    find_listed,
    find_undoable,
    read_catalogue,
)
from workshop.state.catalogues import Entry, name_place, read_entries

_LONGEST_SLUG: Final = 60


def save_action(
    facilitator: Facilitator, operation_id: str, territory_id: str, action: OwnAction, seen: int
) -> None:
    """Store an addition or a change; an action without id is new. ``seen`` is the number that was read."""
    there = read_catalogue(territory_id)
    is_new = not action.id
    if is_new:
        earlier = _repeated(operation_id)
        action_id = _new_id(action.title or "", territory_id) if earlier is None else _only_id(earlier)
        action = replace(action, id=action_id)
    else:
        _require_unchanged(territory_id, action.id, seen)
    before = there.entries.get(action.id, AS_SHIPPED)
    _require_room(there, action.id)
    write_revision(
        facilitator,
        operation_id,
        territory_id,
        CatalogueStep.ADDED if is_new else CatalogueStep.CHANGED,
        _title_of(there.catalogue, action, facilitator.language),
        {action.id: Entry(own_action_to_dict(action), before.hidden)},
    )


def set_hidden(
    facilitator: Facilitator, operation_id: str, territory_id: str, action_id: str, *, hidden: bool
) -> None:
    """Take an action out of what is offered, or offer it again."""
    there = read_catalogue(territory_id)
    found = find_listed(there, action_id)
    entry = there.entries.get(action_id, AS_SHIPPED)
    write_revision(
        facilitator,
        operation_id,
        territory_id,
        CatalogueStep.HIDDEN if hidden else CatalogueStep.SHOWN,
        found.text("title", facilitator.language),
        {action_id: Entry(entry.content, hidden)},
    )


def put_back(facilitator: Facilitator, operation_id: str, territory_id: str, action_id: str) -> None:
    """Put the shipped action back in place of what was changed of it; it is offered again."""
    there = read_catalogue(territory_id)
    found = find_listed(there, action_id)
    if found.origin == "own":
        raise Problem(
            gettext("There is no original to put back."),
            gettext("Hide this one, or undo the last change."),
            status=409,
        )
    write_revision(
        facilitator,
        operation_id,
        territory_id,
        CatalogueStep.PUT_BACK,
        found.text("title", facilitator.language),
        {action_id: AS_SHIPPED},
    )


def undo_last(facilitator: Facilitator, operation_id: str, territory_id: str, number: int) -> None:
    """Undo the change that the page showed as the last one."""
    if was_stored(operation_id):
        return
    last = find_undoable(territory_id)
    if last is None or last.number != number:
        raise Problem(
            gettext("Something else has happened since."),
            gettext("Look at the newest change and undo that one if you want to."),
            status=409,
        )
    before = read_entries(db.session.connection(), territory_id, number - 1)
    restored = {entry.action_id: before.get(entry.action_id, AS_SHIPPED) for entry in last.entries}
    write_revision(
        facilitator,
        operation_id,
        territory_id,
        CatalogueStep.UNDONE,
        last.subject,
        restored,
        undoes=last.number,
    )


def write_revision(
    facilitator: Facilitator,
    operation_id: str,
    territory_id: str,
    kind: CatalogueStep,
    subject: str,
    entries: Mapping[str, Entry],
    undoes: int | None = None,
) -> None:
    """Store one change with its entry in the audit log; the same operation twice stores it once."""
    earlier = _repeated(operation_id)
    if earlier is not None:
        said = {entry.action_id: Entry(entry.content, entry.hidden) for entry in earlier.entries}
        if earlier.territory_id != territory_id or said != dict(entries):
            raise OperationConflict(
                gettext("This page was sent before with something else."), gettext("Send it again.")
            )
        return
    number = db.session.scalar(
        select(func.max(CatalogueRevision.number)).where(CatalogueRevision.territory_id == territory_id)
    )
    db.session.add(
        CatalogueRevision(
            public_id=_revision_id(operation_id),
            territory_id=territory_id,
            number=(number or 0) + 1,
            kind=kind.value,
            subject=subject[:200],
            undoes=undoes,
            actor_id=facilitator.id,
            actor=facilitator.name,
            entries=[
                CatalogueEntry(action_id=key, content=entry.content, hidden=entry.hidden)
                for key, entry in entries.items()
            ],
        )
    )
    event = {
        CatalogueStep.IMPORTED: Event.CATALOGUE_IMPORTED,
        CatalogueStep.UNDONE: Event.CATALOGUE_UNDONE,
    }.get(kind, Event.CATALOGUE_CHANGED)
    note(facilitator, event, f"{name_place(territory_id)}: {subject}")
    try:
        commit_durably()
    except IntegrityError:
        db.session.rollback()
        raise Problem(
            gettext("Somebody else changed this catalogue at the same moment."),
            gettext("Look at it as it is now, and send yours again."),
            status=409,
        ) from None


def was_stored(operation_id: str) -> bool:
    """Return whether an operation has changed a catalogue already."""
    return _repeated(operation_id) is not None


def _repeated(operation_id: str) -> CatalogueRevision | None:
    return db.session.scalar(
        select(CatalogueRevision).where(CatalogueRevision.public_id == _revision_id(operation_id))
    )


def _revision_id(operation_id: str) -> str:
    """Derive a revision's id from its operation, so that a form sent twice makes one."""
    return hashlib.sha256(f"catalogue:{operation_id}".encode()).hexdigest()[:16]


def _only_id(revision: CatalogueRevision) -> str:
    return revision.entries[0].action_id


def _new_id(title: str, territory_id: str) -> str:
    """Make an id of a title that this place has never used."""
    slug = "-".join(re.findall(r"[a-z0-9]+", plain_text(title)))[:_LONGEST_SLUG].strip("-") or "action"
    used = set(
        db.session.scalars(
            select(CatalogueEntry.action_id)
            .join(CatalogueRevision)
            .where(CatalogueRevision.territory_id == territory_id)
        )
    )
    names = (f"{OWN_PREFIX}{slug}{'' if count == 1 else f'-{count}'}" for count in range(1, len(used) + 2))
    return next(name for name in names if name not in used)


def _require_unchanged(territory_id: str, action_id: str, seen: int) -> None:
    later = db.session.scalar(
        select(CatalogueRevision.actor)
        .join(CatalogueEntry)
        .where(
            CatalogueRevision.territory_id == territory_id,
            CatalogueRevision.number > seen,
            CatalogueEntry.action_id == action_id,
        )
        .order_by(CatalogueRevision.number.desc())
        .limit(1)
    )
    if later is not None:
        raise Problem(
            gettext("%(name)s has changed this action since you opened the page.", name=later),
            gettext("Open it again to see what it says now. Nothing of yours was stored."),
            status=409,
        )


def _require_room(there: PlaceCatalogue, action_id: str) -> None:
    if action_id not in there.entries and len(there.entries) >= MOST_OWN:
        raise Problem(
            gettext("This catalogue has no room for more: %(number)s at most.", number=str(MOST_OWN)),
            gettext("Change an action that is there instead."),
            status=409,
        )


def _title_of(catalogue: Catalogue, action: OwnAction, language: str) -> str:
    if action.title is not None or not catalogue.has(action.id):
        return action.title or action.id
    return catalogue.find(action.id).text("title", language)
