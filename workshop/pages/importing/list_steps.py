"""From one page about a list to the next: answers are kept first, or both versions of them are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, make_response, request, url_for

from workshop.charts.importing.actions import build_actions_view
from workshop.charts.importing.conflicts import FieldConflict
from workshop.charts.importing.sheet import build_column_views
from workshop.clean_input import read_whole
from workshop.forms.importing.list_fields import GONE, write_columns
from workshop.models import ListDraft, Workshop
from workshop.pages.faults import note_conflict, note_fault
from workshop.services.importing import list_drafts
from workshop.services.importing.list_drafts import ReadList
from workshop.services.importing.list_plan import plan_import
from workshop.state.snapshot import current_snapshot
from workshop.store.three_way import ChangedMeanwhile


def refuse_list_conflict(
    changed: ChangedMeanwhile, conflicts: Iterable[FieldConflict], page: Callable[[], str]
) -> Response:
    """Answer with the page and both versions, where somebody else has changed the same meanwhile."""
    note_conflict(f"{changed.what} {changed.now}")
    for each in conflicts:
        note_fault(each.text, each.label, each.target)
    return make_response(page(), changed.status)


def answers_as_sent() -> dict[str, Any]:
    """Return what was sent, with all actions that are to be taken out."""
    return {**request.form.to_dict(), GONE: request.form.getlist(GONE)}


def where_to(workshop: Workshop, draft: ListDraft, press: str, first: int) -> str:
    """Return the page that a button of the actions leads to, once the answers are kept."""
    do, _, where = press.partition("-")
    if do == "to" and where in ("sheet", "columns"):
        return url_for(f"decided.{where}", code=workshop.code)
    anchor = "questions"
    if do == "from":
        first, anchor = read_whole(where) or 0, "rows"
    elif do in ("leave", "take") and where.isdecimal():
        anchor = f"row-{where}"
    elif do == "open" and not list_drafts.is_being_read(draft):
        read = list_drafts.read_list(draft)
        drawn = None if read is None else build_actions_view(plan_import(current_snapshot(workshop), read), 0)
        if drawn is not None and drawn.next_open is not None:
            first, anchor = drawn.next_open_from, f"row-{drawn.next_open}"
    return f"{url_for('decided.actions', code=workshop.code)}?from={first}#{anchor}"


def columns_now(workshop: Workshop, read: ReadList) -> dict[str, str]:
    """Return what the fields about the columns hold now."""
    columns = build_column_views(read.found)
    return write_columns(columns, read.choices, read.found.heading_row, current_snapshot(workshop).start_year)
