"""The facilitator's desk: phases, pending decisions, and the verdict."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, current_app, render_template, url_for
from flask_login import current_user

from workshop.charts.budget.gap_table import build_gap_table_view
from workshop.charts.meeting.checklist import ChecklistView, build_checklist_view
from workshop.charts.meeting.compositions import build_phase_desk_view, count_answered
from workshop.charts.meeting.guidance import build_guidance_view
from workshop.charts.meeting.open_vote import describe_open_vote
from workshop.charts.meeting.picture import build_picture_view, build_state_view
from workshop.charts.meeting.rows import LONGEST_WHOLE, build_rows_view
from workshop.charts.meeting.wall import build_wall_view
from workshop.charts.people.arrivals import build_arrivals_view
from workshop.charts.people.people import build_people_view
from workshop.clean_input import read_whole
from workshop.database.storage import Trouble
from workshop.forms.desk import SaveForm, UndoForm
from workshop.forms.fields import OperationForm
from workshop.forms.meeting.deliberating import OpenVoteForm
from workshop.forms.people.screens import PairForm
from workshop.i18n import current_language, gettext
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, cacheable, refuse
from workshop.pages.links import join_link, join_qr, screen_address
from workshop.pages.narrowing import read_row_filter
from workshop.services.meeting import undo
from workshop.services.people.participants import count_by_role
from workshop.services.people.screens import list_screens
from workshop.services.proposals.catalogue_actions import label_targets
from workshop.services.proposals.overlaps import overlap_questions
from workshop.services.workshops import saved_scenarios
from workshop.services.workshops.checklist import read_prepared
from workshop.services.workshops.venue import Arrivals
from workshop.state.schedule import tell_schedule
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.step_words import say_last_step
from workshop.store.receipts import serial_of

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@blueprint.get("/<code>")
@login_required
def desk(code: str) -> str:
    """Show the desk."""
    return show_again(led_workshop(code))


@blueprint.get("/<code>/news")
@login_required
def news(code: str) -> Response:
    """Return the changing parts of the desk, which scripts morph into the page."""
    workshop = led_workshop(code)
    answers = serial_of(workshop.id)
    snapshot = current_snapshot(workshop)
    board = _board(workshop, snapshot)
    html = render_template("desk/_board.html", **board)
    bar = render_template("desk/_bar.html", **board)
    return cacheable({**asdict(build_state_view(snapshot)), "answers": answers, "html": html, "bar": bar})


@blueprint.post("/<code>/undo")
@login_required
def undo_last(code: str) -> Response:
    """Undo the last step."""
    workshop, form = led_workshop(code), UndoForm()
    change = read_whole(form.change.data)
    if not form.validate() or change is None:
        return refuse(form, lambda: show_again(workshop))
    receipt = undo.undo_last(workshop.id, me(), form.operation_id.data or "", change)
    return acknowledge(receipt, _home(code), gettext("Undone."))


@blueprint.post("/<code>/save")
@login_required
def save(code: str) -> Response:
    """Save the present scenario."""
    workshop, form = led_workshop(code), SaveForm()
    if not form.validate():
        return refuse(form, lambda: show_again(workshop, save_form=form))
    receipt = saved_scenarios.save_scenario(
        workshop.id,
        me(),
        form.operation_id.data or "",
        name=(form.name.data or "").strip(),
        note=(form.note.data or "").strip(),
    )
    return acknowledge(receipt, _home(code), gettext("“%(name)s” is saved.", name=form.name.data))


def _board(
    workshop: Workshop,
    snapshot: Snapshot,
    *,
    save_form: SaveForm | None = None,
    pair_form: PairForm | None = None,
) -> dict[str, object]:
    now = utc_now()
    last_step = undo.last_undoable(workshop.id)
    return {
        "workshop": workshop,
        "snapshot": snapshot,
        "picture": build_picture_view(snapshot),
        "gap": build_gap_table_view(snapshot),
        "people": build_people_view(count_by_role(workshop.id)),
        "arrivals": build_arrivals_view(snapshot),
        "answered": count_answered(snapshot),
        "labels": label_targets(snapshot, current_language()),
        "here": build_phase_desk_view(snapshot),
        "schedule": tell_schedule(snapshot.agenda, snapshot.step, snapshot.clock, now),
        "troubles": list(Trouble),
        "rows": build_rows_view(snapshot, overlap_questions(snapshot), now, read_row_filter()),
        "longest_whole": LONGEST_WHOLE,
        "home": "desk.desk",
        "deciding": True,
        "guidance": build_guidance_view(snapshot.phase),
        "checklist": _checklist(workshop, snapshot),
        "left_open": describe_open_vote(snapshot),
        "vote_form": OpenVoteForm(
            formdata=None, data={"dots": str(snapshot.rules.dots), "hidden": snapshot.rules.dots_hidden}
        ),
        "plain_form": OperationForm(),
        "save_form": save_form or SaveForm(formdata=None),
        "pair_form": pair_form or PairForm(formdata=None),
        "wall": build_wall_view(snapshot),
        "screens": list_screens(workshop.id),
        "saved": saved_scenarios.list_saved(workshop.id),
        "last_step": last_step,
        "last_step_said": ""
        if last_step is None
        else say_last_step(undo.other_of(last_step, me()), last_step.kind, last_step.subject),
        "join_link": join_link(workshop),
        "screen_address": screen_address(),
    }


def _checklist(workshop: Workshop, snapshot: Snapshot) -> ChecklistView | None:
    """Return the checklist; None for a phone that is the desk, which prepares nothing."""
    if not current_user.is_authenticated:
        return None
    arrivals: Arrivals = current_app.extensions["arrivals"]
    prepared = read_prepared(workshop, me())
    return build_checklist_view(prepared, len(arrivals.of(workshop.id)), snapshot)


def show_again(workshop: Workshop, **forms: OperationForm) -> str:
    """Show the desk, with ``forms`` that have faults."""
    board = _board(workshop, current_snapshot(workshop), **forms)
    return render_template("desk/desk.html", **board, join_qr=join_qr(workshop))


def _home(code: str) -> str:
    return url_for("desk.desk", code=code)
