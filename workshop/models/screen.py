"""Screens: which workshop a projector shows, and the picture that a desk holds on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Screen(Model):
    """A computer that opened ``/wall``; it shows its code until a desk has typed it.

    ``workshop_id`` is None while it waits. Only the hash of its device's secret is stored.
    """

    __tablename__ = "screen"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class HeldPicture(Model):
    """The wall's picture when the desk held it, so that a screen that connects later shows the same.

    ``words`` are the texts of people on it: the picture stays as long as the room may read all of them.
    """

    __tablename__ = "held_picture"

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    revision: Mapped[int]
    html: Mapped[str] = mapped_column(Text)
    words: Mapped[list[str]] = mapped_column(JSON)
