"""The forms of moderation."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField

from workshop.forms.fields import MaximumLength, Needed, OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.i18n import lazy_gettext as _l
from workshop.state.scenario_document import Relation


class ApproveForm(OperationForm):
    """The digest of the words that were read."""

    seen = HiddenField(validators=[MaximumLength(16)])


class MergeForm(OperationForm):
    """The id of the proposal into which another one is merged."""

    into = HiddenField(validators=[Needed(), MaximumLength(16)])


class AskForm(MergingForm):
    """The question to the author."""

    question = StringField(_l("What should be made clearer?"), validators=[Needed(), MaximumLength(300)])


class RelateForm(OperationForm):
    """How two actions on the same emissions relate."""

    relation = SelectField(choices=offer((relation.value, relation.value) for relation in Relation))
    other = HiddenField(validators=[Needed(), MaximumLength(16)])
