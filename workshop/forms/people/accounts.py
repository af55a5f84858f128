"""Forms about accounts, invitations and teams."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, Length

from workshop.forms.fields import ButtonsField, MaximumLength, Needed, offer
from workshop.i18n import gettext
from workshop.i18n import lazy_gettext as _l
from workshop.models import AccountRole, TeamRole
from workshop.services.people.facilitators import MINIMUM_PASSWORD_LENGTH
from workshop.services.people.invitations import is_name_taken
from workshop.services.people.passwords import is_easy_to_guess
from workshop.words import say_account_role, say_team_role

_LONGEST_NAME = 80
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class AccountInvitationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """An invitation to the installation."""

    role = ButtonsField(
        _l("The account is for"),
        choices=lambda: offer((role.value, say_account_role(role.value)) for role in AccountRole),
        validators=[Needed()],
    )
    about = StringField(_l("For whom (for your list only)"), validators=[MaximumLength(_LONGEST_NAME)])


class TeamInvitationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """An invitation to the team of a workshop."""

    role = ButtonsField(
        _l("They come as"),
        choices=lambda: offer((role.value, say_team_role(role.value)) for role in TeamRole),
        validators=[Needed()],
    )
    about = StringField(_l("For whom (for your list only)"), validators=[MaximumLength(_LONGEST_NAME)])


class HeirForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The account that gets a workshop; the service validates the id."""

    heir = SelectField(_l("New owner"), validate_choice=False)


class LeavingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who gets all that an account owns, and whether the account is closed; the service validates the id."""

    heir = SelectField(_l("New owner"), validate_choice=False)
    close = BooleanField(_l("Close the account, too"))


class EmailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The address by which a provider's login finds an account; empty for none."""

    email = StringField(_l("E-mail address"), validators=[MaximumLength(200)])

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        field.data = (field.data or "").strip()
        if field.data and not _EMAIL.fullmatch(field.data):
            field.errors = [
                *field.errors,
                gettext("This is no e-mail address. Write it as name@example.org, or leave it empty."),
            ]


class RoleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The role of an account."""

    role = SelectField(choices=offer((role.value, role.value) for role in AccountRole))


class NewAccountForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name and password of somebody who takes an invitation."""

    name = StringField(_l("Name"), validators=[Needed(), MaximumLength(_LONGEST_NAME)])
    password = PasswordField(
        _l("Password"),
        validators=[
            Needed(),
            Length(min=MINIMUM_PASSWORD_LENGTH, message=_l("Write at least %(min)d characters.")),
            Length(max=200),
        ],
    )
    again = PasswordField(
        _l("Repeat password"), validators=[EqualTo("password", message=_l("Passwords don’t match."))]
    )

    def validate_name(self, field: Field) -> None:
        """Refuse a name that another account has."""
        field.data = " ".join((field.data or "").split())
        if is_name_taken(field.data):
            field.errors = [
                *field.errors,
                gettext("Another account has this name. Add something that tells you apart."),
            ]

    def validate_password(self, field: Field) -> None:
        """Refuse a password that others would try early on."""
        if is_easy_to_guess(field.data or "", [self.name.data or ""]):
            field.errors = [
                *field.errors,
                gettext(
                    "Others would try this early on. Choose words that have nothing to do with each other."
                ),
            ]
