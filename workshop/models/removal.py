"""A person whom the desk has removed, and their device, which stays out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, SQLColumnExpression, String, exists
from sqlalchemy.orm import Mapped, aliased, mapped_column

from workshop.extensions import Model
from workshop.models.participant import Participant
from workshop.models.types import UtcDateTime


class Removal(Model):
    """A removed person: while this row exists, nothing they wrote counts or is shown.

    The desk can put them back ``until`` that time. After erasure, ``participant_id`` is None, and only the
    hash of their device's token is left, so that the device cannot join again.
    """

    __tablename__ = "removal"
    __table_args__ = (Index("ix_removal_workshop_device", "workshop_id", "device"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participant.id", ondelete="SET NULL"), unique=True
    )
    device: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def is_here(participant_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """Return the condition that a participant has not been removed, and is not somebody's other phone."""
    phone = aliased(Participant)
    joined = exists().where(phone.id == participant_id, phone.same_as_id.is_not(None))
    return ~exists().where(Removal.participant_id == participant_id) & ~joined
