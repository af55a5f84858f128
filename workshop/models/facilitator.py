"""Accounts of facilitators and viewers, and their one-time login links."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class AccountRole(enum.StrEnum):
    """What an account may do in the whole installation."""

    ADMINISTRATOR = "administrator"
    """Opens workshops, and manages the accounts."""
    FACILITATOR = "facilitator"
    """Opens workshops."""
    VIEWER = "viewer"
    """Reads the workshops that it was invited to."""


class Facilitator(UserMixin, Model):  # type: ignore[misc]  # Flask-Login has no types
    """An account: a person who prepares and runs workshops, or who reads their results.

    Nobody can log in with a closed account; what it did stays in the logs under its name.
    """

    __tablename__ = "facilitator"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="en")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    role: Mapped[str] = mapped_column(String(20), default=AccountRole.FACILITATOR.value)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    """The address by which a provider's login finds the account, in small letters."""
    code_secret: Mapped[str | None] = mapped_column(String(200))
    """The encrypted secret of the codes that the account's app shows; None without a second step."""
    code_step: Mapped[int] = mapped_column(default=0)
    """The time step of the last code that was taken: each code is taken once."""

    @property
    def is_administrator(self) -> bool:
        """Whether this account manages the others."""
        return self.role == AccountRole.ADMINISTRATOR

    @property
    def may_open(self) -> bool:
        """Whether this account may open workshops."""
        return self.role != AccountRole.VIEWER


class RecoveryCode(Model):
    """A code that takes the place of the app's once; only its hash is stored."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))


class LoginLink(Model):
    """A link that logs a facilitator in once; only the hash of its secret is stored."""

    __tablename__ = "login_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    facilitator: Mapped[Facilitator] = relationship()
