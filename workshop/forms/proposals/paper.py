"""The forms with which the desk enters what others wrote on paper or said in the hall."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # missing from the stubs
from wtforms.validators import ValidationError

from workshop.clean_input import read_whole
from workshop.forms.fields import Between, Needed, NumberField, OperationForm, YearField, offer, read_lines
from workshop.forms.proposals.estimating import EstimateForm
from workshop.forms.proposals.proposing import FreeTextForm, PickForm
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import Role, Source
from workshop.services.meeting.counts import MOST_VOTERS, Counted
from workshop.services.proposals.catalogue_actions import CatalogueAction
from workshop.services.proposals.fitting import Fit
from workshop.services.proposals.paper import MOST_SHEETS, Sheet
from workshop.services.proposals.picks import Pick
from workshop.state.proposal_views import ProposalView
from workshop.words import say_role, say_source


class SheetForm(OperationForm):
    """The person whose paper it is."""

    sheet = NumberField(_l("Number on the paper"), validators=[Between(1, MOST_SHEETS, whole=True)])
    role = SelectField(
        _l("Role"),
        choices=lambda: offer([("", "–"), *((role.value, say_role(role.value)) for role in Role)]),
        default="",
    )

    def whose(self) -> Sheet:
        """Return the paper's number and role."""
        number = self.sheet.value
        role = Role(self.role.data) if self.role.data else None
        return Sheet(number=None if number is None else int(number), role=role)


def _sources() -> list[SelectChoice]:
    return offer((source.value, say_source(source.value)) for source in Source)


class PaperPickForm(SheetForm, PickForm):
    """A line of the printed list of actions, by its number."""

    action = StringField(_l("Number of the action"), validators=[Needed()])
    start_year = YearField(_l("From the year"))

    def for_list(
        self,
        actions: Mapping[int, CatalogueAction],
        first_year: int,
        last_year: int,
        fit: Callable[[CatalogueAction], tuple[str, Fit]],
    ) -> PaperPickForm:
        """Bind the form to the numbered list and the years of a workshop, and to what fits its place."""
        self._actions, self._first_year, self._last_year = actions, first_year, last_year
        number = (self.action.data or "").strip().partition(" ")[0].rstrip(".")
        self.chosen = actions.get(read_whole(number) or 0)
        if self.chosen is not None:
            self.for_place(*fit(self.chosen))
        return self

    def validate_action(self, field: NumberField) -> None:
        """Refuse a number that is not in the list."""
        if self.chosen is None:
            raise ValidationError(
                gettext("The list has no action %(number)s.", number=(field.data or "")[:20])
            )

    def validate_amount(self, field: NumberField) -> None:
        """Check the amount against the chosen action."""
        self._with_action(lambda: PickForm.validate_amount(self, field))

    def validate_anyway(self, field: BooleanField) -> None:
        """Ask once before more is saved than fits the place."""
        self._with_action(lambda: PickForm.validate_anyway(self, field))

    def validate_start_year(self, field: NumberField) -> None:
        """Refuse a year outside the horizon; empty is the action's usual one."""
        Between(self._first_year, self._last_year, whole=True)(self, field)

    def pick(self) -> Pick:
        """Return the pick."""
        assert self.chosen is not None
        self._action = self.chosen
        has_amount = self.chosen.effect is not None
        usual = min(self._last_year, self._first_year + self.chosen.start_offset_years)
        return Pick(
            action_id=self.chosen.id,
            amount=self.amount.value if has_amount else None,
            amount_low=self.amount_low.value if has_amount else None,
            amount_high=self.amount_high.value if has_amount else None,
            start_year=int(self.start_year.value or usual),
            reason=(self.reason.data or "").strip(),
        )

    def _with_action(self, check: Callable[[], object]) -> None:
        if self.chosen is not None:
            self._action = self.chosen
            check()


class PaperOwnForm(SheetForm, FreeTextForm):
    """A free-text proposal, on paper or said aloud."""

    source = RadioField(_l("Where it comes from"), choices=_sources, default=Source.PAPER.value)


class PaperEstimateForm(SheetForm, EstimateForm):
    """One person's estimate on paper, or the plenary's figure."""

    source = RadioField(_l("Where it comes from"), choices=_sources, default=Source.PAPER.value)


@dataclass(frozen=True)
class CountRow:
    """One proposal with the data typed for it."""

    view: ProposalView
    dots: str
    supporters: str


class CountForm(OperationForm):
    """How many people voted, and what they gave each proposal together."""

    source = RadioField(_l("How it was counted"), choices=_sources, default=Source.PAPER.value)
    voters = NumberField(_l("How many voted"), validators=[Needed(), Between(1, MOST_VOTERS, whole=True)])

    def for_proposals(self, views: Sequence[ProposalView], most: int, typed: Mapping[str, str]) -> CountForm:
        """Bind the form to the proposals; each person has ``most`` dots."""
        self.most = most
        self._dots, self._supporters = (
            {of: figure.strip() for of, figure in read_lines(typed, kind).items()}
            for kind in ("dots", "supporters")
        )
        self.rows = [
            CountRow(view, self._dots.get(view.id, ""), self._supporters.get(view.id, "")) for view in views
        ]
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Check that the figures are whole, and not more than the voters can give."""
        sound: bool = super().validate(extra_validators)
        figures = [figure for lines in (self._dots, self._supporters) for figure in lines.values() if figure]
        if not all(read_whole(figure, 0, 99_999) is not None for figure in figures):
            self.form_errors.append(gettext("Counts are whole numbers: 0, 1, 2 …"))
            return False
        if not sound:
            return False
        voters = int(self.voters.value or 0)
        for row in self.rows:
            if int(row.supporters or 0) > voters:
                self.form_errors.append(
                    gettext(
                        "“%(title)s” has %(hands)s hands, and only %(voters)d voted.",
                        title=row.view.title,
                        hands=row.supporters,
                        voters=voters,
                    )
                )
        spent = sum(int(dots or 0) for dots in self._dots.values())
        if spent > voters * self.most:
            self.form_errors.append(
                gettext(
                    "%(spent)d dots are more than %(voters)d people have: %(most)d.",
                    spent=spent,
                    voters=voters,
                    most=voters * self.most,
                )
            )
        return not self.form_errors

    def gifts(self) -> dict[str, Counted]:
        """Return the counts by the proposals' public ids.

        As in a ballot, they depend only on the posted data: a count that is sent twice is one count.
        """
        chosen = self._dots.keys() | self._supporters.keys()
        gifts = {
            each: Counted(int(self._dots.get(each) or 0), int(self._supporters.get(each) or 0))
            for each in chosen
        }
        return {each: gift for each, gift in gifts.items() if gift != Counted()}
