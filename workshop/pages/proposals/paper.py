"""Paper and plenary: printed forms, and the desk's entries for others, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.estimate import describe_question, describe_unit, looked_at, number_of
from workshop.charts.proposals.paper import build_groups_views, describe_ballot
from workshop.errors import OperationConflict, Problem
from workshop.forms.fields import OperationForm
from workshop.forms.meeting.deliberating import OpenVoteForm
from workshop.forms.proposals.paper import CountForm, PaperEstimateForm, PaperOwnForm, PaperPickForm
from workshop.i18n import current_language, gettext, ngettext, spoken_in
from workshop.models import Source, Workshop
from workshop.pages.access import led_workshop, login_required, me
from workshop.pages.answers import acknowledge, refuse
from workshop.pages.hosts import address
from workshop.pages.links import draw_qr, join_link, join_qr, table_link
from workshop.services.meeting import counts
from workshop.services.proposals import paper
from workshop.services.proposals.catalogue_actions import number_actions, target_choices
from workshop.services.proposals.fitting import fit_action
from workshop.services.workshops.checklist import Preparation, note_prepared
from workshop.state.lookup import find_proposal
from workshop.state.measures import Range, measure_of
from workshop.state.proposal_views import ProposalView
from workshop.state.rounds import estimable
from workshop.state.snapshot import Snapshot, current_snapshot
from workshop.state.tallies import list_counts
from workshop.state.visibility import views_for_room
from workshop.store.gates import is_vote_open
from workshop.store.receipts import Receipt

blueprint = Blueprint("paper", __name__, url_prefix="/desk/<code>/paper")

# Lines of an empty form that fit on its page.
BALLOT_LINES, ESTIMATE_LINES = 12, 5


@blueprint.get("/")
@login_required
def home(code: str) -> str:
    """Offer forms to print and to enter."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    return render_template(
        "paper/home.html",
        snapshot=snapshot,
        sheets=paper.count_sheets(workshop.id),
        plain_form=OperationForm(),
        vote_form=OpenVoteForm(formdata=None),
    )


@blueprint.get("/tables")
@login_required
def tables(code: str) -> str:
    """Print a card for each table."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    cards = [
        {"number": number, "qr": draw_qr(table_link(workshop, number))}
        for number in range(1, snapshot.rules.tables + 1)
    ]
    note_prepared(workshop, Preparation.PAPER)
    return _printed(workshop, "paper/tables.html", snapshot=snapshot, cards=cards)


@blueprint.get("/forms/<form>")
@login_required
def forms(code: str, form: str) -> str:
    """Print a form for people without a phone."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    if form not in ("actions", "proposal", "estimate", "ballot"):
        raise Problem(gettext("There is no such form."), gettext("Choose one from the list."), status=404)
    note_prepared(workshop, Preparation.PAPER)
    with spoken_in(workshop.language):
        groups = build_groups_views(snapshot)
        # Print only what the room may read now.
        readable = views_for_room(snapshot)
        titles = [describe_title(view, snapshot) for view in readable[::-1]]
    looked = [view for view in (looked_at(snapshot),) if view in readable]
    others = [view for view in estimable(snapshot) if view in readable and view not in looked]
    return _printed(
        workshop,
        f"paper/form_{form}.html",
        snapshot=snapshot,
        groups=groups,
        # Before there is anything to vote on, print lines to write the proposals on.
        ballot=titles or [""] * BALLOT_LINES,
        ballot_layout=describe_ballot(titles),
        estimated=[*looked, *others][:ESTIMATE_LINES],
        estimate_lines=ESTIMATE_LINES,
        describe_unit=describe_unit,
        describe_question=describe_question,
    )


@blueprint.route("/pick", methods=["GET", "POST"])
@login_required
def pick(code: str) -> Response:
    """Enter a line of somebody's list of actions."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    actions = number_actions(snapshot)
    form = PaperPickForm(data=_kept("sheet")).for_list(
        actions,
        snapshot.start_year,
        snapshot.end_year,
        lambda action: fit_action(workshop.id, workshop.epoch, action),
    )

    def page() -> str:
        return render_template("paper/pick.html", form=form, snapshot=snapshot, actions=actions)

    def store() -> tuple[Receipt, str]:
        chosen = form.pick()
        receipt = paper.enter_pick(workshop.id, me(), form.operation_id.data or "", form.whose(), chosen)
        assert form.chosen is not None
        title = form.chosen.text("title", current_language())
        said = gettext("Paper %(sheet)s: %(title)s", sheet=receipt.answer["sheet"], title=title)
        return receipt, said

    def following(receipt: Receipt) -> dict[str, Any]:
        # Continue with the same person's next line.
        return {"sheet": receipt.answer["sheet"]}

    return _entered("pick", code, form, page, store, following)


@blueprint.route("/own", methods=["GET", "POST"])
@login_required
def own(code: str) -> Response:
    """Enter a free-text proposal."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    start = {"start_year": str(snapshot.start_year + 1), "ramp_years": "3", "direction": "lowers"}
    form = PaperOwnForm(data={**start, **_kept("source")}).for_place(
        snapshot.start_year, snapshot.end_year, target_choices(workshop, current_language())
    )

    def page() -> str:
        return render_template("paper/own.html", form=form, snapshot=snapshot)

    def store() -> tuple[Receipt, str]:
        sheet = form.whose() if form.source.data == Source.PAPER else None
        operation_id, title = form.operation_id.data or "", form.title.data
        if sheet is None:
            receipt = paper.enter_of_plenary(workshop.id, me(), operation_id, form.free())
            return receipt, gettext("From the plenary: %(title)s", title=title)
        receipt = paper.enter_own(workshop.id, me(), operation_id, sheet, form.free())
        return receipt, gettext("Paper %(sheet)s: %(title)s", sheet=receipt.answer["sheet"], title=title)

    return _entered("own", code, form, page, store, lambda _: {"source": form.source.data})


