"""A rehearsal: invented people in a workshop, and the workshop's state before they came."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Rehearsal(Model):
    """A row exists while invented people are in the workshop, and is deleted with the last of them.

    ``key`` is in the tokens with which they join, at most ``people`` of them and before ``until``, when they
    also stop acting. ``revision`` is the workshop's at the beginning: anything newer came after it.
    ``before`` is what the log does not have about the time before: the step of the meeting, the proposals
    that existed, and their support.
    """

    __tablename__ = "rehearsal"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    people: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
