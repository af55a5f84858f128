"""Import the municipality's own list: the sheet as it is, its columns, its actions with every question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from workshop.charts.importing.actions import build_actions_view
from workshop.charts.importing.conflicts import FieldConflict, build_answer_conflicts, build_column_conflicts
from workshop.charts.importing.sheet import build_column_choices_view, build_column_views, build_sheet_view
from workshop.clean_input import read_whole
from workshop.errors import Problem
from workshop.forms.importing.list_fields import (
    GONE,
    answers_together,
    choose_typed,
    is_read_alike,
    write_all_answers,
    write_answers,
)
from workshop.forms.importing.lists import (
    UNITS,
    AnswersForm,
    ColumnsFault,
    ColumnsForm,
    ListForm,
    read_answers,
    read_columns,
)
from workshop.i18n import gettext
from workshop.models import ListDraft, Workshop
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.faults import note_fault
from workshop.pages.importing.list_steps import answers_as_sent, columns_now, refuse_list_conflict, where_to
from workshop.pages.importing.list_taking import import_plan, imported_before, say_not_yet
from workshop.pages.importing.same_list import (
    ONE_LIST,
    ONE_READING,
    ONE_SHEET,
    ListChanged,
    answer_changed_list,
    find_same_list,
    require_same_list,
)
from workshop.services.importing import list_drafts
from workshop.services.importing.list_bounds import let_others_on
from workshop.services.importing.list_choices import Choices
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_plan import plan_import
from workshop.services.importing.list_refusals import say_refusal
from workshop.services.meeting.import_undo import list_imports, undo_import
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.store.three_way import ChangedMeanwhile

blueprint = Blueprint("decided", __name__, url_prefix="/desk/<code>/decided")
blueprint.register_error_handler(ListChanged, answer_changed_list)

_REFRESH_S = "2"


@blueprint.route("", methods=["GET", "POST"])
@login_required
def decided(code: str) -> Response:
    """Take a list in: a file or pasted rows; show earlier imports."""
    workshop, form = led_workshop(code), ListForm()
    draft = list_drafts.find_draft(workshop.id)

    def page() -> str:
        return render_template(
            "decided/decided.html",
            form=form,
            workshop=workshop,
            draft=draft,
            mark=list_drafts.mark_list(draft) if draft is not None else "",
            imports=list_imports(workshop.id),
            snapshot=current_snapshot(workshop),
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    upload = form.file.data
    content = upload.read() if upload else (form.text.data or "").encode()
    field = form.file if upload else form.text
    try:
        taken = list_drafts.take_in(workshop, (upload.filename or "") if upload else "", content)
        if taken.refusal is not None:
            problem = say_refusal(taken.refusal)
            list_drafts.discard(taken)
            draft = None
            raise problem
    except Problem as problem:
        field.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    return make_response(redirect(url_for("decided.sheet", code=workshop.code), 303))


@blueprint.route("/sheet", methods=["GET", "POST"])
@login_required
def sheet(code: str) -> Response:
    """Show the sheet as it is, with what was recognised; choose another sheet."""
    workshop, draft = find_same_list(code, ONE_LIST)
    if request.method == "POST":
        choices = Choices.of(draft.choices)
        wanted = request.form.get("sheet", "")
        if wanted and wanted != choices.sheet:
            list_drafts.say(draft, Choices(sheet=wanted))
        return make_response(redirect(url_for("decided.sheet", code=code), 303))

    def page(read: ReadList) -> str:
        first = read_whole(request.args.get("from")) or 0
        return _page("sheet", workshop, draft, read, sheet=build_sheet_view(read, first))

    return _show(workshop, draft, page)


@blueprint.route("/columns", methods=["GET", "POST"])
@login_required
def columns(code: str) -> Response:
    """Correct what the columns are, their units, and the notation."""
    workshop, draft = find_same_list(code, ONE_SHEET)
    form = ColumnsForm()

    def page(
        read: ReadList,
        sent: Mapping[str, Any] | None = None,
        problem: ColumnsFault | None = None,
        conflicts: Iterable[FieldConflict] = (),
    ) -> str:
        if problem is not None:
            note_fault(f"{problem.what} {problem.now}", target=problem.field)
        form.open_with(columns_now(workshop, read))
        return _page(
            "columns",
            workshop,
            draft,
            read,
            form=form,
            sheet=build_sheet_view(read),
            columns=build_column_views(read.found),
            offered=build_column_choices_view(),
            units=UNITS,
            sent=sent or {},
            faulty={problem.field} if problem is not None else {each.name for each in conflicts},
        )

    read = list_drafts.read_list(draft)
    if request.method == "GET" or read is None:
        return _show(workshop, draft, page)
    now = columns_now(workshop, read)
    try:
        sent = form.merge_sent(now, request.form)
        letters = [column.letters for column in build_column_views(read.found)]
        choices = read_columns(sent, letters, read.choices)
    except ChangedMeanwhile as changed:
        told = build_column_conflicts(changed.fields, now)
        return refuse_list_conflict(changed, told, partial(page, read, changed.merged, conflicts=told))
    except ColumnsFault as problem:
        return make_response(page(read, sent, problem), 422)
    if is_read_alike(sent, now):
        # Answers about single cells are to this reading of the columns.
        choices = replace(choices, figures=read.choices.figures, accepted=read.choices.accepted)
    list_drafts.say(draft, choices)
    press = request.form.get("do", "").removeprefix("to-")
    view = press if press in ("sheet", "actions") else "columns"
    return make_response(redirect(url_for(f"decided.{view}", code=code), 303))


@blueprint.route("/actions", methods=["GET", "POST"])
@login_required
def actions(code: str) -> Response:
    """Show the actions with every question, keep answers, and import."""
    workshop, form = led_workshop(code), AnswersForm()
    if request.method == "POST" and (again := imported_before(workshop, form)):
        return again
    workshop, draft = find_same_list(code, ONE_READING)
    snapshot = current_snapshot(workshop)
    first = read_whole(request.args.get("from")) or 0

    def page(
        read: ReadList,
        faults: Mapping[str, tuple[str, str]] | None = None,
        sent: Mapping[str, Any] | None = None,
    ) -> str:
        plan = plan_import(snapshot, read)
        for field, (label, text) in (faults or {}).items():
            note_fault(text, label, field)
        drawn = build_actions_view(plan, first)
        if faults is None or sent is not None:
            # The sender of this page has seen what is stored now; a form that is merely sent back has not.
            form.open_with(write_answers(drawn.questions, drawn.rows, plan, read.choices))
        return _page(
            "actions",
            workshop,
            draft,
            read,
            form=form,
            plan=plan,
            drawn=drawn,
            faults={field: text for field, (_, text) in (faults or {}).items()},
            # What was refused stays as it was sent.
            sent=sent if sent is not None else answers_as_sent() if faults is not None else {},
        )

    read = list_drafts.read_list(draft)
    if request.method == "GET" or read is None:
        return _show(workshop, draft, page)
    if not form.validate():
        return refuse(form, partial(page, read, {}))
    plan = plan_import(snapshot, read)
    now = write_all_answers(plan, read.choices)
    try:
        sent = form.merge_sent(now, choose_typed(request.form), together=answers_together(now), sets=(GONE,))
    except ChangedMeanwhile as changed:
        told = build_answer_conflicts(changed.fields, now, plan)
        faults = {each.target: (each.label, each.text) for each in told}
        form.renew()
        return refuse_list_conflict(changed, (), partial(page, read, faults, changed.merged))
    answers = read_answers(sent, plan, read.choices)
    if answers.faults:
        return make_response(page(read, answers.faults), 422)
    list_drafts.say(draft, answers.choices)
    press = request.form.get("do", "")
    if press != "import" or list_drafts.is_being_read(draft):
        return make_response(redirect(where_to(workshop, draft, press, first), 303))
    if answers.choices != read.choices:
        read = list_drafts.read_list(draft)
        assert read is not None
        plan = plan_import(snapshot, read)
    let_others_on()
    if plan.open or not plan.actions:
        return make_response(page(read, {"questions": ("", say_not_yet(plan))}, sent), 422)
    return import_plan(workshop, form, read, plan)


@blueprint.post("/forget")
@login_required
def forget(code: str) -> Response:
    """Forget what was remembered of lists of this shape."""
    workshop, draft = find_same_list(code, ONE_LIST)
    list_drafts.forget_shape(draft, me().id)
    return make_response(redirect(url_for("decided.sheet", code=workshop.code), 303))


@blueprint.post("/discard")
@login_required
def discard(code: str) -> Response:
    """Put a list away without importing it."""
    workshop = led_workshop(code)
    draft = list_drafts.find_draft(workshop.id)
    if draft is not None:
        require_same_list(workshop, draft, ONE_LIST)
        list_drafts.discard(draft)
        flash(gettext("The list was discarded. Nothing was imported."))
    return make_response(redirect(url_for("decided.decided", code=code), 303))


@blueprint.post("/undo/<int:change>")
@login_required
def undo(code: str, change: int) -> Response:
    """Undo an import, as long as none of its actions has been changed."""
    workshop, form = led_workshop(code), AnswersForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = undo_import(workshop.id, me(), form.operation_id.data or "", change)
    return acknowledge(receipt, url_for("decided.decided", code=code), gettext("The import is undone."))


def _show(workshop: Workshop, draft: ListDraft, page: Callable[[ReadList], str]) -> Response:
    """Answer with a page about the reading, or tell how far it is, or why there is none."""
    if list_drafts.is_being_read(draft):
        response = make_response(render_template("decided/reading.html", workshop=workshop, draft=draft))
        response.headers["Refresh"] = _REFRESH_S
        return response
    read = list_drafts.read_list(draft)
    if read is None:
        raise say_refusal(draft.refusal or {"refusal": "broken"})
    return make_response(page(read))


def _page(view: str, workshop: Workshop, draft: ListDraft, read: ReadList, **more: Any) -> str:
    snapshot: Snapshot = current_snapshot(workshop)
    return render_template(
        f"decided/{view}.html",
        view=view,
        workshop=workshop,
        draft=draft,
        mark=list_drafts.mark_list(draft),
        found=read.found,
        choices=read.choices,
        snapshot=snapshot,
        open_count=more["plan"].open if "plan" in more else plan_import(snapshot, read).open,
        **more,
    )
