"""Where does this number come from? The chain of a workshop's budget."""

from __future__ import annotations

from flask import Blueprint, render_template

from workshop.charts.chain import tell_chain
from workshop.charts.curve import tabulate_curve
from workshop.pages.access import someones_workshop
from workshop.services.standing import current_standing

blueprint = Blueprint("budget", __name__, url_prefix="/budget")


@blueprint.get("/<code>")
def budget(code: str) -> str:
    """Show every step from the global budget to this place, each with its source."""
    standing = current_standing(someones_workshop(code))
    return render_template(
        "budget/budget.html", standing=standing, chain=tell_chain(standing), table=tabulate_curve(standing)
    )
