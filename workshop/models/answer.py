"""Answers to questions of the room: guesses, votes on the allocation rule, the survey before and after."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Answer(Model):
    """One participant's answer to one question; answering again replaces it.

    ``question`` names it (``predict/years_left``, ``key``, ``before/urgency``); ``number`` is a
    guess or a point on a scale, ``choice`` one of the choices.
    """

    __tablename__ = "answer"
    # A changed answer gets a new id that was never used: published totals count by ids.
    __table_args__ = (UniqueConstraint("participant_id", "question"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(60))
    number: Mapped[float | None]
    choice: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
