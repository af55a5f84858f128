"""The report to the council, from saved scenarios: as a page, as PDF and as DOCX."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from workshop.charts.reports.report import build_report
from workshop.charts.reports.tables import ReportYears
from workshop.errors import Problem
from workshop.i18n import gettext, today
from workshop.models import Workshop
from workshop.pages.access import login_required, read_workshop
from workshop.services.reports.blocks import Picture, Report
from workshop.services.reports.pdf import write_pdf, write_pictures
from workshop.services.reports.word import write_docx
from workshop.services.workshops.comparisons import SavedOutcome, choose, read_saved
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

# More columns do not fit on paper.
MOST_SCENARIOS = 6
_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<code>")
@login_required
def report(code: str) -> str:
    """Show the report of the chosen scenarios; of the last one if none is chosen."""
    workshop = read_workshop(code)
    chosen, years = _choose(workshop)
    numbers = [scenario.number for scenario in chosen]
    horizon = chosen[0].outcome.years
    return render_template(
        "reports/report.html",
        workshop=workshop,
        report=_build(workshop, chosen, years),
        numbers=numbers,
        years=years,
        horizon=horizon,
        asked={"s": numbers, "budget_year": years.budget, "target_year": years.target},
    )


@blueprint.get("/<code>/report.pdf")
@login_required
def pdf(code: str) -> Response:
    """Return the report as PDF."""
    workshop = read_workshop(code)
    chosen, years = _choose(workshop)
    return _send(write_pdf(_build(workshop, chosen, years)), _name(workshop, chosen, "pdf"), _PDF)


@blueprint.get("/<code>/report.docx")
@login_required
def docx(code: str) -> Response:
    """Return the report as DOCX."""
    workshop = read_workshop(code)
    chosen, years = _choose(workshop)
    made = _build(workshop, chosen, years)
    pictures = write_pictures([block.svg for block in made.blocks if isinstance(block, Picture)])
    return _send(write_docx(made, pictures), _name(workshop, chosen, "docx"), _DOCX)


def _build(workshop: Workshop, chosen: list[SavedOutcome], years: ReportYears) -> Report:
    return build_report(chosen, current_snapshot(workshop), years)


def _choose(workshop: Workshop) -> tuple[list[SavedOutcome], ReportYears]:
    """Return the scenarios that the address names, and the two years of the table of actions."""
    saved = read_saved(workshop)
    if not saved:
        raise Problem(
            gettext("No scenario is saved yet."),
            gettext("Save the scenario on the desk: the report is made of what is saved."),
            status=404,
        )
    wanted = request.args.getlist("s")
    chosen = choose(saved, wanted) if wanted else saved[-1:]
    if len(chosen) > MOST_SCENARIOS:
        raise Problem(
            gettext("A report has room for %(most)d scenarios.", most=MOST_SCENARIOS),
            gettext("Choose fewer of them."),
            status=422,
        )
    first, last = chosen[0].outcome.years[0], chosen[0].outcome.years[-1]
    budget = _read_year("budget_year", min(max(today().year + 1, first), last), first, last)
    return chosen, ReportYears(budget, _read_year("target_year", last, first, last))


def _read_year(name: str, usual: int, first: int, last: int) -> int:
    given = request.args.get(name, "")
    if not given:
        return usual
    if not (given.isascii() and given.isdecimal() and len(given) <= 4 and first <= int(given) <= last):
        raise Problem(
            gettext("The scenario does not have the year %(year)s.", year=given[:12]),
            gettext("Choose a year from %(first)d to %(last)d.", first=first, last=last),
            status=422,
        )
    return int(given)


def _name(workshop: Workshop, chosen: list[SavedOutcome], ending: str) -> str:
    numbers = "-".join(str(scenario.number) for scenario in chosen)
    return f"handlingsrom-{workshop.code}-report-{numbers}.{ending}"


def _send(file: bytes, name: str, kind: str) -> Response:
    response = make_response(file)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
