"""The forms of those who moderate."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField

from workshop.forms.fields import MaximumLength, Needed, OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.i18n import lazy_gettext as _l
from workshop.state.scenario_document import Relation


class ApproveForm(OperationForm):
    """The words that were read, as the page names them."""

    seen = HiddenField(validators=[MaximumLength(16)])


class MergeForm(OperationForm):
    """The proposal that another one is to stand within, by its id."""

    into = HiddenField(validators=[Needed(), MaximumLength(16)])


class AskForm(MergingForm):
    """What the author is asked."""

    question = StringField(_l("What should be made clearer?"), validators=[Needed(), MaximumLength(300)])


class RelateForm(OperationForm):
    """What two actions on the same emissions mean to each other."""

    relation = SelectField(choices=offer((relation.value, relation.value) for relation in Relation))
    other = HiddenField(validators=[Needed(), MaximumLength(16)])
