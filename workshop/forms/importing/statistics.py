"""The form for a statistics file."""

from __future__ import annotations

import re
from datetime import date

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from workshop.forms.fields import MaximumLength, OperationForm, offer
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class StatisticsForm(OperationForm):
    """A file, its country, and who published it when."""

    file = FileField(_l("The file"))
    country = SelectField(
        _l("Country"),
        choices=lambda: offer(
            [("NO", gettext("Norway")), ("SE", gettext("Sweden")), ("DK", gettext("Denmark"))]
        ),
    )
    published = StringField(_l("Day of publication, if known"), validators=[MaximumLength(10)])
    publisher = StringField(_l("Who publishes the figures"), validators=[MaximumLength(120)])

    def validate_file(self, field: Field) -> None:
        """Require a file."""
        if not field.data or not field.data.filename:
            raise ValidationError(gettext("Choose the file with the statistics."))

    def validate_published(self, field: Field) -> None:
        """Refuse what is no day."""
        text = (field.data or "").strip()
        if text and not self._is_day(text):
            raise ValidationError(gettext("Write a day as year-month-day, such as 2026-04-24."))

    @staticmethod
    def _is_day(text: str) -> bool:
        try:
            return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
        except ValueError:
            return False


class ImportForm(OperationForm):
    """The step into use; ``older`` says that an edition that lacks years shall be used all the same.

    ``draft`` is the mark of the file that the page shows.
    """

    draft = HiddenField()
    older = BooleanField(_l("Use them all the same"))
