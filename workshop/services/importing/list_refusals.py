"""Say why a file cannot be read, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.importing.table_file import Refusal
from workshop.errors import Problem
from workshop.i18n import format_whole, gettext

MISFIT = "misfit"
"""What was said about the columns does not fit the sheet."""


def say_refusal(stored: Mapping[str, Any]) -> Problem:
    """Return the reason of a refusal, as it was stored with the draft, as a problem."""
    if stored["refusal"] == MISFIT:
        return Problem(
            gettext("What was said about the columns does not fit this sheet."),
            gettext("Discard the list and choose the file again."),
            status=422,
        )
    what, now = _say(Refusal(stored["refusal"]), int(stored.get("limit") or 0))
    if stored.get("row") is not None:
        what = gettext("Row %(row)d", row=stored["row"]) + f": {what}"
    return Problem(what, now, status=422)


def _say(refusal: Refusal, limit: int) -> tuple[str, str]:
    """Return what is wrong with a file, and what to do about it."""
    smaller = gettext("Keep only the sheet with the list, and paste or upload that.")
    again = gettext("Save it as .xlsx or CSV once more, or paste its rows.")
    match refusal:
        case Refusal.LOCKED:
            return (
                gettext("This workbook has a password."),
                gettext("Save it as .xlsx without a password, or paste its rows."),
            )
        case Refusal.NO_SHEET:
            return (
                gettext("This file has no such sheet."),
                gettext("Choose one of its sheets."),
            )
        case Refusal.EMPTY:
            return (
                gettext("No cell of this file has anything in it."),
                gettext("Save the list once more with its rows, or paste them."),
            )
        case Refusal.ROWS:
            return (
                gettext(
                    "The sheet has more than %(number)s rows, counting empty ones.",
                    number=format_whole(limit),
                ),
                gettext("Delete the empty rows below the list, or paste the list."),
            )
        case Refusal.CELLS | Refusal.SIZE | Refusal.MEMORY:
            return gettext("This file is too large."), smaller
        case Refusal.DOUBTS:
            return (
                gettext("More than %(number)s cells of this list are in doubt.", number=format_whole(limit)),
                gettext("Bring it in smaller parts, or with figures that are numbers."),
            )
        case Refusal.FILLED_COLUMNS:
            return (
                gettext("More than %(number)s columns of the sheet have text.", number=format_whole(limit)),
                gettext("Keep only the columns of the list, and paste or upload that."),
            )
        case Refusal.FILLED_ROWS:
            return (
                gettext("More than %(number)s rows of the sheet have text.", number=format_whole(limit)),
                gettext("Keep only the rows of the list, and paste or upload that."),
            )
        case Refusal.CELL:
            return (
                gettext(
                    "A cell has more than %(number)s characters.",
                    number=format_whole(limit),
                ),
                smaller,
            )
        case Refusal.TIME:
            return gettext("Reading this file takes too long."), smaller
        case Refusal.BUSY:
            return (
                gettext("Other files are being read just now."),
                gettext("Send it again in a minute."),
            )
        case Refusal.ENCODING:
            return (
                gettext("The text of this file cannot be read: it is no UTF-8, UTF-16, Windows or Mac text."),
                gettext("Save it as “CSV UTF-8” or .xlsx, or paste its rows."),
            )
        case Refusal.LOST_LETTERS:
            return (
                gettext("Letters of this file were lost earlier: it has the character � in their place."),
                gettext("Take the original list and save it as “CSV UTF-8” or .xlsx."),
            )
        case Refusal.QUOTES:
            return (
                gettext("A quotation mark opens here and is never closed, so rows run together."),
                gettext("Close it or take it out, and try again."),
            )
        case _:
            return gettext("This workbook cannot be read."), again
