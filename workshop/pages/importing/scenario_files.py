"""Bring a scenario file back: look at it first, then keep it, or bring its actions in as decided ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from workshop.charts.importing.conflicts import describe_theirs
from workshop.charts.importing.scenario_preview import build_scenario_preview_view
from workshop.charts.importing.words import describe_import
from workshop.errors import Problem
from workshop.forms.importing.scenario_files import (
    GONE,
    PreviewForm,
    ScenarioFileForm,
    read_targets,
    write_choices,
)
from workshop.i18n import gettext
from workshop.models import ScenarioDraft, Workshop
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.faults import note_conflict, note_fault
from workshop.services.importing import scenario_drafts
from workshop.services.importing.list_import import IMPORT
from workshop.services.importing.scenario_drafts import DECIDED, SAVE, FaultyFile, ImportChoices
from workshop.services.importing.scenario_import import KEEP, import_scenario_actions, keep_scenario
from workshop.services.importing.scenario_plan import ScenarioPlan, plan_scenario
from workshop.state.snapshot import current_snapshot
from workshop.store.receipts import Receipt, find_operation
from workshop.store.three_way import ChangedMeanwhile

blueprint = Blueprint("scenario_files", __name__, url_prefix="/desk/<code>/scenario-files")

_LONGEST_NAME = 120


@blueprint.route("", methods=["GET", "POST"])
@login_required
def scenario_files(code: str) -> Response:
    """Take a scenario file in, with what it is for."""
    workshop, form = led_workshop(code), ScenarioFileForm()
    faulty: FaultyFile | None = None
    if request.method == "GET" and request.args.get("purpose") in (SAVE, DECIDED):
        form.purpose.data = request.args["purpose"]

    def page() -> str:
        return render_template(
            "scenario_files/upload.html",
            form=form,
            workshop=workshop,
            draft=scenario_drafts.find_draft(workshop.id),
            faulty=faulty,
        )

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    upload = form.file.data
    choices = ImportChoices(
        purpose=form.purpose.data, name=(form.name.data or "").strip(), note=(form.note.data or "").strip()
    )
    try:
        if not upload:
            raise Problem(gettext("There is no file yet."), gettext("Choose a scenario file."), status=422)
        scenario_drafts.take_in(workshop, upload.filename or "", upload.read(), choices)
    except Problem as problem:
        faulty = problem if isinstance(problem, FaultyFile) else None
        form.file.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    return make_response(redirect(url_for("scenario_files.preview", code=workshop.code), 303))


@blueprint.route("/preview", methods=["GET", "POST"])
@login_required
def preview(code: str) -> Response:
    """Show what the file says and what will not fit; keep it, or bring its actions in."""
    workshop, form = led_workshop(code), PreviewForm()
    if request.method == "POST" and (again := _imported_before(workshop, form)):
        return again
    draft = scenario_drafts.find_draft(workshop.id)
    if draft is None:
        raise Problem(
            gettext("There is no scenario file to look at."),
            gettext("Choose a file on the page for importing one."),
            status=404,
        )
    plan = plan_scenario(current_snapshot(workshop), draft)
    now = _choices_now(draft, plan)
    if request.method == "GET":
        form.name.data, form.note.data = now["name"], now["note"]
        _open_with(form, draft, now)
        return make_response(_page(workshop, draft, form))
    _require_same_file(draft)
    if not form.validate():
        as_sent = {**request.form.to_dict(), GONE: request.form.getlist(GONE)}
        return refuse(form, lambda: _page(workshop, draft, form, as_sent))
    try:
        sent = form.merge_choices(now, request.form)
    except ChangedMeanwhile as changed:
        return _refuse_conflict(workshop, draft, form, changed, now)
    choices = ImportChoices(
        purpose=scenario_drafts.choices_of(draft).purpose,
        name=sent["name"].strip(),
        note=sent["note"].strip(),
        targets=read_targets(sent),
        gone=sorted(sent[GONE]),
    )
    press = request.form.get("do", "")
    if press in (f"to-{SAVE}", f"to-{DECIDED}"):
        choices = replace(choices, purpose=press.removeprefix("to-"))
    scenario_drafts.store_choices(draft, choices)
    plan = plan_scenario(current_snapshot(workshop), draft)
    # A page that is refused from here on shows what is stored now.
    _open_with(form, draft, _choices_now(draft, plan))
    if press == "keep":
        return _keep(workshop, draft, form, plan)
    if press == "import":
        return _import(workshop, draft, form, plan)
    return make_response(redirect(url_for("scenario_files.preview", code=workshop.code), 303))


@blueprint.post("/discard")
@login_required
def discard(code: str) -> Response:
    """Put a file away without importing it."""
    workshop = led_workshop(code)
    draft = scenario_drafts.find_draft(workshop.id)
    if draft is not None:
        _require_same_file(draft)
        scenario_drafts.discard(draft)
        flash(gettext("The file was discarded. Nothing was imported."))
    return make_response(redirect(url_for("scenario_files.scenario_files", code=workshop.code), 303))


def _choices_now(draft: ScenarioDraft, plan: ScenarioPlan) -> dict[str, Any]:
    """Return what the fields of the page hold; without a name, the file's title is proposed."""
    choices = scenario_drafts.choices_of(draft)
    proposed = draft.document["title"].strip()[:_LONGEST_NAME] or draft.file_name[:_LONGEST_NAME]
    targets = {each.id: each.chosen for each in plan.missing}
    return write_choices(choices.name or proposed, choices.note, targets, choices.gone)


