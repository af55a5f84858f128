"""The file of a place's own catalogue on its way in: read, looked at, then imported whole or not at all."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from scenarios.catalogue.action import CatalogueAction
from scenarios.errors import Fault, ScenarioFileError
from scenarios.file.own_catalogue import (
    OwnCatalogue,
    own_action_to_dict,
    own_catalogue_from_dict,
    own_catalogue_to_dict,
    read_own_catalogue,
)
from scenarios.file.own_catalogue_csv import read_own_catalogue_csv
from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import CatalogueDraft, CatalogueStep, Facilitator
from workshop.models.types import new_public_id, utc_now
from workshop.services.workshops.catalogue_effects import known_targets
from workshop.services.workshops.catalogue_steps import write_revision
from workshop.services.workshops.catalogues import (
    AS_SHIPPED,
    MOST_OWN,
    PlaceCatalogue,
)
from workshop.state.catalogues import Entry, put_on_top

_MOST_TOLD = 100


class Status(enum.StrEnum):
    """What an import does with one action."""

    NEW = "new"
    CHANGED = "changed"
    HIDDEN = "hidden"
    SAME = "same"


@dataclass(frozen=True)
class PlannedAction:
    """An action of the file as it would be, and what the import does with it."""

    action: CatalogueAction
    status: Status
    hidden: bool


class FaultyCatalogue(Problem):
    """A file has faults: of ``count``, the first are ``told``, each with its place there, in English."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            gettext("This file is no sound catalogue."),
            gettext("Nothing was stored. Mend what is listed, and send the file again."),
            status=422,
        )
        self.count = len(faults)
        self.told = tuple(
            (fault.pointer or "/", f"{fault.problem}; expected {fault.expected}")
            for fault in faults[:_MOST_TOLD]
        )


def find_draft(facilitator: Facilitator, territory_id: str) -> CatalogueDraft | None:
    """Return the file that an account is looking at for a place, if there is one."""
    return db.session.scalar(
        select(CatalogueDraft).where(
            CatalogueDraft.facilitator_id == facilitator.id, CatalogueDraft.territory_id == territory_id
        )
    )


def take_in(facilitator: Facilitator, territory_id: str, file_name: str, content: bytes) -> None:
    """Read a file and keep it in the place of an earlier one; raise :class:`FaultyCatalogue` on faults."""
    catalogue = _read(territory_id, content)
    draft = db.session.scalar(
        select(CatalogueDraft).where(CatalogueDraft.facilitator_id == facilitator.id)
    ) or CatalogueDraft(facilitator_id=facilitator.id)
    draft.public_id, draft.created_at = new_public_id(), utc_now()
    draft.territory_id, draft.file_name = territory_id, file_name[:200]
    draft.document = own_catalogue_to_dict(catalogue)
    db.session.add(draft)
    commit_durably()


def discard(draft: CatalogueDraft) -> None:
    """Delete a draft."""
    db.session.delete(draft)
    commit_durably()


def catalogue_in_file(draft: CatalogueDraft) -> OwnCatalogue:
    """Return what a file says; its place is that of the file, and not the one that takes it in."""
    return own_catalogue_from_dict(draft.document)


def plan_import(draft: CatalogueDraft, there: PlaceCatalogue) -> list[PlannedAction]:
    """List what an import does with each action of the file; nothing that the file lacks is touched."""
    entries = _entries(catalogue_in_file(draft), there)
    after = put_on_top({**there.entries, **entries}, there.territory_id)
    planned = []
    for key, entry in entries.items():
        before = there.entries.get(key, AS_SHIPPED)
        if entry == before:
            status = Status.SAME
        elif entry.content == before.content:
            status = Status.HIDDEN
        else:
            status = Status.CHANGED if there.catalogue.has(key) else Status.NEW
        planned.append(PlannedAction(after.find(key), status, entry.hidden))
    return planned


def import_draft(
    facilitator: Facilitator, operation_id: str, draft: CatalogueDraft, there: PlaceCatalogue
) -> int:
    """Store what the file of a draft says; see :func:`import_catalogue`."""
    file = catalogue_in_file(draft)
    db.session.delete(draft)
    return import_catalogue(facilitator, operation_id, file, there)


def import_catalogue(
    facilitator: Facilitator, operation_id: str, file: OwnCatalogue, there: PlaceCatalogue
) -> int:
    """Store what a file says in one step, and return how many actions it has changed."""
    entries = {
        key: entry
        for key, entry in _entries(file, there).items()
        if entry != there.entries.get(key, AS_SHIPPED)
    }
    if not entries:
        db.session.rollback()
        raise Problem(
            gettext("There is nothing to import."),
            gettext("The catalogue has all of this file already."),
            status=409,
        )
    if len({**there.entries, **entries}) > MOST_OWN:
        db.session.rollback()
        raise Problem(
            gettext("This catalogue has no room for more: %(number)s at most.", number=str(MOST_OWN)),
            gettext("Take actions out of the file, and send it again."),
            status=409,
        )
    write_revision(
        facilitator, operation_id, there.territory_id, CatalogueStep.IMPORTED, str(len(entries)), entries
    )
    return len(entries)


def _entries(file: OwnCatalogue, there: PlaceCatalogue) -> Mapping[str, Entry]:
    hidden = set(file.hidden)
    entries = {each.id: Entry(own_action_to_dict(each), each.id in hidden) for each in file.actions}
    for key in file.hidden:
        if key not in entries:
            entries[key] = Entry(there.entries.get(key, AS_SHIPPED).content, hidden=True)
    return entries


def _read(territory_id: str, content: bytes) -> OwnCatalogue:
    if not content.strip():
        raise Problem(gettext("The file is empty."), gettext("Choose the file of a catalogue."), status=422)
    targets = known_targets(territory_id)
    is_json = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    try:
        if is_json:
            return read_own_catalogue(content, targets)
        return replace(read_own_catalogue_csv(content, territory_id, targets), territory=territory_id)
    except ScenarioFileError as error:
        raise FaultyCatalogue(error.faults) from error
