"""The team of a workshop, and the invitations by which people get accounts and places in teams."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now
from workshop.models.workshop import Workshop


class TeamRole(enum.StrEnum):
    """What an account may do in one workshop that belongs to another account."""

    CO_FACILITATOR = "co_facilitator"
    """Does at the desk what the owner does, but neither deletes the workshop nor changes its team."""
    VIEWER = "viewer"
    """Reads the result, the comparison, the replay and the log."""


class TeamMember(Model):
    """An account's place in the team of a workshop; the owner has no row."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("workshop_id", "facilitator_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    facilitator: Mapped[Facilitator] = relationship()


class Invitation(Model):
    """A one-time link to an account, and to a place in a team if it names a workshop.

    ``role`` is an :class:`AccountRole`, or a :class:`TeamRole` where ``workshop_id`` is set. Only the hash of
    the link's secret is stored.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    invited_by: Mapped[Facilitator] = relationship()
    workshop: Mapped[Workshop | None] = relationship()