def _open_with(form: PreviewForm, draft: ScenarioDraft, now: dict[str, Any]) -> None:
    """Let the form carry what is stored, of the fields that its page draws."""
    is_saved = scenario_drafts.choices_of(draft).purpose == SAVE
    form.open_with({name: now[name] for name in (("name", "note") if is_saved else now)})


def _refuse_conflict(
    workshop: Workshop,
    draft: ScenarioDraft,
    form: PreviewForm,
    changed: ChangedMeanwhile,
    now: dict[str, Any],
) -> Response:
    """Answer with both versions, where another desk has chosen something else for the same."""
    plan = plan_scenario(current_snapshot(workshop), draft)
    words = {choice.id: choice.label for choice in plan.targets} | {"": gettext("Leave it out")}
    labels = {f"target-{each.id}": each.label for each in plan.missing}
    labels |= {"name": str(form.name.label.text), "note": str(form.note.label.text)}
    conflicts = {}
    for field in changed.fields:
        theirs = str(now.get(field, ""))
        conflicts[field] = describe_theirs(
            words.get(theirs, theirs) if field.startswith("target-") else theirs
        )
        note_fault(conflicts[field], labels.get(field, ""), field)
    note_conflict(f"{changed.what} {changed.now}")
    for name in ("name", "note"):
        form.lay(name, changed.merged.get(name, now[name]))
    _open_with(form, draft, now)
    form.renew()
    return make_response(_page(workshop, draft, form, changed.merged, conflicts), changed.status)


def _page(
    workshop: Workshop,
    draft: ScenarioDraft,
    form: PreviewForm,
    sent: Mapping[str, Any] | None = None,
    conflicts: Mapping[str, str] | None = None,
) -> str:
    snapshot = current_snapshot(workshop)
    plan, purpose = plan_scenario(snapshot, draft), scenario_drafts.choices_of(draft).purpose
    return render_template(
        "scenario_files/preview.html",
        workshop=workshop,
        draft=draft,
        form=form,
        plan=plan,
        drawn=build_scenario_preview_view(plan, draft.result, snapshot, purpose),
        purpose=purpose,
        sent=sent or {},
        taken_out=scenario_drafts.choices_of(draft).gone,
        conflicts=conflicts or {},
    )


def _keep(workshop: Workshop, draft: ScenarioDraft, form: PreviewForm, plan: ScenarioPlan) -> Response:
    if not (form.name.data or "").strip():
        form.name.errors = [gettext("This must be filled in.")]
        return refuse(form, lambda: _page(workshop, draft, form))
    if plan.other_gas:
        note_fault(gettext("CO₂ and CO₂e are never compared: this file cannot be kept here."))
        return make_response(_page(workshop, draft, form), 422)
    name = (form.name.data or "").strip()
    receipt = keep_scenario(
        workshop.id,
        me(),
        form.operation_id.data or "",
        draft.public_id,
        name=name,
        note=(form.note.data or "").strip(),
        place=plan.place if plan.another_place else "",
        other_years=plan.other_years,
    )
    return _acknowledge_kept(workshop, receipt)


def _import(workshop: Workshop, draft: ScenarioDraft, form: PreviewForm, plan: ScenarioPlan) -> Response:
    if not plan.actions:
        nothing = gettext("There is nothing to import.")
        note_fault(nothing + " " + gettext("Each action is left out; the list says why."))
        return make_response(_page(workshop, draft, form), 422)
    receipt = import_scenario_actions(
        workshop.id,
        me(),
        form.operation_id.data or "",
        draft.public_id,
        plan.actions,
        plan.left_out,
        scenario_drafts.choices_of(draft).gone,
        plan.groups,
    )
    return _acknowledge_imported(workshop, receipt)


def _imported_before(workshop: Workshop, form: PreviewForm) -> Response | None:
    """Answer an import that was sent twice with its first receipt: its draft is gone."""
    stored = find_operation(form.operation_id.data or "")
    if stored is None or stored.workshop_id != workshop.id or stored.kind not in (KEEP, IMPORT):
        return None
    receipt = Receipt(stored.revision, stored.answer, repeated=True)
    answer = _acknowledge_kept if stored.kind == KEEP else _acknowledge_imported
    return answer(workshop, receipt)


def _acknowledge_kept(workshop: Workshop, receipt: Receipt) -> Response:
    said = gettext("The file is saved as scenario number %(number)d.", number=receipt.answer["number"])
    return acknowledge(receipt, url_for("compare.compare", code=workshop.code), said)


def _acknowledge_imported(workshop: Workshop, receipt: Receipt) -> Response:
    return acknowledge(receipt, url_for("desk.desk", code=workshop.code), describe_import(receipt.answer))


def _require_same_file(draft: ScenarioDraft) -> None:
    """Refuse a form that was made for another file."""
    if request.form.get("draft", "") != draft.public_id:
        raise Problem(
            gettext("This page belongs to another file: the file has been replaced meanwhile."),
            gettext("Nothing of this page was used. Look at the file as it is now, and answer there."),
            status=409,
        )
