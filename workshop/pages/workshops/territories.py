"""Finding a place by name."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from workshop.pages.access import login_required
from workshop.services.workshops.places import search_missing, search_places

blueprint = Blueprint("territories", __name__, url_prefix="/territories")


@blueprint.get("/")
@login_required
def search() -> str:
    """Return the matching places, as choices for a form."""
    text = request.args.get("q", "")[:100]
    return render_template(
        "territories/_choices.html", places=search_places(text), missing=search_missing(text), text=text
    )
