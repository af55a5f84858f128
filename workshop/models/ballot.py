"""Votes while they can still be changed; nothing is left of them once the vote is closed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model


class Ballot(Model):
    """What one participant gives one proposal: some of their dots, and whether they support it.

    Rows live from the moment somebody votes until the desk closes the vote; closing turns them into
    totals and deletes them. They carry no time, so that their order tells nothing.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("participant_id", "proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    dots: Mapped[int] = mapped_column(default=0)
    supports: Mapped[bool] = mapped_column(default=False)
