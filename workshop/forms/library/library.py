"""What is looked for in the library, and what a scenario is called."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import StringField, TextAreaField

from workshop.clean_input import read_whole
from workshop.forms.fields import MaximumLength, Needed, OperationForm
from workshop.i18n import lazy_gettext as _l
from workshop.services.library.entries import Search, Status

_LONGEST_SEARCH = 120


class ScenarioForm(OperationForm):
    """Name and note of a saved scenario."""

    name = StringField(_l("Name"), validators=[Needed(), MaximumLength(120)])
    note = TextAreaField(_l("Note (optional)"), validators=[MaximumLength(1000)])


class ContinueForm(OperationForm):
    """The title of the workshop that continues from a scenario."""

    title = StringField(_l("Title"), validators=[Needed(), MaximumLength(120)])


def read_search(sent: Mapping[str, str]) -> Search:
    """Read what is looked for from an address; whatever it says that there is not is left out."""
    status = sent.get("status", "")
    return Search(
        words=" ".join(sent.get("words", "").split())[:_LONGEST_SEARCH],
        place=sent.get("place", "")[:200],
        status=Status(status) if status in set(Status) else Status.USED,
        page=read_whole(sent.get("page")) or 1,
    )
