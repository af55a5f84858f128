"""The forms with which the desk controls its screens."""

from __future__ import annotations

from wtforms import SelectField, StringField

from workshop.forms.fields import MaximumLength, Needed, OperationForm, offer
from workshop.i18n import LANGUAGES
from workshop.i18n import lazy_gettext as _l
from workshop.services.meeting.wall import Wall


class WallForm(OperationForm):
    """The wall's mode."""

    wall = SelectField(choices=offer((wall.value, wall.value) for wall in Wall))


class TurnForm(OperationForm):
    """One page on or back on the wall; 0 lets it turn them by itself."""

    by = SelectField(choices=offer((by, by) for by in ("1", "-1", "0")))


class LanguageForm(OperationForm):
    """The language that the wall shows in turn with the meeting's own, or beside it; empty for none."""

    language = SelectField(choices=lambda: offer([("", ""), *LANGUAGES.items()]))
    beside = SelectField(choices=offer([("no", "no"), ("yes", "yes")]), default="no")


class PairForm(OperationForm):
    """The code that a screen shows."""

    screen_code = StringField(
        _l("Show on a screen: type the code that it shows"), validators=[Needed(), MaximumLength(12)]
    )
