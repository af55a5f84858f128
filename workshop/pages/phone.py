"""The participant's page: the present step of the meeting, and one's own proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from workshop.charts.budget.effects import describe_yearly
from workshop.charts.meeting.compositions import build_phase_phone_view, build_phase_phones_view
from workshop.charts.meeting.phone_pictures import (
    BoardView,
    SavedBeamsView,
    build_board_view,
    build_saved_view,
)
from workshop.charts.meeting.picture import build_phone_news_view
from workshop.charts.proposals.catalogue import build_catalogue_view, build_popular_views
from workshop.charts.proposals.fates import describe_fate
from workshop.charts.proposals.national_costs import build_national_costs_views
from workshop.charts.proposals.preview import PreviewView, build_preview_views
from workshop.charts.proposals.sent import build_sent_view
from workshop.errors import OperationConflict
from workshop.extensions import db
from workshop.forms.fields import OperationForm
from workshop.forms.proposals.proposing import PickForm
from workshop.i18n import current_language, gettext
from workshop.identity import Entry, Person
from workshop.models import Phase, State, Workshop
from workshop.pages.access import this_participant
from workshop.pages.answers import acknowledge, cacheable, refuse, refuse_changed, wants_json
from workshop.pages.shared import render_shared
from workshop.services.importing.typed_numbers import write_number
from workshop.services.proposals import picks
from workshop.services.proposals.catalogue_actions import (
    CatalogueAction,
    find_action,
    is_split,
    label_targets,
)
from workshop.services.proposals.fitting import Fit, fit_action
from workshop.services.proposals.previews import preview_pick
from workshop.state.catalogues import catalogue_of
from workshop.state.effects import targets_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot, snapshot_at
from workshop.state.visibility import as_room_sees, is_pool_secret, may_read, may_read_now
from workshop.store.gates import why_not_now
from workshop.store.receipts import Receipt

blueprint = Blueprint("phone", __name__, url_prefix="/phone")


@dataclass(frozen=True, kw_only=True)
class OwnProposal:
    """A proposal or estimate of one participant; ``into`` is what it was merged into.

    ``written`` and ``figure`` are the author's words and figure if the desk has replaced them.
    """

    view: ProposalView
    into: ProposalView | None
    written: Mapping[str, str] | None
    figure: str
    secret: bool
    changeable: bool
    returnable: bool


@dataclass(frozen=True)
class Fate:
    """The desk's decision about somebody's proposal, in sentences."""

    own: OwnProposal
    said: list[str]


@blueprint.get("/<code>")
def phone(code: str) -> str:
    """Show the present step of the meeting, and the participant's proposals."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    mine = _mine(snapshot, entry.person)
    sent = next((item.view for item in mine if item.view.id == request.args.get("sent")), None)
    own = {
        "mine": mine,
        "here": build_phase_phone_view(snapshot, entry.person),
        "sent": None if sent is None else build_sent_view(sent, snapshot),
    }

    def context() -> dict[str, object]:
        popular = build_popular_views(snapshot) if snapshot.phase == Phase.PROPOSE else []
        return {"participant": entry.person, "popular": popular, **own, **head(snapshot)}

    if any(own.values()):
        return render_template("phone/phone.html", **context())
    # Phones that have just joined share one rendered page.
    state = snapshot.workshop_id, snapshot.epoch, snapshot.revision
    return render_shared((*state, entry.person.role, entry.person.nickname), "phone/phone.html", context)


@blueprint.get("/<code>/mine")
def mine(code: str) -> str:
    """Show a participant's proposals and the desk's decisions."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)
    fates = [
        Fate(item, describe_fate(item.view, snapshot, into=item.into))
        for item in _mine(snapshot, entry.person)
    ]
    return render_template("phone/mine.html", fates=fates, participant=entry.person, **head(snapshot))


@blueprint.get("/<code>/news")
def news(code: str) -> Response:
    """Return the present state, for a phone that missed something or has no socket."""
    snapshot = snapshot_for(this_participant(code))
    phones = build_phase_phones_view(snapshot)
    # The signals about answers of people change no revision.
    return cacheable(
        {**asdict(build_phone_news_view(snapshot)), **({} if phones is None else asdict(phones))}
    )


@blueprint.get("/<code>/picture")
def picture(code: str) -> Response:
    """Show what the wall pictures now as words and small beams; phones fetch it after a change."""
    entry = this_participant(code)
    snapshot = snapshot_for(entry)

    def context() -> dict[str, object]:
        return {"here": _picture(snapshot), **head(snapshot)}

    state = snapshot.workshop_id, snapshot.epoch, snapshot.revision
    response = make_response(render_shared(state, "phone/picture.html", context))
    response.set_etag("-".join((snapshot.epoch, str(snapshot.revision), current_language())))
    response.make_conditional(request)
    return response


@blueprint.get("/<code>/catalogue")
def catalogue(code: str) -> str:
    """List the catalogue's actions."""
    snapshot, text = snapshot_for(this_participant(code)), request.args.get("q", "")[:100]
    listed = build_catalogue_view(snapshot, text, request.args.get("about", ""))
    return render_template("phone/catalogue.html", listed=listed, text=text, **head(snapshot))


