"""The derivation of a workshop's budget."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from workshop.charts.budget.allocation_rule import describe_choice, describe_key
from workshop.charts.budget.amount import build_beside_views, describe_amount
from workshop.charts.budget.chain import build_chain_view
from workshop.charts.budget.curve import build_curve_table_view
from workshop.charts.budget.gap_table import build_gap_table_view
from workshop.charts.budget.left_out import describe_left_out, describe_mismatch
from workshop.charts.budget.rates import (
    describe_cement,
    describe_co2_shares,
    describe_cut,
    describe_cut_from_today,
    describe_origin,
    describe_split,
    describe_todays_rate,
    describe_years_left,
)
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import Phase
from workshop.pages.access import at_desk, someones_workshop
from workshop.services.meeting.allocation_rule import foreign_key
from workshop.state.limits import is_sum_of_limits
from workshop.state.snapshot import current_snapshot
from workshop.state.visibility import as_room_sees

blueprint = Blueprint("budget", __name__, url_prefix="/budget")


@blueprint.get("/<code>")
def budget(code: str) -> str:
    """Show every step from the global budget to this place, each with its source."""
    workshop = someones_workshop(code)
    snapshot = as_room_sees(current_snapshot(workshop))
    if snapshot.phase == Phase.PREDICT and not at_desk(workshop) and not snapshot.focus.get("revealed"):
        raise Problem(
            gettext("The room guesses first."),
            gettext("This page opens as soon as the answer is shown."),
            status=409,
        )
    key = foreign_key(snapshot)
    return render_template(
        "budget/budget.html",
        snapshot=snapshot,
        back=url_for("desk.desk" if at_desk(workshop) else "phone.phone", code=workshop.code),
        chosen=describe_choice(snapshot.budget),
        left_out=describe_left_out(snapshot),
        mismatch=describe_mismatch(snapshot),
        chain=build_chain_view(snapshot),
        table=build_curve_table_view(snapshot),
        whose=describe_origin(snapshot.budget),
        amount_said=describe_amount(snapshot),
        is_sum=is_sum_of_limits(snapshot.budget),
        gap=build_gap_table_view(snapshot),
        beside=build_beside_views(snapshot.budget),
        years_left=describe_years_left(snapshot),
        needed_cut=describe_cut(snapshot.budget["annual_reduction_pct"], 1),
        cut_from_today=describe_cut_from_today(snapshot),
        rate=describe_todays_rate(snapshot),
        split=describe_split(snapshot),
        cement=describe_cement(snapshot),
        co2_shares=describe_co2_shares(snapshot),
        foreign_key="" if key is None else describe_key(key),
    )
