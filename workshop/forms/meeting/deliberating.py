"""The forms for votes and objections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wtforms import BooleanField, HiddenField, TextAreaField

from workshop.clean_input import read_whole
from workshop.forms.fields import (
    Between,
    ButtonsField,
    MaximumLength,
    Needed,
    NumberField,
    OperationForm,
    offer,
    read_lines,
)
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import ObjectionKind
from workshop.models.agenda import MAXIMUM_STEPS
from workshop.services.meeting.votes import MOST_DOTS, Gift
from workshop.state.proposal_views import ProposalView
from workshop.words import say_objection


@dataclass(frozen=True)
class Row:
    """One proposal on a ballot, with the data typed for it."""

    view: ProposalView
    dots: str
    supports: bool


class BallotForm(OperationForm):
    """A whole ballot: for each proposal a number of dots, and whether the person supports it."""

    def for_proposals(
        self, views: Sequence[ProposalView], most: int, given: Mapping[str, Gift], typed: Mapping[str, str]
    ) -> BallotForm:
        """Bind the form to the proposals; ``typed`` is the posted data, ``given`` the earlier ballot."""
        self.most = most
        self._dots = {of: dots.strip() or "0" for of, dots in read_lines(typed, "dots").items()}
        self._supported = read_lines(typed, "supports").keys()
        self.rows = []
        for view in views:
            if typed:
                self.rows.append(Row(view, self._dots.get(view.id, "0"), view.id in self._supported))
            else:
                gift = given.get(view.id, Gift())
                self.rows.append(Row(view, str(gift.dots), gift.supports))
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Check that the figures are whole, and that nobody gives more dots than they have."""
        sound: bool = super().validate(extra_validators)
        if not all(read_whole(dots, 0, 999) is not None for dots in self._dots.values()):
            self.form_errors.append(gettext("Dots are whole numbers: 0, 1, 2 …"))
            return False
        if self.spent > self.most:
            self.form_errors.append(
                gettext("You have %(most)d dots and gave %(spent)d.", most=self.most, spent=self.spent)
            )
            return False
        return sound

    @property
    def spent(self) -> int:
        """How many dots are given."""
        return sum(read_whole(dots) or 0 for dots in self._dots.values())

    def gifts(self) -> dict[str, Gift]:
        """Return the gifts by the proposals' public ids.

        They depend only on the posted data: a repeated ballot is the same operation, also if proposals have
        come or gone meanwhile.
        """
        chosen = self._dots.keys() | self._supported
        gifts = {each: Gift(int(self._dots.get(each, "0")), each in self._supported) for each in chosen}
        return {each: gift for each, gift in gifts.items() if gift != Gift()}


class OpenVoteForm(OperationForm):
    """The number of dots per person, and whether the result stays hidden until the vote is closed."""

    dots = NumberField(_l("Dots for each person"), validators=[Needed(), Between(0, MOST_DOTS, whole=True)])
    hidden = BooleanField(_l("Keep the result hidden until the vote is closed"))


class ObjectionForm(OperationForm):
    """An objection to a proposal."""

    kind = ButtonsField(
        _l("What kind of objection is it?"),
        choices=lambda: offer((kind.value, say_objection(kind.value)) for kind in ObjectionKind),
        validators=[Needed()],
    )
    text = TextAreaField(_l("Your objection"), validators=[Needed(), MaximumLength(500)])


class SpotlightForm(OperationForm):
    """The proposal to show on all screens; empty clears it."""

    step = NumberField(validators=[Needed(), Between(0, MAXIMUM_STEPS, whole=True)])
    proposal = HiddenField()


class ShownForm(OperationForm):
    """Whether the room may read a text, and a digest of the text that the desk has read."""

    shown = HiddenField()
    seen = HiddenField(validators=[MaximumLength(16)])
