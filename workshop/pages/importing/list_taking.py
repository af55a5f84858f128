"""The step from a list that is looked at to actions of the workshop."""

from __future__ import annotations

from flask import Response, url_for

from workshop.charts.importing.words import describe_import
from workshop.forms.importing.lists import AnswersForm
from workshop.i18n import gettext, ngettext
from workshop.models import Workshop
from workshop.pages.access import me
from workshop.pages.answers import acknowledge
from workshop.services.importing import list_drafts
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_import import IMPORT, import_list
from workshop.services.importing.planned_import import Plan
from workshop.store.receipts import Receipt, find_operation


def say_not_yet(plan: Plan) -> str:
    """Say why nothing can be imported yet."""
    if not plan.actions:
        what = gettext("There is nothing to import.")
        return what + " " + gettext("Take a row in, or choose another sheet.")
    what = ngettext(
        "Nothing was imported: %(num)s question is open.",
        "Nothing was imported: %(num)s questions are open.",
        plan.open,
    )
    return what + " " + gettext("Answer them, or leave their rows out.")


def import_plan(workshop: Workshop, form: AnswersForm, read: ReadList, plan: Plan) -> Response:
    """Import the actions of a plan, and lead to the desk."""
    left_out = [action for row in plan.rows if row.status == "left_out" for action in row.actions]
    receipt = import_list(
        workshop.id,
        me(),
        form.operation_id.data or "",
        plan.actions,
        left_out,
        sorted(read.choices.gone),
        adds_up=read.choices.adds_up,
        shape=list_drafts.shape_of(read.found) if read.choices.says_how_to_read else "",
        remembered=read.choices.remembered(),
    )
    return acknowledge(receipt, url_for("desk.desk", code=workshop.code), describe_import(receipt.answer))


def imported_before(workshop: Workshop, form: AnswersForm) -> Response | None:
    """Answer an import that was sent twice with its first receipt: its draft is gone."""
    stored = find_operation(form.operation_id.data or "")
    if stored is None or stored.workshop_id != workshop.id or stored.kind != IMPORT:
        return None
    receipt = Receipt(stored.revision, stored.answer, repeated=True)
    return acknowledge(receipt, url_for("desk.desk", code=workshop.code), describe_import(receipt.answer))
