"""A person in the room, without account or e-mail."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class Role(enum.StrEnum):
    """The role in which somebody speaks."""

    ELECTED = "elected"
    ADMINISTRATION = "administration"
    RESIDENT = "resident"
    BUSINESS = "business"
    ASSOCIATION = "association"
    PUPIL = "pupil"
    VISITOR = "visitor"


class Participant(Model):
    """Someone who joined; only the hash of their device's secret is stored.

    Participants with a rehearsal are invented and are deleted with it. ``sheet`` is the number on the papers
    of somebody without a phone, who has no device and no secret. ``device`` is the hash of the token of the
    device that joined; None for participants from before this column. ``same_as_id`` is the person whose
    other phone this row is, once the desk has joined the two: then all that the phone sends is that person's.
    """

    __tablename__ = "participant"
    __table_args__ = (Index("uq_participant_sheet", "workshop_id", "sheet", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(20))
    nickname: Mapped[str] = mapped_column(String(40), default="")
    rehearsal_id: Mapped[int | None] = mapped_column(
        ForeignKey("rehearsal.id", ondelete="CASCADE"), index=True
    )
    sheet: Mapped[int | None]
    device: Mapped[str | None] = mapped_column(String(64))
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
