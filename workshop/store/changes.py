"""The changes of an operation, collected so that the log can show and undo can restore them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection

from workshop.extensions import Model, db
from workshop.models import (
    Answer,
    Count,
    Estimate,
    Objection,
    Participant,
    Proposal,
    Reflection,
    Removal,
    SavedScenario,
    Stance,
    Workshop,
)

Tracked = (
    Proposal
    | Workshop
    | Reflection
    | Estimate
    | Objection
    | Participant
    | Count
    | Removal
    | Answer
    | Stance
    | SavedScenario
)

# Tables that the change log can name and undo can restore.
TRACKED: dict[str, type[Model]] = {
    "proposals": Proposal,
    "workshop": Workshop,
    "reflections": Reflection,
    "estimates": Estimate,
    "objections": Objection,
    "participants": Participant,
    "counts": Count,
    "removals": Removal,
    "answers": Answer,
    "stances": Stance,
    "saved": SavedScenario,
}
# The longest part of a person's words that names a step.
LONGEST_SUBJECT = 80
_NAMES = {model: name for name, model in TRACKED.items()}


@dataclass
class Changes:
    """Collects what an operation changes.

    ``connection`` is the transaction's, for statements without objects. ``final``: the desk cannot undo the
    step, though the log has its earlier values. ``after_commit`` is called once, after the first commit.
    """

    connection: Connection
    subject: str = ""
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)
    undoes: int | None = None
    final: bool = False
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    def set(self, row: Tracked, **values: Any) -> None:
        """Set columns of ``row`` and log their earlier values."""
        key = key_of(row)
        for name, value in values.items():
            old = getattr(row, name)
            if old != value:
                self.before.setdefault(key, {}).setdefault(name, old)
                self.after.setdefault(key, {})[name] = value
                setattr(row, name, value)

    def settle(self, row: Tracked, **values: Any) -> None:
        """Set columns of ``row`` for good: the log has their new values, and undo leaves them."""
        for name, value in values.items():
            if getattr(row, name) != value:
                self.after.setdefault(key_of(row), {})[name] = value
                setattr(row, name, value)

    def add(self, *rows: Proposal) -> None:
        """Add new proposals, many in one statement."""
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            self.note_added(row.id)

    def note_added(self, proposal_id: int) -> None:
        """Log a new proposal; undo marks it as removed instead of deleting it, so that no words are lost."""
        key = f"{_NAMES[Proposal]}/{proposal_id}"
        self.before[key] = {"removed": True}
        self.after[key] = {"removed": False}

    def note_new(self, row: Tracked) -> None:
        """Log a new row; undo deletes it."""
        self.before[key_of(row)] = {"there": False}
        self.after[key_of(row)] = {"there": True}

    def note_gone(self, row: Tracked) -> None:
        """Log a deleted row."""
        self.before[key_of(row)] = {"there": True}
        self.after[key_of(row)] = {"there": False}

    def name(self, words: str) -> None:
        """Name the step after somebody's words; a step without changes stores no words."""
        if self.before or self.after:
            self.subject = words[:LONGEST_SUBJECT]

    @property
    def undoable(self) -> bool:
        """Whether the desk can undo this step."""
        return bool(self.before) and self.undoes is None and not self.final


def find_tracked(key: str) -> Tracked | None:
    """Return the row that a key of the log names, or None."""
    table, _, row_id = key.partition("/")
    return cast(Tracked | None, db.session.get(TRACKED[table], int(row_id)))


def key_of(row: Tracked) -> str:
    """Return the key of a row in the log."""
    return f"{_NAMES[type(row)]}/{row.id}"
