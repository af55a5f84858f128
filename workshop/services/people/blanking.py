"""Blank erased words where rows stay: in the change log, in receipts, in saved scenarios."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Change, Operation, SavedScenario, ScenarioDraft, Workshop

ERASED = "erased"
Side = dict[str, dict[str, Any]]
# What a row of the log may say about somebody whom another row is about.
_NAMES = {"author_id", "participant_id", "same_as_id"}
# Steps that are named after somebody's words also if they changed nothing.
_NAMED_AFTER_WORDS = {"reason.show", "objection.judge", "reflect.curate"}


@dataclass
class Erased:
    """What to erase: by keys of rows in the log, and by the ids in receipts and files."""

    people: dict[int, str] = field(default_factory=dict)
    proposals: dict[int, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """The public ids of everything to erase."""
        return {*self.people.values(), *self.proposals.values()}


def blank_log(workshop: Workshop, erased: Erased) -> None:
    """Blank erased content in the log; the remaining step keeps its place."""
    steps = db.session.scalars(select(Change).where(Change.workshop_id == workshop.id)).all()
    # Earlier wordings that the desk changed.
    for step in steps:
        for side in (step.before, step.after):
            erased.titles.update(
                side[key]["title"] for key in side.keys() & erased.keys if side[key].get("title")
            )
    own = set(erased.people.values())
    for step in steps:
        about = bool((step.before.keys() | step.after.keys()) & erased.keys)
        step.before, step.after = (_without(side, erased) for side in (step.before, step.after))
        step.undoable = step.undoable and bool(step.before)
        is_told = step.subject in erased.titles or (
            step.kind in _NAMED_AFTER_WORDS and (about or step.subject in erased.texts)
        )
        if is_told or (about and not step.subject.isdecimal()):
            step.subject = ""
        if step.actor in own:
            step.actor = ERASED


def _without(side: Side, erased: Erased) -> Side:
    """Omit erased rows, and erased people in other rows, from one side of a step."""
    if not any(
        key in erased.keys or any(values.get(name) in erased.people for name in _NAMES)
        for key, values in side.items()
    ):
        return side
    left = {
        key: {
            name: value for name, value in values.items() if name not in _NAMES or value not in erased.people
        }
        for key, values in side.items()
        if key not in erased.keys
    }
    return {key: values for key, values in left.items() if values}


def blank_receipts(workshop: Workshop, erased: Erased) -> None:
    """Keep receipts without actor and content where they say something of what is erased."""
    names = erased.names
    receipts = db.session.scalars(select(Operation).where(Operation.workshop_id == workshop.id))
    for receipt in receipts:
        answer = receipt.answer["answer"]
        told = {answer.get("participant"), answer.get("proposal"), answer.get("person")}
        listed = answer.get("people")
        if isinstance(listed, list):
            told.update(listed)
        if receipt.actor in names or told & names:
            # A digest of few words could be found by trying.
            receipt.actor = ERASED if receipt.actor in names else receipt.actor
            receipt.digest, receipt.answer = "", {"revision": receipt.answer["revision"], "answer": {}}


def blank_saved(workshop: Workshop, erased: Erased) -> None:
    """Keep the figures of saved scenarios and of a file that is being looked at, but no erased words."""
    ids = {f"free-{public_id}" for public_id in erased.proposals.values()}
    saved = db.session.scalars(select(SavedScenario).where(SavedScenario.workshop_id == workshop.id))
    drafts = db.session.scalars(select(ScenarioDraft).where(ScenarioDraft.workshop_id == workshop.id))
    for scenario in (*saved, *drafts):
        actions = scenario.document["actions"]
        if any(action["id"] in ids for action in actions):
            scenario.document = {
                **scenario.document,
                "actions": [_blank_action(action) if action["id"] in ids else action for action in actions],
            }


def _blank_action(action: dict[str, Any]) -> dict[str, Any]:
    return {**action, "title": gettext("Erased"), "about": {}}
