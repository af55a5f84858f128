"""Saved scenarios side by side."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("compare", __name__, url_prefix="/compare")


@blueprint.get("/<code>")
def compare(code: str) -> str:
    return code
