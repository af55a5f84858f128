"""What the pages about a scenario file send: the file, what it is for, and the place's emission sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField

from workshop.forms.fields import ButtonsField, MaximumLength, OperationForm, offer, read_lines
from workshop.forms.merging import MergingForm
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.importing.scenario_drafts import DECIDED, SAVE

GONE = "gone"


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


class PreviewForm(KeptForm, MergingForm):
    """What is chosen for a file that is looked at, which another desk may change meanwhile."""

    def merge_choices(self, now: Mapping[str, Any], sent: MultiDict[str, str]) -> dict[str, Any]:
        """Return name, note, targets and what is taken out, merged with what others chose since."""
        opened = self.opened_with()
        # Boxes that were not drawn stay as they are.
        sets = (GONE,) if opened is None or GONE in opened else ()
        merged = {**now, **self.merge_sent(now, sent, sets=sets)}
        self.name.data, self.note.data = merged["name"].strip(), merged["note"].strip()
        return merged


def write_choices(name: str, note: str, targets: Mapping[str, str], gone: Iterable[str]) -> dict[str, Any]:
    """Return what the fields of a file hold; a target without a choice is empty."""
    chosen = {f"target-{target}": each for target, each in targets.items()}
    return {"name": name, "note": note, **chosen, GONE: list(gone)}


def read_targets(sent: Mapping[str, Any]) -> dict[str, str]:
    """Read which emission source of the place stands for one that it lacks."""
    return {target: chosen for target, chosen in read_lines(sent, "target").items() if chosen}
