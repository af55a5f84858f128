"""The form for applying a suggested set."""

from __future__ import annotations

from wtforms import HiddenField

from workshop.forms.fields import MaximumLength, OperationForm


class TakeSetForm(OperationForm):
    """The proposals to switch on and off, by their ids, separated by spaces."""

    chosen = HiddenField(validators=[MaximumLength(10_000)])
    left_out = HiddenField(validators=[MaximumLength(10_000)])
