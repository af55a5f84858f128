"""How views answer: scripts get JSON, plain forms get a page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, request
from flask_wtf import FlaskForm

from workshop.database.durability import wait_for_commits
from workshop.errors import NotNow, Problem
from workshop.forms.fields import OperationForm
from workshop.forms.merging import MergingForm
from workshop.pages.faults import note_conflict, note_form
from workshop.store.receipts import Receipt
from workshop.store.three_way import ChangedMeanwhile

# What forms carry anew each time that they are written, as it stands in JSON.
_FRESH = re.compile(rb'name=\\"(?:csrf_token|operation_id)\\" value=\\"[\w.-]*\\"')


def wants_json() -> bool:
    """Tell whether a script asks."""
    return request.accept_mimetypes.best == "application/json"


def acknowledge(receipt: Receipt, next_page: str, said: str = "") -> Response:
    """Answer an operation that is stored: the receipt, or the next page."""
    if wants_json():
        return jsonify(revision=receipt.revision, next=next_page, said=said, **receipt.answer)
    if said:
        flash(said)
    return make_response(redirect(next_page, 303))


def refuse(form: FlaskForm, page: Callable[[], str], status: int = 422) -> Response:
    """Answer a form with faults: the faults by field, or the page with what was typed.

    ``page`` is called only for those who read it.
    """
    if wants_json():
        response = jsonify(
            faults={name: [str(fault) for fault in faults] for name, faults in form.errors.items()}
        )
    else:
        note_form(form)
        response = make_response(page())
    response.status_code = status
    return response


def refuse_changed(form: OperationForm, page: Callable[[], str], said: str) -> Response:
    """Answer an id that came back with other content: what was typed stays, to be sent as a new operation."""
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
    """Turn a problem into JSON; ``later`` where the same may be possible when the meeting comes to it."""
    return {"what": problem.what, "now": problem.now, "later": isinstance(problem, NotNow)}


def cacheable(payload: dict[str, Any]) -> Response:
    """Answer with a state that a client may hold already: the same state has the same tag.

    What people answer changes no revision, so the tag is of all that the state says. What the disk has not
    taken is told to nobody.
    """
    wait_for_commits()
    response = jsonify(payload)
    said = zlib.crc32(_FRESH.sub(b"", response.get_data()))
    response.set_etag(f"{payload['epoch']}-{payload['revision']}-{said:08x}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
