"""Forms that carry the values with which they were opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

from workshop.forms.fields import OperationForm
from workshop.i18n import gettext
from workshop.services.importing.typed_numbers import write_number
from workshop.store.three_way import ChangedMeanwhile, merge_changes

_LONGEST = 50_000


class MergingForm(OperationForm):
    """A form about something that others may change meanwhile; see :mod:`workshop.store.three_way`."""

    opened = HiddenField()

    def open_with(self, values: Mapping[str, Any]) -> None:
        """Carry the stored values, by the service's names."""
        self.opened.data, self.opened.raw_data = json.dumps(values), None

    def opened_with(self) -> dict[str, Any] | None:
        """Return the values with which the form was opened; None if the page sent none."""
        text = self.opened.data or ""
        try:
            values = json.loads(text) if len(text) <= _LONGEST else None
        except (ValueError, RecursionError):
            return None
        return values if isinstance(values, dict) and all(map(_is_plain, values.values())) else None

    def merge_sent(
        self,
        now: Mapping[str, Any],
        sent: MultiDict[str, str],
        *,
        together: Collection[Collection[str]] = (),
        sets: Collection[str] = (),
    ) -> dict[str, Any]:
        """Merge what was sent in fields that depend on data, such as one for each row of a list.

        ``now`` is what these fields would hold if the page were drawn now; a field that was not drawn is as
        it is now. Returns all that was sent, with the merged fields; ``together``, ``sets`` and errors are
        those of :func:`~workshop.store.three_way.merge_changes`.
        """
        listed = {name: sent.getlist(name) for name in sets}
        opened = self.opened_with()
        if opened is None:
            return {**sent.to_dict(), **listed}
        drawn = {**{name: value for name, value in now.items() if name in sent}, **opened}
        mine = {name: sent.get(name, value) for name, value in drawn.items()} | listed
        before = {name: drawn.get(name, ()) for name in mine}
        there = {name: now.get(name, "") for name in mine}
        units = [unit for unit in together if all(name in mine for name in unit)]
        return {**sent.to_dict(), **merge_changes(before, there, mine, together=units, sets=sets)}

    def show_both(self, changed: ChangedMeanwhile) -> None:
        """Take over what only others changed, and show their values beside fields that both changed.

        Sent again, it is a new operation that was opened with the present values.
        """
        for name, value in changed.merged.items():
            if name not in changed.fields:
                self.lay(name, value)
        for name in changed.fields:
            field: Field = self[self.field_of(name)]
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
        """Return the form's field for a value of the service."""
        return name

    def lay(self, name: str, value: Any) -> None:
        """Set the field of a value of the service."""
        field: Field = self[self.field_of(name)]
        field.raw_data = None
        field.data = list(value) if isinstance(value, list | tuple) else self.write(value)

    def say(self, name: str, value: Any) -> str:
        """Format a value as its field shows it: the label of a choice, else the plain value."""
        field: Field = self[self.field_of(name)]
        labels = {choice.value: str(choice.label) for choice in getattr(field, "choices", None) or ()}
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(each, str(each)) for each in value)
        text = self.write(value)
        return labels.get(text, text)

    @staticmethod
    def write(value: Any) -> str:
        """Format a value as somebody would type it."""
        if value is None:
            return ""
        return write_number(value) if isinstance(value, float) else str(value)


def _is_plain(value: Any, depth: int = 2) -> bool:
    """Return whether a value is one that a page of ours could have written."""
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    return value is None or isinstance(value, str | int | float)
