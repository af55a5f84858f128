"""Rehearsals: the desk starts and stops simulated participants, and removes them without a trace."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from workshop.forms.fields import OperationForm
from workshop.forms.rehearsal.rehearsals import BeginForm, RemoveForm
from workshop.i18n import gettext, ngettext
from workshop.identity import tidy_code
from workshop.models import Workshop
from workshop.pages.access import led_workshop, login_required
from workshop.pages.answers import refuse
from workshop.pages.hosts import address
from workshop.services.people.participants import find_joinable, find_workshop
from workshop.services.rehearsal import rehearsals
from workshop.services.rehearsal.crowd import Crowds, plan_for
from workshop.services.rehearsal.removal import remove as remove_rehearsal
from workshop.services.workshops.checklist import Preparation, note_prepared

blueprint = Blueprint("rehearsals", __name__)

PEOPLE, MINUTES = "60", "60"
_ON_ITS_WAY_S = 0.5


@blueprint.get("/desk/<code>/rehearsal")
@login_required
def rehearsal(code: str) -> str:
    """Show whether a rehearsal is running, and what can be done about it."""
    return _page(led_workshop(code), BeginForm(formdata=None, data={"people": PEOPLE, "minutes": MINUTES}))


@blueprint.get("/desk/<code>/rehearsal/progress")
@login_required
def progress(code: str) -> str:
    """Return the progress, which scripts morph into the page."""
    return render_template("rehearsals/_progress.html", **_progress(led_workshop(code)))


@blueprint.post("/desk/<code>/rehearsal/begin")
@login_required
def begin(code: str) -> Response:
    """Begin a rehearsal."""
    workshop, form = led_workshop(code), BeginForm()
    if not form.validate():
        return refuse(form, lambda: _page(workshop, form))
    people, minutes = int(form.people.value or 0), form.minutes.value or 0
    _crowds().require_room(workshop.id)
    token, coming = rehearsals.begin(workshop.id, people=people, lasting=timedelta(minutes=minutes))
    plan = plan_for(
        workshop,
        server=current_app.config["OWN_ADDRESS"] or address(),
        token=token,
        people=coming,
        seconds=minutes * 60,
        seed=time.time_ns(),
    )
    _crowds().send(workshop.id, plan)
    return _again(
        code, gettext("They are on their way. Lead the meeting on the desk, as you will on the day.")
    )


@blueprint.post("/desk/<code>/rehearsal/stop")
@login_required
def stop(code: str) -> Response:
    """Stop the simulated participants."""
    workshop, form = led_workshop(code), OperationForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    rehearsals.stop(workshop.id)
    _crowds().call_back(workshop.id)
    return _again(code, gettext("The simulated participants have stopped."))


@blueprint.post("/desk/<code>/rehearsal/remove")
@login_required
def remove(code: str) -> Response:
    """Remove the simulated participants with everything they did."""
    workshop, form = led_workshop(code), RemoveForm()
    if not form.validate():
        return refuse(form, lambda: render_template("failures/stale.html"))
    workshop_id = workshop.id
    acting = rehearsals.stop(workshop_id)
    ours = _crowds().call_back(workshop_id)
    if acting:
        # Wait for requests under way before removing.
        time.sleep(_ON_ITS_WAY_S if ours else rehearsals.SETTLED_S)
    gone = remove_rehearsal(workshop_id, keep_preparations=bool(form.keep.data))
    if gone is None:
        return _again(code, gettext("There is no rehearsal."))
    # The removal ended the session of the database, and the facilitator's row with it.
    if (cleared := find_workshop(code)) is not None:
        note_prepared(cleared, Preparation.REHEARSAL)
    return _again(
        code,
        ngettext(
            "%(num)s simulated participant is removed, with everything that came from the rehearsal.",
            "%(num)s simulated participants are removed, with everything that came from the rehearsal.",
            gone,
        ),
    )


@blueprint.get("/rehearsals/<code>")
def state(code: str) -> Response:
    """Tell simulated participants whether to go on; nobody else learns anything."""
    door = find_joinable(tidy_code(code))
    found = rehearsals.find_by_token(request.headers.get("X-Rehearsal", ""), door.id if door else 0)
    response = jsonify(acting=rehearsals.read_progress(found).acting)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(workshop: Workshop, form: BeginForm) -> str:
    return render_template(
        "rehearsals/rehearsal.html",
        form=form,
        remove_form=RemoveForm(formdata=None, data={"keep": True}),
        **_progress(workshop),
    )


def _progress(workshop: Workshop) -> dict[str, object]:
    found = rehearsals.find_rehearsal(workshop.id)
    return {
        "workshop": workshop,
        "progress": None if found is None else rehearsals.read_progress(found),
        "plain_form": OperationForm(formdata=None),
        "most": rehearsals.MOST_PEOPLE,
    }


def _again(code: str, said: str) -> Response:
    flash(said)
    return make_response(redirect(url_for("rehearsals.rehearsal", code=code), 303))


def _crowds() -> Crowds:
    crowds: Crowds = current_app.extensions["crowds"]
    return crowds
