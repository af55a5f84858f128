"""What the pages about a scenario file send: the file, what it is for, and the place's emission sources."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from workshop.forms.fields import ButtonsField, MaximumLength, OperationForm, offer, read_lines
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.importing.scenario_drafts import DECIDED, SAVE


class KeptForm(OperationForm):
    """Name and note of the saved scenario that a file becomes."""

    name = StringField(_l("Name of the saved scenario"), validators=[MaximumLength(120)])
    note = TextAreaField(_l("Note (optional)"), validators=[MaximumLength(1000)])


class ScenarioFileForm(KeptForm):
    """A scenario file, and what it is for."""

    file = FileField(_l("A scenario file"))
    purpose = ButtonsField(
        _l("What is it for?"),
        choices=lambda: offer(
            (
                (SAVE, gettext("Keep it as a saved scenario, to compare with")),
                (DECIDED, gettext("Bring its actions in as decided actions")),
            )
        ),
        default=SAVE,
    )


def read_targets(sent: Mapping[str, str]) -> dict[str, str]:
    """Read which emission source of the place stands for one that it lacks."""
    return {target: chosen for target, chosen in read_lines(sent, "target").items() if chosen}
