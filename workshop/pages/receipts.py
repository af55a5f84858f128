"""Receipts, for clients that sent an operation and lost the answer."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request
from flask_login import current_user

from workshop.extensions import db
from workshop.identity import find_entry
from workshop.models import Workshop
from workshop.store.actors import desk_name
from workshop.store.receipts import StoredOperation, find_operation, is_phone_of

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")


@blueprint.get("/<operation_id>")
def receipt(operation_id: str) -> Response:
    """Return the receipt to the operation's actor; 404 to everybody else."""
    operation = find_operation(operation_id)
    if operation is None or not _is_mine(operation):
        abort(404)
    response = jsonify(
        operation=operation_id, kind=operation.kind, revision=operation.revision, **operation.answer
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_mine(operation: StoredOperation) -> bool:
    if current_user.is_authenticated and desk_name(current_user) == operation.actor:
        return True
    workshop = db.session.get(Workshop, operation.workshop_id)
    entry = None if workshop is None else find_entry(workshop.code, request.cookies)
    if entry is None:
        return False
    person = entry.person.public_id
    return person == operation.actor or is_phone_of(db.session.connection(), operation.actor, person)
