"""Answers of views: JSON for scripts, a page for plain forms."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, request
from flask_wtf import FlaskForm
from markupsafe import Markup

from workshop.database.durability import wait_for_commits
from workshop.errors import NotNow, Problem
from workshop.forms.fields import OperationForm
from workshop.forms.merging import MergingForm
from workshop.i18n import gettext
from workshop.pages.faults import note_conflict, note_form
from workshop.step_words import say_step
from workshop.store.receipts import Receipt, find_step
from workshop.store.three_way import ChangedMeanwhile

# Fields that differ each time a form is rendered, as written in JSON.
_FRESH = re.compile(rb'name=\\"(?:csrf_token|operation_id)\\" value=\\"[\w.-]*\\"')


def wants_json() -> bool:
    """Return whether a script asks."""
    return request.accept_mimetypes.best == "application/json"


def acknowledge(receipt: Receipt, next_page: str, said: str = "", *, shown: bool = False) -> Response:
    """Answer a stored operation: with the receipt, or the next page, ``shown`` if that page says it.

    The next page says ``said``, or what was stored. A script says it by the button that was pressed.
    """
    if wants_json():
        return jsonify(revision=receipt.revision, next=next_page, said=said, **receipt.answer)
    if not shown:
        flash(said or _say_what_was_stored())
    return make_response(redirect(next_page, 303))


def _say_what_was_stored() -> str:
    step = find_step(request.form.get("operation_id", ""))
    return (say_step(*step) if step else "") or gettext("Saved.")


def refuse(form: FlaskForm, page: Callable[[], str], status: int = 422) -> Response:
    """Answer an invalid form: with the faults by field, or the page with the typed data.

    ``page`` is called only for plain forms.
    """
    if wants_json():
        response = jsonify(
            faults={name: [_plain(fault) for fault in faults] for name, faults in form.errors.items()}
        )
    else:
        note_form(form)
        response = make_response(page())
    response.status_code = status
    return response


def _plain(fault: object) -> str:
    return fault.striptags() if isinstance(fault, Markup) else str(fault)


def refuse_changed(form: OperationForm, page: Callable[[], str], said: str) -> Response:
    """Answer an id that came back with other content: keep the typed data, to be sent as a new operation."""
    form.renew()
    form.operation_id.errors = [said]
    return refuse(form, page, 409)


def refuse_conflict(form: MergingForm, changed: ChangedMeanwhile, page: Callable[[], str]) -> Response:
    """Answer with both versions, where somebody else has changed the same meanwhile."""
    form.show_both(changed)
    said = f"{changed.what} {changed.now}"
    form.form_errors.append(said)
    note_conflict(said)
    return refuse(form, page, 409)


def explain(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON; ``later`` if the same may be possible in a later step of the meeting."""
    return {"what": problem.what, "now": problem.now, "later": isinstance(problem, NotNow)}


def cacheable(payload: dict[str, Any]) -> Response:
    """Answer with a state that a client may have cached: the same state has the same ETag.

    Answers of people change no revision, so the tag is of the whole state. A state that the disk has not
    taken is not sent.
    """
    wait_for_commits()
    response = jsonify(payload)
    said = zlib.crc32(_FRESH.sub(b"", response.get_data()))
    response.set_etag(f"{payload['epoch']}-{payload['revision']}-{said:08x}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
