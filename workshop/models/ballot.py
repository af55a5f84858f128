"""Votes while they can still be changed; closing the vote deletes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model


class Ballot(Model):
    """One participant's vote on one proposal: a number of dots, and whether they support it.

    Rows exist from the vote until the desk closes it; closing turns them into totals and deletes them. They
    have no timestamp, so that their order tells nothing.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("participant_id", "proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    dots: Mapped[int] = mapped_column(default=0)
    supports: Mapped[bool] = mapped_column(default=False)


class ShownTotals(Model):
    """What an open vote shows: totals from before at least five more people voted.

    ``totals`` (by the proposals' public ids: ``{id: [dots, supporters]}``) and ``voters`` are the newest, not
    yet shown; ``shown`` has the earlier ones, which are shown. The rest says what has been counted:
    ``counts`` (voters by the ids of counts by hand), receipts up to ``operation_id``, and the ballot of
    ``actor``, whose receipt came later. The row is deleted with the ballots.
    """

    __tablename__ = "shown_totals"

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    voters: Mapped[int]
    totals: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    operation_id: Mapped[int]
    actor: Mapped[str] = mapped_column(String(40))
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Published(Model):
    """Published totals of the answers to one thing; they change by at least five people at a time.

    ``about`` names it (``key``, ``stand/12``); ``newest`` is the id of the newest answer in the totals.
    """

    __tablename__ = "published"
    __table_args__ = (UniqueConstraint("workshop_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    about: Mapped[str] = mapped_column(String(60))
    people: Mapped[int]
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)
    newest: Mapped[int]