@blueprint.route("/estimate", methods=["GET", "POST"])
@login_required
def estimate(code: str) -> Response:
    """Enter somebody's estimate of a proposal, or the plenary's figure."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    choices = estimable(snapshot)
    view = _chosen(snapshot, choices)
    if view is None:
        return make_response(render_template("paper/estimate.html", view=None, snapshot=snapshot))
    measure = measure_of(find_proposal(workshop.id, view.id))
    assert measure is not None
    number = number_of(snapshot) if looked_at(snapshot) is view else 1
    start = {"round": request.args.get("round", str(number)), **_kept("source")}
    fitting = (
        ("", None) if measure.action is None else fit_action(workshop.id, workshop.epoch, measure.action)
    )
    form = PaperEstimateForm(data=start).for_measure(measure, *fitting)
    if request.form.get("asked", view.id) != view.id and "choose" not in request.form:
        # The form was opened in another round: the figures may answer either question.
        form.form_errors.append(
            gettext("You have chosen another proposal. Look at its question and unit, then save.")
        )

    def page() -> str:
        return render_template(
            "paper/estimate.html",
            form=form,
            view=view,
            estimable=choices,
            question=describe_question(view),
            unit=describe_unit(view),
            snapshot=snapshot,
        )

    def store() -> tuple[Receipt, str]:
        sheet = form.whose() if form.source.data == Source.PAPER else None
        operation_id, said = form.operation_id.data or "", Range(*form.said())
        title, number = describe_title(view, snapshot), int(form.round.value or 1)
        if sheet is None:
            receipt = paper.agree(
                workshop.id, me(), operation_id, proposal_id=view.id, number=number, said=said
            )
            return receipt, gettext("Agreed in the plenary: %(title)s", title=title)
        receipt = paper.enter_estimate(
            workshop.id, me(), operation_id, sheet, proposal_id=view.id, number=number, said=said
        )
        return receipt, gettext("Paper %(sheet)s: %(title)s", sheet=receipt.answer["sheet"], title=title)

    def following(_: Receipt) -> dict[str, Any]:
        return {"proposal": view.id, "round": int(form.round.value or 1), "source": form.source.data}

    if "choose" in request.form:
        return make_response(page())
    if form.form_errors:
        return refuse(form, page)
    return _entered("estimate", code, form, page, store, following)


@blueprint.route("/count", methods=["GET", "POST"])
@login_required
def count(code: str) -> Response:
    """Enter paper ballots or hands in the hall, counted together."""
    workshop = led_workshop(code)
    snapshot = current_snapshot(workshop)
    form = CountForm(data=_kept("source")).for_proposals(
        snapshot.shown[::-1], snapshot.rules.dots, request.form if request.method == "POST" else {}
    )

    def page() -> str:
        return render_template(
            "paper/count.html",
            form=form,
            snapshot=snapshot,
            open=is_vote_open(snapshot.vote),
            counts=list_counts(workshop.id),
        )

    def store() -> tuple[Receipt, str]:
        voters = int(form.voters.value or 0)
        receipt = counts.enter_count(
            workshop.id,
            me(),
            form.operation_id.data or "",
            source=Source(form.source.data),
            voters=voters,
            gifts=form.gifts(),
        )
        return receipt, ngettext("%(num)s vote is entered.", "%(num)s votes are entered.", voters)

    return _entered("count", code, form, page, store, lambda _: {"source": form.source.data})


@blueprint.post("/count/<int:count_id>/away")
@login_required
def take_away(code: str, count_id: int) -> Response:
    """Delete a count before the vote is closed."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    receipt = counts.take_away(workshop.id, me(), form.operation_id.data or "", count_id)
    return acknowledge(receipt, url_for("paper.count", code=code), gettext("The count is removed."))


def _entered(
    page_name: str,
    code: str,
    form: OperationForm,
    page: Callable[[], str],
    store: Callable[[], tuple[Receipt, str]],
    following: Callable[[Receipt], dict[str, Any]],
) -> Response:
    """Store the typed data and show an empty form for the next entry, or show the faults."""
    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    try:
        receipt, said = store()
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        form.renew()
        form.form_errors.append(f"{problem.what} {problem.now}")
        return refuse(form, page, 409 if isinstance(problem, OperationConflict) else 422)
    return acknowledge(receipt, url_for(f"paper.{page_name}", code=code, **following(receipt)), said)


def _kept(*names: str) -> dict[str, str]:
    """Return the values to keep from one entry to the next."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def _chosen(snapshot: Snapshot, choices: list[ProposalView]) -> ProposalView | None:
    """Return the requested proposal, else the one in focus, else the first."""
    wanted = request.form.get("proposal") or request.args.get("proposal")
    by_id = {view.id: view for view in choices}
    looked = looked_at(snapshot)
    return by_id.get(wanted or (looked.id if looked else "")) or next(iter(choices), None)


def _printed(workshop: Workshop, template: str, **what: object) -> str:
    """Render a page to print, in the language of the workshop."""
    with spoken_in(workshop.language):
        return render_template(
            template,
            workshop=workshop,
            language=workshop.language,
            join_qr=join_qr(workshop),
            join_link=join_link(workshop),
            address=address().split("://", 1)[1],
            **what,
        )
