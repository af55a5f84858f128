"""Browsers in which facilitators are logged in."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now


class Means(enum.StrEnum):
    """By which means somebody logged in."""

    PASSWORD = "password"  # noqa: S105  # the name of a means
    LINK = "link"
    OPENID = "openid"


class Login(Model):
    """One browser in which a facilitator is logged in; only the hash of its secret is stored.

    The cookie names this row. Once the row is deleted, neither the cookie nor a copy of it is valid.
    """

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(80), default="")
    means: Mapped[str] = mapped_column(String(20), default="")
    """A :class:`Means`; empty for logins from before it was noted."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    facilitator: Mapped[Facilitator] = relationship()
