"""A phone that is the desk of one workshop, without a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now


class RemoteDesk(Model):
    """First a one-time link, then the phone that used it; only hashes of the secrets are stored.

    The phone acts as the facilitator who offered the link.

    ``expires_at`` ends the link, and later the phone's right to be the desk.
    """

    __tablename__ = "remote_desk"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    facilitator: Mapped[Facilitator] = relationship()
