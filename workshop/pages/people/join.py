"""Joining: from a code to a participant."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from workshop.errors import OperationConflict, Problem
from workshop.forms.people.entry import CorrectionForm, JoinForm
from workshop.i18n import gettext
from workshop.identity import (
    CODE_LENGTH,
    Entry,
    Removed,
    find_device,
    find_entry,
    find_removal,
    has_joined,
    remember_device,
    remember_participant,
    tidy_code,
)
from workshop.models import Role
from workshop.pages.access import this_participant
from workshop.pages.allowance import note_open_workshop, require_allowance, spend_try
from workshop.pages.answers import acknowledge, refuse, refuse_changed
from workshop.pages.faults import note_fault
from workshop.pages.phone import head, snapshot_for
from workshop.pages.shared import operation_mark, render_shared
from workshop.services.meeting.tables import find_seat
from workshop.services.people.attendance import RoomFull
from workshop.services.people.participants import correct as correct_participant
from workshop.services.people.participants import find_joinable
from workshop.services.people.participants import join as join_workshop

blueprint = Blueprint("join", __name__, url_prefix="/j")


@blueprint.get("/")
def enter_code() -> Response:
    """Redirect from a typed code to its workshop."""
    code = tidy_code(request.args.get("code", ""))
    if len(code) == CODE_LENGTH:
        return make_response(redirect(url_for("join.join", code=code)))
    problem = None
    if request.args.get("code"):
        problem = gettext("A code has %(number)d letters and digits.", number=CODE_LENGTH)
    return _ask_code(code, problem, 200 if problem is None else 422)


def _comes_back() -> bool:
    """Return whether a participant comes back: they never wait, whatever was tried before."""
    code = tidy_code((request.view_args or {}).get("code", ""))
    return has_joined(code, request.cookies) and find_entry(code, request.cookies) is not None


@blueprint.route("/<code>", methods=["GET", "POST"])
def join(code: str) -> Response:
    """Let somebody join, or come back."""
    tidy = tidy_code(code)
    if not _comes_back():
        require_allowance(tidy)
    workshop = find_joinable(tidy)
    if workshop is None:
        # Only this, a wrong code, uses up the limit.
        spend_try()
        return _ask_code(
            tidy,
            gettext("No workshop has the code %(code)s. Look at the screen and type it again.", code=tidy),
            404,
        )
    note_open_workshop(workshop.code)
    g.default_language = workshop.language
    start = {"table": request.args.get("table", "")}
    entry = find_entry(tidy, request.cookies)
    if entry is not None:
        return _let_back(entry, JoinForm.from_request(start))
    removed = find_removal(tidy, request)
    if removed is not None:
        is_erased = removed is Removed.ERASED
        return make_response(render_template("join/removed.html", workshop=workshop, erased=is_erased), 403)

    def empty() -> dict[str, object]:
        form = JoinForm.from_request(start)
        form.operation_id.data = operation_mark()
        return {"form": form, "workshop": workshop}

    if request.method == "GET":
        response = make_response(render_shared((workshop,), "join/join.html", empty))
        remember_device(request, response)
        return response
    form = JoinForm.from_request(start)

    def page() -> str:
        return render_template("join/join.html", form=form, workshop=workshop)

    if find_device(request) is None:
        # The page sets the device token; without one, a script could join again and again.
        form.operation_id.errors = [
            gettext("Your browser has not kept our cookie yet. Send this once more; it may have to allow it.")
        ]
        response = refuse(form, page, 409)
        remember_device(request, response)
        return response
    if not form.validate():
        return refuse(form, page)
    operation_id, role = form.operation_id.data or "", Role(form.role.data)
    nickname, seat = (form.nickname.data or "").strip(), form.seat
    form.release()
    try:
        participant, secret = join_workshop(
            workshop.id,
            operation_id=operation_id,
            role=role,
            nickname=nickname,
            table=seat,
            rehearsal=request.headers.get("X-Rehearsal", ""),
            device=find_device(request),
        )
    except OperationConflict:
        form = JoinForm.from_request()
        said = gettext("Somebody has already joined with this page. Submit again to join as another person.")
        return refuse_changed(form, page, said)
    except RoomFull as problem:
        form = JoinForm.from_request()
        full = {"form": form, "workshop": workshop, "problem": problem}
        return refuse(form, lambda: render_template("join/full.html", **full), problem.status)
    except Problem as problem:
        form = JoinForm.from_request()
        form.role.errors = [f"{problem.what} {problem.now}"]
        return refuse(form, page)
    if seat is not None and find_seat(participant) == seat:
        flash(gettext("You sit at table %(number)s.", number=seat))
    response = make_response(redirect(url_for("phone.phone", code=tidy), 303))
    remember_participant(response, tidy, participant, secret)
    return response


@blueprint.route("/<code>/me", methods=["GET", "POST"])
def correct(code: str) -> Response:
    """Let a participant correct their role or nickname."""
    entry = this_participant(tidy_code(code))
    form = CorrectionForm.from_request({"role": entry.person.role, "nickname": entry.person.nickname})

    def page() -> str:
        return render_template("join/correct.html", form=form, **head(snapshot_for(entry)))

    if request.method == "GET":
        return make_response(page())
    if not form.validate():
        return refuse(form, page)
    receipt = correct_participant(
        entry.workshop_id,
        entry.person,
        form.operation_id.data or "",
        role=Role(form.role.data),
        nickname=(form.nickname.data or "").strip(),
    )
    return acknowledge(receipt, url_for("phone.phone", code=entry.code), gettext("Corrected."))


def _let_back(entry: Entry, form: JoinForm) -> Response:
    """Redirect a participant to their page; ask one who scans another table's card whether they moved."""
    if request.method == "GET" and form.seat is not None:
        snapshot, here = snapshot_for(entry), find_seat(entry.person)
        if here != form.seat <= snapshot.rules.tables:
            page = render_template("join/seat.html", table=form.seat, here=here, **head(snapshot))
            return make_response(page)
    return make_response(redirect(url_for("phone.phone", code=entry.code), 303))


def _ask_code(code: str, problem: str | None, status: int) -> Response:
    if problem:
        note_fault(problem, target="code")
    response = make_response(render_template("join/code.html", code=code, problem=problem), status)
    remember_device(request, response)
    return response
