"""Forms for the code, joining and logging in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, Length

from workshop.clean_input import read_whole
from workshop.forms.fields import ButtonsField, MaximumLength, Needed, OperationForm, offer
from workshop.i18n import lazy_gettext as _l
from workshop.models import Role
from workshop.services.people.facilitators import MINIMUM_PASSWORD_LENGTH
from workshop.store.gates import MAXIMUM_TABLES
from workshop.words import say_role


class JoinForm(OperationForm):
    """The role and the name of somebody who joins."""

    role = ButtonsField(
        _l("I am here as"),
        choices=lambda: offer((role.value, say_role(role.value)) for role in Role),
        validators=[Needed()],
    )
    nickname = StringField(_l("Nickname (optional)"), validators=[MaximumLength(40)])
    table = HiddenField()

    @property
    def seat(self) -> int | None:
        """The table of a scanned card, or None; an invalid card keeps nobody out."""
        return read_whole(self.table.data, 1, MAXIMUM_TABLES)


class CorrectionForm(OperationForm):
    """Another role or nickname of somebody who is in."""

    role = ButtonsField(
        _l("I am here as"),
        choices=lambda: offer((role.value, say_role(role.value)) for role in Role),
        validators=[Needed()],
    )
    nickname = StringField(_l("Nickname (optional)"), validators=[MaximumLength(40)])


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Name and password of a facilitator."""

    name = StringField(_l("Name"), validators=[Needed(), MaximumLength(80)])
    password = PasswordField(_l("Password"), validators=[Needed()])


class PasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A new password, typed twice, and the current one; ``del form.current`` where nobody asks for it."""

    current = PasswordField(_l("Current password"), validators=[Needed()])
    password = PasswordField(
        _l("New password"),
        validators=[
            Needed(),
            Length(min=MINIMUM_PASSWORD_LENGTH, message=_l("Write at least %(min)d characters.")),
            Length(max=200),
        ],
    )
    again = PasswordField(
        _l("Repeat password"), validators=[EqualTo("password", message=_l("Passwords don’t match."))]
    )


class LinkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The current password, to link a login; ``del form.current`` where nobody asks for it."""

    current = PasswordField(_l("Current password"), validators=[Needed()])


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A code from an app, or a recovery code."""

    code = StringField(_l("Code"), validators=[Needed(), MaximumLength(60)])
