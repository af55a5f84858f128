"""A list on its way in: it is kept with what was said about it, and read beside the server."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, update

from scenarios.importing.action_list.guarded import WALL_S, MappingRefusedError, read_list_guarded
from scenarios.importing.action_list.result import ActionList
from scenarios.importing.action_list.sheet_picture import SheetPicture, load_picture
from scenarios.importing.action_list.stored_list import load_list
from scenarios.importing.table_file import TableRefusedError
from workshop.database.durability import commit_durably
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import ListDraft, RememberedList, Workshop
from workshop.models.types import new_public_id, utc_now
from workshop.services.importing.list_bounds import let_others_on, require_bounds
from workshop.services.importing.list_choices import Choices

_PATIENCE_S = 6.0
"""How long a page waits for a reading before it shows how far it is."""


@dataclass(frozen=True)
class ReadList:
    """A draft with its reading."""

    found: ActionList
    picture: SheetPicture
    choices: Choices


def find_draft(workshop_id: int) -> ListDraft | None:
    """Return the list that is being looked at, if there is one."""
    return db.session.scalar(select(ListDraft).where(ListDraft.workshop_id == workshop_id))


def take_in(workshop: Workshop, name: str, content: bytes) -> ListDraft:
    """Keep a file in the place of an earlier draft, and begin to read it."""
    if not content.strip():
        raise Problem(
            gettext("There is no list yet."), gettext("Choose a file, or paste the rows."), status=422
        )
    draft = find_draft(workshop.id) or ListDraft(workshop_id=workshop.id, asked=0, read=0)
    draft.name, draft.content, draft.remembered = name[:200], content, ""
    # Pages of the earlier list are refused by its id.
    draft.public_id = new_public_id()
    db.session.add(draft)
    _ask(draft, Choices())
    return draft


def say(draft: ListDraft, choices: Choices) -> None:
    """Store the corrections, and read the list again if they change the reading."""
    before = Choices.of(draft.choices)
    if choices == before:
        return
    if choices.mapping() == before.mapping() and choices.sheet == before.sheet:
        draft.choices = choices.stored()
        commit_durably()
    else:
        _ask(draft, choices)


def discard(draft: ListDraft) -> None:
    """Delete a draft."""
    db.session.delete(draft)
    commit_durably()


def forget_shape(draft: ListDraft, facilitator_id: int) -> None:
    """Forget what was remembered of lists of this shape, and read the draft without it."""
    found = find_remembered(facilitator_id, draft.remembered)
    if found is not None:
        db.session.delete(found)
    draft.remembered = ""
    _ask(draft, Choices(sheet=Choices.of(draft.choices).sheet))


def mark_list(draft: ListDraft) -> str:
    """Say for which list, sheet and reading of the columns a page is made: its forms send it back."""
    said = Choices.of(draft.choices)
    columns = (sorted(said.uses.items()), sorted(said.units.items()), said.decimal, said.sign)
    return ".".join((draft.public_id, _digest(said.sheet), _digest([*columns, said.heading_row])))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def find_remembered(facilitator_id: int, shape: str) -> RememberedList | None:
    """Return what a facilitator has said about lists of a shape."""
    return db.session.scalar(
        select(RememberedList).where(
            RememberedList.facilitator_id == facilitator_id, RememberedList.shape == shape
        )
    )


def shape_of(found: ActionList) -> str:
    """Return a digest of a list's headings: files with the same ones are read alike."""
    headings = [
        [column, " ".join(text.casefold().split())] for column, text in sorted(found.headings.items())
    ]
    return hashlib.sha256(json.dumps(headings).encode()).hexdigest()[:32]


def is_being_read(draft: ListDraft) -> bool:
    """Return whether the list is being read; start again after a restart of the server."""
    if draft.read >= draft.asked:
        return False
    if utc_now() - draft.asked_at > timedelta(seconds=WALL_S + 30):
        _ask(draft, Choices.of(draft.choices))
    return draft.read < draft.asked


def read_list(draft: ListDraft) -> ReadList | None:
    """Return what was understood; None if the file was refused."""
    if draft.refusal is not None or not draft.reading:
        return None
    stored: dict[str, Any] = json.loads(draft.reading)
    let_others_on()
    found, picture = load_list(stored["found"]), load_picture(stored["picture"])
    let_others_on()
    return ReadList(found, picture, Choices.of(draft.choices))


def _ask(draft: ListDraft, choices: Choices) -> None:
    """Read a draft in the background; wait a moment, because most lists are read at once."""
    draft.choices, draft.refusal, draft.rows = choices.stored(), None, 0
    draft.asked, draft.asked_at = draft.asked + 1, utc_now()
    commit_durably()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    done = threading.Event()
    threading.Thread(target=_read, args=(app, draft.id, draft.asked, done), daemon=True).start()
    done.wait(_PATIENCE_S)
    db.session.refresh(draft)


def _read(app: Flask, draft_id: int, asked: int, done: threading.Event) -> None:
    with app.app_context():
        try:
            _store(draft_id, asked, _reading_of(draft_id, asked))
        finally:
            done.set()


def _reading_of(draft_id: int, asked: int) -> dict[str, Any]:
    draft = db.session.get(ListDraft, draft_id)
    if draft is None:
        return {}
    workshop = db.session.get_one(Workshop, draft.workshop_id)
    territory, owner, content = workshop.territory_id, workshop.owner_id, draft.content
    choices, known = Choices.of(draft.choices), draft.remembered
    # No transaction stays open while the file is read.
    db.session.rollback()

    def tell(rows: int) -> None:
        db.session.execute(
            update(ListDraft).where(ListDraft.id == draft_id, ListDraft.asked == asked).values(rows=rows)
        )
        db.session.commit()

    def read(said: Choices) -> tuple[ActionList, str]:
        result = read_list_guarded(
            content, territory=territory, sheet=said.sheet, mapping=said.mapping(), told=tell
        )
        let_others_on()
        found = load_list(result.found)
        require_bounds(found)
        let_others_on()
        return found, json.dumps({"found": result.found, "picture": result.picture})

    try:
        found, text = read(choices)
        shape = shape_of(found)
        if not known and choices == Choices(sheet=choices.sheet):
            earlier = find_remembered(owner, shape)
            said = None if earlier is None else Choices.of({**choices.stored(), **earlier.choices})
            db.session.rollback()
            if said is not None:
                found, text = read(said)
                return {"reading": text, "refusal": None, "choices": said.stored(), "remembered": shape}
    except TableRefusedError as refused:
        refusal = {
            "refusal": refused.refusal.value,
            "row": refused.row,
            "detail": refused.detail,
            "limit": refused.limit,
        }
        return {"reading": "", "refusal": refusal}
    except MappingRefusedError as wrong:
        return {"reading": "", "refusal": {"refusal": "misfit", "detail": "; ".join(map(str, wrong.args))}}
    return {"reading": text, "refusal": None}


def _store(draft_id: int, asked: int, values: dict[str, Any]) -> None:
    """Store a reading unless a newer one was asked for meanwhile."""
    db.session.execute(
        update(ListDraft)
        .where(ListDraft.id == draft_id, ListDraft.asked == asked)
        .values(read=asked, **values)
    )
    commit_durably()
