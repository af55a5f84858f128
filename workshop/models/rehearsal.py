"""A rehearsal: invented people in a workshop, and how it stood before they came."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Rehearsal(Model):
    """There is one as long as invented people are in the workshop; it goes with the last trace of them.

    ``key`` stands in the tokens with which they come in, at most ``people`` of them and no later than
    ``until``, when they also stop to act. ``revision`` is the workshop's when it began: whatever is
    newer came after. ``before`` is what the log cannot tell about the time before: the course of the
    meeting, which proposals there were, and what votes had given them.
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
