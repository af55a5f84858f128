"""Where does this number come from? The chain of a workshop's budget."""

from __future__ import annotations

from flask import Blueprint, render_template

from workshop.charts.budget.allocation_rule import say_chosen, say_key
from workshop.charts.budget.chain import is_rounded_to_fit, tell_chain
from workshop.charts.budget.curve import tabulate_curve
from workshop.charts.budget.rates import (
    say_cement,
    say_co2_shares,
    say_cut_from_today,
    say_split,
    say_todays_rate,
    say_whose,
    say_years_left,
    write_cut,
)
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Phase
from workshop.pages.access import at_desk, someones_workshop
from workshop.services.meeting.allocation_rule import foreign_key
from workshop.state.snapshot import current_standing
from workshop.state.visibility import as_room_sees

blueprint = Blueprint("budget", __name__, url_prefix="/budget")


@blueprint.get("/<code>")
def budget(code: str) -> str:
    """Show every step from the global budget to this place, each with its source."""
    workshop = someones_workshop(code)
    standing = as_room_sees(current_standing(workshop))
    if standing.phase == Phase.PREDICT and not at_desk(workshop) and not standing.focus.get("revealed"):
        raise Problem(
            gettext("The room guesses first."),
            gettext("This page opens as soon as the answer is shown."),
            status=409,
        )
    key = foreign_key(standing)
    return render_template(
        "budget/budget.html",
        standing=standing,
        chosen=say_chosen(standing.budget),
        chain=tell_chain(standing),
        table=tabulate_curve(standing),
        whose=say_whose(standing.budget),
        years_left=say_years_left(standing),
        needed_cut=write_cut(standing.budget["annual_reduction_pct"], 1),
        cut_from_today=say_cut_from_today(standing),
        rate=say_todays_rate(standing),
        split=say_split(standing),
        cement=say_cement(standing),
        co2_shares=say_co2_shares(standing),
        fitted=is_rounded_to_fit(standing),
        foreign_key="" if key is None else say_key(key),
    )
