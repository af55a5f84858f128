"""Saved scenarios side by side."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    render_template,
    request,
)

from workshop.assets import FOR_GOOD, choose_body
from workshop.charts.comparison.bokeh_files import bokeh_asset, bokeh_version
from workshop.charts.comparison.described import (
    build_bokeh_figures,
    build_card_view,
    build_parts_views,
    describe_lead,
)
from workshop.pages.access import login_required, read_workshop
from workshop.pages.downloads import send_file
from workshop.services.workshops.comparisons import (
    SavedOutcome,
    choose,
    comparison_csv,
    outcome_csv,
    read_saved,
    scenario_file,
)

blueprint = Blueprint("compare", __name__, url_prefix="/compare")


@blueprint.get("/<code>")
@login_required
def compare(code: str) -> str:
    """Show the gallery of saved scenarios and the comparison of the chosen ones."""
    workshop = read_workshop(code)
    saved = read_saved(workshop)
    chosen = choose(saved, request.args.getlist("s"))
    g.bokeh_styles = bool(chosen)
    return render_template(
        "compare/compare.html",
        workshop=workshop,
        cards=[build_card_view(scenario, chosen) for scenario in saved],
        chosen=[build_card_view(scenario, chosen) for scenario in chosen],
        numbers=[scenario.number for scenario in chosen],
        lead=describe_lead(chosen) if chosen else "",
        parts=build_parts_views(chosen) if chosen else [],
        bokeh_version=bokeh_version(),
    )


@blueprint.get("/<code>/figures.json")
@login_required
def figures(code: str) -> Response:
    """Return the figures of the chosen scenarios for BokehJS."""
    workshop = read_workshop(code)
    chosen = _chosen(code)
    return jsonify(build_bokeh_figures(chosen, workshop.marks, request.args.get("theme", "light")))


@blueprint.get("/<code>/comparison.csv")
@login_required
def table(code: str) -> Response:
    """Return the comparison as CSV, one value a row."""
    chosen = _chosen(code)
    numbers = "-".join(str(scenario.number) for scenario in chosen)
    return send_file(comparison_csv(chosen), f"{_name(code)}-comparison-{numbers}.csv", "text/csv")


@blueprint.get("/<code>/<number>/scenario.json")
@login_required
def scenario(code: str, number: str) -> Response:
    """Return a scenario file with its frozen figures and the present titles."""
    (chosen,) = choose(read_saved(read_workshop(code)), [number])
    return send_file(scenario_file(chosen), f"{_name(code)}-{number}.json", "application/json")


@blueprint.get("/<code>/<number>/outcome.csv")
@login_required
def outcome(code: str, number: str) -> Response:
    """Return an outcome by year and source as CSV."""
    (chosen,) = choose(read_saved(read_workshop(code)), [number])
    return send_file(outcome_csv(chosen), f"{_name(code)}-{number}-outcome.csv", "text/csv")


@blueprint.get("/assets/<version>/bokeh.min.js")
def bokeh_script(version: str) -> Response:
    """Return BokehJS; its address has its version, so that browsers may cache it."""
    if version != bokeh_version():
        abort(404)
    body, headers = choose_body(bokeh_asset(), request.headers.get("Accept-Encoding", ""))
    return Response(body, headers=[*headers, ("Cache-Control", FOR_GOOD)])


def _chosen(code: str) -> list[SavedOutcome]:
    chosen = choose(read_saved(read_workshop(code)), request.args.getlist("s"))
    if not chosen:
        abort(404)
    return chosen


def _name(code: str) -> str:
    return f"handlingsrom-{read_workshop(code).code}"
