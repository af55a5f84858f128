"""Scenarios that the desk saved, frozen."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.outcome import Outcome
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Change, SavedScenario
from workshop.services.workshops.frozen_results import freeze_scenario
from workshop.state.catalogues import catalogue_of
from workshop.state.records import read_records, read_workshop
from workshop.state.rehearsed import is_rehearsed
from workshop.state.scenario_document import DRAWS, build_scenario
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

_MOST_LETTERS = 120


@operation("scenario.save")
def save_scenario(context: WorkshopContext, changes: Changes, *, name: str, note: str) -> Answer:
    """Freeze the present scenario under ``name``."""
    last = db.session.scalar(
        select(func.max(SavedScenario.number)).where(SavedScenario.workshop_id == context.id)
    )
    number = (last or 0) + 1
    connection = changes.connection
    stored = read_workshop(connection, context.id)
    assert stored is not None, "the caller has read the workshop of the change"
    rehearsed = is_rehearsed(connection, context.id)
    # Tables, files and pictures made of it later have its name.
    title = gettext("Rehearsal: %(name)s", name=name)[:_MOST_LETTERS] if rehearsed else name
    about = {"workshop": stored.title, "note": note, "number": number}
    catalogue = catalogue_of(stored.own_catalogue, connection)
    scenario = build_scenario(stored, read_records(connection, stored.id), catalogue, title=title)
    scenario = replace(scenario, about=about | ({"rehearsal": True} if rehearsed else {}))
    db.session.add(
        SavedScenario(
            workshop_id=context.id,
            number=number,
            name=title,
            note=note,
            revision=context.revision,
            author_id=context.actor.id,
            table_number=_find_adopted_table(context.id),
            **freeze_scenario(scenario),
        )
    )
    changes.subject = title
    return {"number": number}


def _find_adopted_table(workshop_id: int) -> int | None:
    """Return the table whose scenario is the room's: it was adopted, and nothing was switched since."""
    undone = select(Change.undoes).where(Change.workshop_id == workshop_id, Change.undoes.is_not(None))
    adopted = db.session.execute(
        select(Change.id, Change.subject)
        .where(Change.workshop_id == workshop_id, Change.kind == "table.adopt", Change.id.not_in(undone))
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    if adopted is None:
        return None
    later = select(Change.after).where(
        Change.workshop_id == workshop_id,
        Change.id > adopted.id,
        Change.undoes.is_(None),
        Change.id.not_in(undone),
    )
    switched = any("included" in row for after in db.session.scalars(later) for row in after.values())
    return None if switched or not adopted.subject.isdecimal() else int(adopted.subject)


def list_saved(workshop_id: int) -> list[SavedScenario]:
    """List the saved scenarios of a workshop in the order of saving, without those in the trash."""
    return list(
        db.session.scalars(
            select(SavedScenario)
            .where(SavedScenario.workshop_id == workshop_id, SavedScenario.trashed_at.is_(None))
            .order_by(SavedScenario.number)
        )
    )


def find_saved(workshop_id: int, number: int) -> SavedScenario:
    """Return one saved scenario, also from the trash; raise a :class:`Problem` if there is none."""
    saved = db.session.scalar(
        select(SavedScenario).where(SavedScenario.workshop_id == workshop_id, SavedScenario.number == number)
    )
    if saved is None:
        raise Problem(
            gettext("There is no saved scenario number %(number)d.", number=number),
            gettext("Choose one from the list."),
            status=404,
        )
    return saved


def evaluate_saved(saved: SavedScenario) -> Outcome:
    """Evaluate a saved scenario with draws; the file alone determines the result."""
    return evaluate(scenario_from_dict(saved.document), draws=DRAWS, seed=0)
