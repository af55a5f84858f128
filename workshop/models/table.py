"""Tables: small groups that build a scenario of their own from the room's proposals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, utc_now


class Seat(Model):
    """Where somebody sits, and whether they hold the table's pen: write down its proposals."""

    __tablename__ = "seat"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    table_number: Mapped[int]
    pen: Mapped[bool] = mapped_column(default=False)


class TableChoice(Model):
    """A table's newest decision about one proposal; ``decided_at`` orders decisions, not their arrival.

    Each decision replaces the row before with a new one, so that ``id`` also counts changes. Decisions of
    invented people (``rehearsal``) are kept beside those of real ones, which count again after the rehearsal
    is removed.
    """

    __tablename__ = "table_choice"
    __table_args__ = (UniqueConstraint("workshop_id", "table_number", "proposal_id", "rehearsal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    table_number: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    included: Mapped[bool]
    rehearsal: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
