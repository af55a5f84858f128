"""The desk's decisions about several proposals at once."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for

from workshop.forms.proposals.together import Decision, TogetherForm
from workshop.i18n import ngettext
from workshop.models import Helper, HiddenReason, State, Workshop
from workshop.pages.access import moderated_workshop
from workshop.pages.answers import acknowledge, refuse
from workshop.services.proposals import merging, together
from workshop.state.snapshot import current_snapshot
from workshop.store.actors import Moderator
from workshop.store.receipts import Receipt

blueprint = Blueprint("together", __name__, url_prefix="/desk/<code>/together")


@blueprint.post("")
def decide(code: str) -> Response:
    """Approve, hide or merge what was selected."""
    (workshop, moderator), form = moderated_workshop(code), TogetherForm()
    if not form.validate():
        return refuse(form, lambda: _nothing(workshop, moderator))
    operation_id, read = form.operation_id.data or "", form.read()
    if form.decision.data == Decision.MERGE:
        return _merge(workshop, moderator, form)
    if form.decision.data == Decision.HIDE:
        receipt = together.hide_together(workshop.id, moderator, operation_id, read, HiddenReason.UNSTATED)
    else:
        receipt = together.approve_together(workshop.id, moderator, operation_id, read)
    return acknowledge(receipt, _home(moderator, code), _describe(receipt))


def _merge(workshop: Workshop, moderator: Moderator, form: TogetherForm) -> Response:
    """Merge into the one that was chosen; ask which one that is before."""
    read = form.read()
    if form.into.data:
        receipt = merging.merge_together(
            workshop.id, moderator, form.operation_id.data or "", read, form.into.data
        )
        return acknowledge(receipt, _home(moderator, workshop.code), _describe(receipt))
    snapshot = current_snapshot(workshop)
    views = [view for view in snapshot.proposals if view.id in dict(read) and view.state == State.WAITING]
    page = render_template(
        "moderation/together.html",
        workshop=workshop,
        snapshot=snapshot,
        views=sorted(views, key=lambda view: view.number),
        home=_home(moderator, workshop.code),
    )
    return make_response(page)


def _nothing(workshop: Workshop, moderator: Moderator) -> str:
    return render_template(
        "moderation/together.html",
        workshop=workshop,
        snapshot=current_snapshot(workshop),
        views=[],
        home=_home(moderator, workshop.code),
    )


def _describe(receipt: Receipt) -> str:
    answer = receipt.answer
    if "approved" in answer:
        said = [ngettext("%(num)s is approved.", "%(num)s are approved.", answer["approved"])]
    elif "hidden" in answer:
        said = [ngettext("%(num)s is hidden.", "%(num)s are hidden.", answer["hidden"])]
    else:
        said = [ngettext("%(num)s is merged.", "%(num)s are merged.", answer["merged"])]
    if answer.get("left"):
        said.append(
            ngettext(
                "%(num)s was decided or changed meanwhile: read it again.",
                "%(num)s were decided or changed meanwhile: read them again.",
                answer["left"],
            )
        )
    return " ".join(said)


def _home(moderator: Moderator, code: str) -> str:
    if isinstance(moderator, Helper):
        return url_for("moderation.moderate", code=code)
    return url_for("desk.desk", code=code)
