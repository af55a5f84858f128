"""Import a scenario file: as a saved scenario, or its actions as decided ones; both can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from scenarios.file.schema import scenario_from_dict
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import SavedScenario, ScenarioDraft
from workshop.models.types import utc_now
from workshop.services.importing.list_actions import ListAction
from workshop.services.importing.list_import import IMPORT, FileGroup, write_actions
from workshop.services.importing.scenario_words import find_own_actions, without_words
from workshop.services.workshops.frozen_results import freeze_scenario
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

KEEP = "scenario.import"


@operation(KEEP, leave_out=("place", "other_years"))
def keep_scenario(
    context: WorkshopContext,
    changes: Changes,
    draft_id: str,
    *,
    name: str,
    note: str,
    place: str,
    other_years: bool,
) -> Answer:
    """Keep a file that was looked at as a saved scenario, with where it comes from.

    ``place`` is the name of the file's place if it is another than the workshop's.
    """
    draft = _find_draft(context, draft_id)
    document: dict[str, Any] = draft.document
    # Somebody may have been erased since the file was read.
    own = find_own_actions(context.id, document)
    document = without_words(document, own.withheld)
    imported = {"file": draft.file_name, "at": utc_now().isoformat(timespec="minutes")}
    document = {**document, "title": name, "about": {**document["about"], "imported": imported}}
    last = db.session.scalar(
        select(func.max(SavedScenario.number)).where(SavedScenario.workshop_id == context.id)
    )
    saved = SavedScenario(
        workshop_id=context.id,
        number=(last or 0) + 1,
        name=name,
        note=note,
        origin={"file": draft.file_name, "place": place, "years": other_years, "own": sorted(own.ids)},
        revision=context.revision,
        author_id=context.actor.id,
        **freeze_scenario(scenario_from_dict(document)),
    )
    db.session.add(saved)
    db.session.flush()
    changes.note_new(saved)
    changes.subject = name
    _discard_drafts(context)
    return {"number": saved.number}


@operation(IMPORT)
def import_scenario_actions(
    context: WorkshopContext,
    changes: Changes,
    draft_id: str,
    actions: Sequence[ListAction],
    left_out: Sequence[ListAction],
    gone: Collection[str],
    groups: Sequence[FileGroup],
) -> Answer:
    """Bring the actions of a file that was looked at in as decided ones, as :func:`import_list` does."""
    _find_draft(context, draft_id)
    counts = write_actions(context, changes, actions, left_out, gone, adds_up=False, groups=groups)
    _discard_drafts(context)
    return counts


def _find_draft(context: WorkshopContext, draft_id: str) -> ScenarioDraft:
    draft = db.session.scalar(
        select(ScenarioDraft).where(
            ScenarioDraft.workshop_id == context.id, ScenarioDraft.public_id == draft_id
        )
    )
    if draft is None:
        raise Problem(
            gettext("This file has been discarded, replaced or imported meanwhile."),
            gettext("Choose the file again to go on with it."),
            status=409,
        )
    return draft


def _discard_drafts(context: WorkshopContext) -> None:
    db.session.execute(delete(ScenarioDraft).where(ScenarioDraft.workshop_id == context.id))
