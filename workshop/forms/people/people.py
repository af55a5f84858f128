"""Forms about the people in the room."""

from __future__ import annotations

from wtforms import Field, SelectField, SelectMultipleField

from workshop.forms.fields import Between, Needed, NumberField, OperationForm, offer
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.services.people.attendance import MOST_PEOPLE


class ChosenPeopleForm(OperationForm):
    """The people ticked in the list; the service validates their ids."""

    people = SelectMultipleField(validate_choice=False)

    def validate_people(self, field: Field) -> None:
        """Require at least one."""
        if not field.data:
            field.errors = [*field.errors, gettext("Tick somebody first.")]

    @property
    def chosen(self) -> list[str]:
        """The public ids of the ticked people."""
        return [name for name in self.people.data or () if len(name) <= 16]


class SamePersonForm(OperationForm):
    """The person whose other phone it is; the service validates the id."""

    person = SelectField(validate_choice=False)


class ExpectedForm(OperationForm):
    """How many people are expected."""

    people = NumberField(
        _l("How many people do you expect?"), validators=[Needed(), Between(1, MOST_PEOPLE, whole=True)]
    )


class CountForm(OperationForm):
    """Whether the screen hides how many people are here."""

    hidden = SelectField(choices=offer([("yes", "yes"), ("no", "no")]))


class WithdrawalForm(OperationForm):
    """Whether the desk takes a proposal back, as its author asks."""

    taken = SelectField(choices=offer([("yes", "yes"), ("no", "no")]))
