"""The forms of moderation."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField

from workshop.forms.fields import MaximumLength, Needed, OperationForm, offer
from workshop.forms.merging import MergingForm
from workshop.i18n import lazy_gettext as _l
from workshop.services.proposals.together import Read
from workshop.state.scenario_document import Relation


class ApproveForm(OperationForm):
    """The digest of the words that were read."""

    seen = HiddenField(validators=[MaximumLength(16)])


class MergeForm(OperationForm):
    """The proposal into which another one is merged, and what was read of both."""

    seen = HiddenField(validators=[Needed(), MaximumLength(32)])
    into = HiddenField(validators=[Needed(), MaximumLength(49)])

    def read(self) -> Read:
        """Return the id of the other proposal, with what was read of it."""
        public_id, _, seen = (self.into.data or "").partition(".")
        return public_id[:16], seen


class AskForm(MergingForm):
    """The question to the author."""

    question = StringField(_l("What should be made clearer?"), validators=[Needed(), MaximumLength(300)])


class RelateForm(OperationForm):
    """How two actions on the same emissions relate."""

    relation = SelectField(choices=offer((relation.value, relation.value) for relation in Relation))
    other = HiddenField(validators=[Needed(), MaximumLength(16)])
