"""The glossary: each term that people meet on the screens, in plain words and in their language."""

from __future__ import annotations

from flask import Blueprint, render_template

from workshop.glossary.chapters import CHAPTERS

blueprint = Blueprint("glossary", __name__, url_prefix="/glossary")


@blueprint.get("", strict_slashes=False)
def glossary() -> str:
    """Show the terms; each has an address of its own, ``/glossary#key``."""
    return render_template("glossary/glossary.html", chapters=CHAPTERS)
