"""Fields and checks that the forms share."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.i18n import get_translations
from wtforms.validators import StopValidation, ValidationError

from workshop.i18n import LANGUAGES, current_language, format_decimal, gettext

_OPERATION_ID = re.compile(r"[0-9A-Za-z-]{16,36}")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")


def offer(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Turn pairs of value and label into the choices of a field."""
    return [SelectChoice(value, label) for value, label in pairs]


@lru_cache(maxsize=len(LANGUAGES))
def _own_words(language: str) -> Any:
    return get_translations([language])


class OperationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that carries the id of the operation it asks for.

    The page brings a fresh id, so that a form sent twice counts once, with or without scripts.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """How WTForms makes the form."""

        # The extension checks the token of every post before any view; once is enough.
        csrf = False

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002
            """Return WTForms' own words, read once a language and not once a form."""
            return _own_words(current_language())

    operation_id = HiddenField(default=lambda: str(uuid.uuid4()))

    def validate_operation_id(self, field: Field) -> None:
        """Refuse an id that no page of ours made."""
        if not _OPERATION_ID.fullmatch(field.data or ""):
            # The page that comes back is a fresh one: sending it again works.
            self.renew()
            raise ValidationError(gettext("This page was out of date. Send it again."))

    def renew(self) -> None:
        """Take a new id, for an answer page that will be sent as another operation."""
        self.operation_id.data = str(uuid.uuid4())
        self.operation_id.raw_data = None


class NumberField(StringField):
    """A figure as people write it: ``1 234,5`` and ``1234.5`` alike; empty is null."""

    @property
    def value(self) -> float | None:
        """The figure; null where nothing is typed, not a number where it is none."""
        text = _SPACES.sub("", self.data or "").replace(",", ".").replace("\u2212", "-")
        try:
            return float(text) if text else None
        except ValueError:
            return math.nan

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse what is no number."""
        if self.value is not None and not math.isfinite(self.value):
            # The data stay, so that what was typed is still in the field.
            raise StopValidation(gettext("“%(text)s” is not a number.", text=self.data))


class Needed:
    """The field must hold something; says so in the reader's language."""

    field_flags = {"required": True}  # noqa: RUF012  # WTForms reads it from the instance

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(gettext("This is needed."))


class MaximumLength:
    """The text has a bound; says how long it is."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002
        if len(field.data or "") > self.length:
            raise StopValidation(
                gettext(
                    "At most %(most)d characters; this has %(length)s.",
                    most=self.length,
                    length=format_decimal(len(field.data)),
                )
            )


class Between:
    """A number within bounds; a whole one where the field is for years or counts."""

    def __init__(self, lowest: float, highest: float, *, whole: bool = False) -> None:
        self.lowest, self.highest, self.whole = lowest, highest, whole

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ARG002
        value = field.value  # type: ignore[attr-defined]
        if value is None:
            return
        if not self.lowest <= value <= self.highest or (self.whole and value != int(value)):
            bounds = {"lowest": self._written(self.lowest), "highest": self._written(self.highest)}
            raise StopValidation(
                gettext("A whole number from %(lowest)s to %(highest)s is needed.", **bounds)
                if self.whole
                else gettext("A number from %(lowest)s to %(highest)s is needed.", **bounds)
            )

    def _written(self, bound: float) -> str:
        # Years are written without thousands.
        return str(int(bound)) if self.whole else format_decimal(bound)
