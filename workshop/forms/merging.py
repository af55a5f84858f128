"""Forms that know what stood there when they were opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from workshop.forms.fields import OperationForm
from workshop.i18n import gettext
from workshop.services.importing.typed_numbers import write_number
from workshop.store.three_way import ChangedMeanwhile

_LONGEST = 50_000


class MergingForm(OperationForm):
    """A form about something that others may change meanwhile; see :mod:`workshop.store.three_way`."""

    opened = HiddenField()

    def open_with(self, values: Mapping[str, Any]) -> None:
        """Carry what stands there, as the service names it."""
        self.opened.data, self.opened.raw_data = json.dumps(values), None

    def opened_with(self) -> dict[str, Any] | None:
        """Return what stood there when the form was opened; None if the page did not say so."""
        text = self.opened.data or ""
        try:
            values = json.loads(text) if len(text) <= _LONGEST else None
        except (ValueError, RecursionError):
            return None
        return values if isinstance(values, dict) and all(map(_is_plain, values.values())) else None

    def show_both(self, changed: ChangedMeanwhile) -> None:
        """Take over what only others changed, and say beside each field that both changed what theirs is.

        Sent again, it is a new operation that was opened with what stands there now.
        """
        for name, value in changed.merged.items():
            if name not in changed.fields:
                self.lay(name, value)
        for name in changed.fields:
            field: Any = self[self.field_of(name)]
            field.errors = [
                *field.errors,
                gettext(
                    "Somebody else has changed this to “%(theirs)s” meanwhile. Send again to keep yours.",
                    theirs=self.say(name, changed.now_there.get(name)) or "–",
                ),
            ]
        self.open_with(changed.now_there)
        self.renew()

    def field_of(self, name: str) -> str:
        """Name the field of the form that shows a value of the service."""
        return name

    def lay(self, name: str, value: Any) -> None:
        """Put a value of the service into its field."""
        field: Any = self[self.field_of(name)]
        field.raw_data = None
        field.data = list(value) if isinstance(value, list | tuple) else self.write(value)

    def say(self, name: str, value: Any) -> str:
        """Say a value as its field would: by the label of a choice, else as it is written."""
        field: Any = self[self.field_of(name)]
        labels = {choice.value: str(choice.label) for choice in getattr(field, "choices", None) or ()}
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(each, str(each)) for each in value)
        text = self.write(value)
        return labels.get(text, text)

    @staticmethod
    def write(value: Any) -> str:
        """Write a value as somebody would type it."""
        if value is None:
            return ""
        return write_number(value) if isinstance(value, float) else str(value)


def _is_plain(value: Any, depth: int = 2) -> bool:
    """Return whether a value is one that a page of ours could have written."""
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    return value is None or isinstance(value, str | int | float)
