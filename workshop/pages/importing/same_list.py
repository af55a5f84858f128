"""Forms about a list belong to the list, the sheet and the reading that their page was made for."""

from __future__ import annotations

from typing import Final

from flask import Response, jsonify, make_response, render_template, request

from workshop.charts.importing.kept import build_kept_answers
from workshop.errors import Problem
from workshop.i18n import gettext
from workshop.models import ListDraft, Workshop
from workshop.pages.access import led_workshop
from workshop.pages.answers import explain, wants_json
from workshop.services.importing import list_drafts
from workshop.state.snapshot import current_snapshot

ONE_LIST: Final = 1
ONE_SHEET: Final = 2
ONE_READING: Final = 3
"""How much of a list must be what it was when the page was made: parts of its mark."""


class ListChanged(Problem):
    """The list that a page was made for has been discarded, replaced or read again."""

    def __init__(self, workshop: Workshop, draft: ListDraft | None, what: str, now: str) -> None:
        super().__init__(what, now, status=409)
        self.workshop, self.draft = workshop, draft


def find_same_list(code: str, parts: int) -> tuple[Workshop, ListDraft]:
    """Return the workshop's list; a form must have been made for as much of it as ``parts`` says."""
    workshop = led_workshop(code)
    draft = list_drafts.find_draft(workshop.id)
    if draft is not None:
        if request.method == "POST":
            require_same_list(workshop, draft, parts)
        return workshop, draft
    if request.method == "POST":
        raise ListChanged(
            workshop,
            None,
            gettext("This list has been put away or imported meanwhile."),
            gettext("Nothing of this page was used. Choose the file again to go on with it."),
        )
    raise Problem(
        gettext("There is no list to look at."),
        gettext("Choose a file, or paste the rows, on the page of decided actions."),
        status=404,
    )


def require_same_list(workshop: Workshop, draft: ListDraft, parts: int) -> None:
    """Refuse a form that was made for another list, sheet or reading."""
    sent = request.form.get("list", "").split(".")
    now = list_drafts.mark_list(draft).split(".")
    if sent[:parts] == now[:parts]:
        return
    if sent[0] != now[0]:
        what = gettext("This page belongs to another list: the list has been replaced meanwhile.")
    elif sent[1:2] != now[1:2]:
        what = gettext("This page belongs to another sheet: another sheet of the list is read meanwhile.")
    else:
        what = gettext("This page is out of date: the columns of the list are read otherwise meanwhile.")
    now_do = gettext("Nothing of this page was used. Look at the list as it is now, and answer there.")
    raise ListChanged(workshop, draft, what, now_do)


def answer_changed_list(changed: ListChanged) -> Response:
    """Say that the list is another one, and show what was answered, to be read and copied."""
    if wants_json():
        response = jsonify(explain(changed))
    else:
        kept = build_kept_answers(request.form, current_snapshot(changed.workshop).territory_id)
        response = make_response(
            render_template(
                "decided/replaced.html",
                problem=changed,
                workshop=changed.workshop,
                draft=changed.draft,
                kept=kept,
            )
        )
    response.status_code = changed.status
    return response
