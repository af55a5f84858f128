"""The form of the survey, with three optional questions."""

from __future__ import annotations

from wtforms import SelectField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.meeting.surveys import ASPECTS, HIGHEST, LOWEST


def _point() -> NumberField:
    return NumberField("", validators=[Between(LOWEST, HIGHEST, whole=True)])


class SurveyForm(OperationForm):
    """Points from 1 to 5; unanswered questions are skipped."""

    knowledge = _point()
    urgency = _point()
    agency = _point()

    def points(self) -> dict[str, int]:
        """Return the points that were given."""
        given = {aspect: self[aspect].value for aspect in ASPECTS}
        return {aspect: int(point) for aspect, point in given.items() if point is not None}


class ShowForm(OperationForm):
    """Whether to show something, in the step that the desk saw."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])
    shown = SelectField(choices=offer([("yes", "yes"), ("no", "no")]))
