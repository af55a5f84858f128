"""Votes counted by the desk: paper ballots, or hands in the hall."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Source(enum.StrEnum):
    """How something came in that was not typed on a phone."""

    PAPER = "paper"
    PLENARY = "plenary"


class Count(Model):
    """One count of ``voters`` ballots or hands during an open vote; closing adds it to the totals.

    ``gifts`` has what they gave, by the proposals' public ids: ``{id: {"dots": n, "supporters": n}}``.
    """

    __tablename__ = "vote_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(10))
    voters: Mapped[int]
    gifts: Mapped[dict[str, Any]] = mapped_column(JSON)
    removed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