@blueprint.route("/<code>/catalogue/<action_id>", methods=["GET", "POST"])
def pick(code: str, action_id: str) -> Response:
    """Estimate an action of the catalogue."""
    entry = this_participant(code)
    action = find_action(catalogue_of(entry.own_catalogue), action_id)
    place, fit = fit_action(entry.workshop_id, entry.epoch, action)

    def read_form() -> PickForm:
        return (
            PickForm.from_request(None if request.method == "POST" else _typed_before(entry, action, fit))
            .for_action(action, current_language(), entry.start_year, entry.end_year)
            .for_place(place, fit)
        )

    form = read_form()

    def page() -> str:
        snapshot = snapshot_for(entry)
        told = None if form.errors else build_preview_views(preview_pick(snapshot, form.pick()), snapshot)
        return render_template(
            "phone/pick.html",
            form=form,
            action=action,
            fit=fit,
            mine=picks.estimate_of(entry.person, action.id),
            told=told,
            targets=targets_of(action, snapshot.territory_id),
            labels=label_targets(snapshot, current_language()),
            costs=build_national_costs_views(action),
            estimated=is_split(snapshot, targets_of(action, snapshot.territory_id)),
            **head(snapshot, Phase.PROPOSE),
        )

    if request.method == "GET":
        return make_response(page())
    previewed = "preview" in request.form
    # What is only looked at need not be confirmed.
    if not form.validate() and not (previewed and set(form.errors) == {"anyway"}):
        return refuse(form, page)
    if previewed:
        snapshot = snapshot_for(entry)
        told = build_preview_views(preview_pick(snapshot, form.pick()), snapshot)
        if told is not None and form.asks:
            told.append(PreviewView(figure="", words=form.asks))
        return give_preview(told, page)
    operation_id, chosen = form.operation_id.data or "", form.pick()
    form.release()
    try:
        receipt = picks.submit_pick(entry.workshop_id, entry.person, operation_id, chosen)
    except OperationConflict:
        form = read_form()
        return changed_meanwhile(form, page)
    said = gettext("Received: %(title)s", title=action.text("title", current_language()))
    return acknowledge(receipt, home_after(code, receipt), said, shown=True)


def _picture(snapshot: Snapshot) -> BoardView | SavedBeamsView | None:
    if snapshot.phase == Phase.COMBINE:
        return build_board_view(snapshot)
    if snapshot.phase == Phase.COMPARE:
        return build_saved_view(snapshot, db.session.get_one(Workshop, snapshot.workshop_id))
    return None


def snapshot_for(entry: Entry) -> Snapshot:
    """Return the snapshot for a participant who has just joined, as far as the room may see it."""
    return as_room_sees(snapshot_at(entry.workshop_id, entry.epoch, entry.revision))


def head(snapshot: Snapshot, *phases: Phase) -> dict[str, object]:
    """Return what every page of a phone needs; ``phases`` are those in which its form can be sent."""
    return {
        "snapshot": snapshot,
        "news": build_phone_news_view(snapshot),
        "phases": phases,
        "closed": why_not_now(snapshot.rules, snapshot.phase, *phases),
        # Shown by the form if the meeting moves on while it is open.
        "out_of_phase": why_not_now(replace(snapshot.rules, frozen=False), "", *phases),
    }


def _mine(snapshot: Snapshot, person: Person) -> list[OwnProposal]:
    """List a participant's proposals, and those of others they estimated, as far as they may read them."""
    views = {view.id: view for view in snapshot.proposals}
    readable = {view.id: view for view in snapshot.proposals if may_read(view)}
    stands_in = {view.id: view for view in readable.values() if may_read_now(view, snapshot)}
    return [
        OwnProposal(
            view=view,
            into=stands_in.get(view.merged_into or ""),
            written=view.written if authored else None,
            figure=_own_figure(view, person) if authored else "",
            secret=is_pool_secret(view, snapshot),
            changeable=authored and view.catalogue_id is None and view.state in (State.WAITING, State.HIDDEN),
            returnable=authored and view.state == State.VISIBLE and view.count <= 1,
        )
        for public_id, authored in picks.proposals_of(snapshot.workshop_id, person)
        if (view := (views if authored else readable).get(public_id)) is not None
    ]


def _own_figure(view: ProposalView, person: Person) -> str:
    """Return the figure that an author gave, if the desk's figure differs from it."""
    if not view.fixed or view.agreed or view.catalogue_id is not None:
        return ""
    likely = picks.figure_of(person, view.id)
    return "" if likely is None or likely == view.likely else describe_yearly(likely)


def _typed_before(entry: Entry, action: CatalogueAction, fit: Fit) -> dict[str, str]:
    """Return a participant's earlier estimate as form data, or what fits the place."""
    mine = picks.estimate_of(entry.person, action.id)
    if mine is None:
        start_year = entry.start_year + action.start_offset_years
        return {"amount": write_number(fit.start), "start_year": str(start_year), "reason": ""}
    bounds = {"amount_low": mine.amount_low, "amount_high": mine.amount_high}
    return {
        "amount": write_number(mine.amount or 0),
        "start_year": str(mine.start_year),
        "reason": mine.reason,
        # Leave low and high empty if the person gave none.
        **{
            name: write_number(value)
            for name, value in bounds.items()
            if value is not None and value != mine.amount
        },
    }


def give_preview(told: list[PreviewView] | None, page: Callable[[], str]) -> Response:
    """Answer with a preview: figures for scripts, the page for plain forms."""
    return jsonify(told=told) if wants_json() else make_response(page())


def changed_meanwhile(form: OperationForm, page: Callable[[], str]) -> Response:
    """Handle a form that was changed after it was sent: it becomes a new operation."""
    return refuse_changed(
        form, page, gettext("This was sent before with other figures. Send again to change it.")
    )


def home_after(code: str, receipt: Receipt) -> str:
    """Return the address of the workshop's page that shows what became of a proposal just sent."""
    return url_for("phone.phone", code=code, sent=receipt.answer["proposal"])
