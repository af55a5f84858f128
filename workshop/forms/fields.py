"""Fields and checks that the forms share."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from gettext import GNUTranslations
from typing import Self

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing from the stubs
from wtforms.form import BaseForm
from wtforms.i18n import get_translations
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from workshop.fast.form_pool import note_use, release, take_form
from workshop.fast.switches import fast_paths
from workshop.i18n import LANGUAGES, current_language, format_decimal, gettext
from workshop.services.importing.typed_numbers import read_number, say_number_fault, say_year_fault

_OPERATION_ID = re.compile(r"[0-9A-Za-z-]{16,36}")
_COUNTABLE = 1e9


def offer(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return a field's choices from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def read_lines(typed: Mapping[str, str], kind: str) -> dict[str, str]:
    """Read what was sent in the fields ``<kind>-<id>``, one for each line of a ballot, by the ids."""
    begin = f"{kind}-"
    return {name.removeprefix(begin): text for name, text in typed.items() if name.startswith(begin)}


class _Chosen:
    """Finds a choice in a set; WTForms' linear search costs more than the rest of the form."""

    _known: tuple[object, frozenset[str]] | None = None

    def pre_validate(self, form: BaseForm) -> None:
        """Accept a known choice; leave everything else to WTForms."""
        choices: list[SelectChoice] = self.choices  # type: ignore[attr-defined]
        if self._known is None or self._known[0] is not choices:
            self._known = choices, frozenset(choice.value for choice in choices)
        if self.data not in self._known[1]:  # type: ignore[attr-defined]
            super().pre_validate(form)  # type: ignore[misc]

    def post_process(self, formdata: object = None) -> None:
        """Keep the choices: forms are reused, always in the same language."""


class ChosenField(_Chosen, SelectField):
    """A select field."""


class ButtonsField(_Chosen, RadioField):
    """Radio buttons."""


@lru_cache(maxsize=len(LANGUAGES))
def _messages(language: str) -> GNUTranslations:
    return get_translations([language])


class OperationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that carries the id of its operation.

    The page makes a fresh id, so that a form sent twice counts once, with or without scripts.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """How WTForms makes the form."""

        # The extension checks the token of every post before any view; once is enough.
        csrf = False

        def get_translations(self, form: BaseForm) -> GNUTranslations:  # noqa: ARG002
            """Return WTForms' own messages, loaded once per language instead of once per form."""
            return _messages(current_language())

    operation_id = HiddenField(default=lambda: str(uuid.uuid4()))

    @classmethod
    def from_request(cls, start: Mapping[str, object] | None = None) -> Self:
        """Return a form with the posted data, else with ``start``; :meth:`release` it after reading."""
        pooled = fast_paths().form_pool
        kind = cls, current_language()
        form: Self = (take_form(kind) if pooled else None) or cls(formdata=None)
        for field in form:
            field.errors, field.raw_data = (), None
        form.form_errors.clear()
        form.process(request.form or None if form.is_submitted() else None, data=start)
        if pooled:
            note_use(kind, form)
        return form

    def release(self) -> None:
        """Release the form before slow work; another request may use it from here on."""
        release(self)

    def validate_operation_id(self, field: Field) -> None:
        """Refuse an id that no page of ours made."""
        if not _OPERATION_ID.fullmatch(field.data or ""):
            # The refused page carries a new id: sending it again works.
            self.renew()
            raise ValidationError(gettext("This page was out of date. Send it again."))

    def renew(self) -> None:
        """Take a new id, for a page whose form will be sent as another operation."""
        self.operation_id.data = str(uuid.uuid4())
        self.operation_id.raw_data = None


class Checkboxes(SelectMultipleField):
    """A multiple choice with a checkbox for each value."""

    # Several may be ticked, so this is no group of radio buttons.
    multiple = True

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NumberField(StringField):
    """A figure as people write it: ``1 234,5`` and ``1234.5`` alike; empty is None."""

    @property
    def value(self) -> float | None:
        """The figure; None if empty, NaN if it is no number or ambiguous."""
        text = self.data or ""
        if not text.strip():
            return None
        value = read_number(text).value
        return math.nan if value is None else value

    @property
    def whole(self) -> int:
        """A whole number for sums shown before validation; 0 if it is none."""
        value = self.value
        return int(value) if value is not None and abs(value) < _COUNTABLE else 0

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002
        """Refuse what is no number, and ask about an ambiguous one."""
        if self.value is not None and not math.isfinite(self.value):
            # Keep the data, so that the typed text stays in the field.
            raise StopValidation(self.say_fault(self.data or ""))

    def say_fault(self, text: str) -> str:
        """Say why a text is not the figure that the field asks for."""
        return say_number_fault(text)


class YearField(NumberField):
    """A calendar year."""

    def say_fault(self, text: str) -> str:
        """Say why a text is not a year."""
        return say_year_fault(text)


class Needed:
    """The field is required; the message is in the reader's language."""

    field_flags = {"required": True}  # noqa: RUF012  # WTForms reads it from the instance

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(gettext("This must be filled in."))


class MaximumLength:
    """The text has a maximum length, which the message states."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002
        if len(field.data or "") > self.length:
            raise StopValidation(
                gettext(
                    "At most %(most)d characters are possible here; this has %(length)s.",
                    most=self.length,
                    length=format_decimal(len(field.data)),
                )
            )


class Between:
    """The number is within bounds, and whole if ``whole`` is set, as for years and counts."""

    def __init__(self, lowest: float, highest: float, *, whole: bool = False) -> None:
        self.lowest, self.highest, self.whole = lowest, highest, whole

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002
        value = field.value  # type: ignore[attr-defined]
        if value is None:
            return
        if not self.lowest <= value <= self.highest or (self.whole and value != int(value)):
            bounds = {"lowest": self._written(self.lowest), "highest": self._written(self.highest)}
            raise StopValidation(
                gettext("Write a whole number from %(lowest)s to %(highest)s.", **bounds)
                if self.whole
                else gettext("Write a number from %(lowest)s to %(highest)s.", **bounds)
            )

    def _written(self, bound: float) -> str:
        # Write years without thousands separators.
        return str(int(bound)) if self.whole else format_decimal(bound)
