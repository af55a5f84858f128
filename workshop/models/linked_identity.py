"""Accounts' identities at an OpenID Connect provider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now


class LinkedIdentity(Model):
    """A person at a provider who logs in to an account; an account has one at most.

    The provider's ``issuer`` and ``subject`` name the person for good; ``label`` is what people recognise,
    such as an e-mail address, and decides nothing.
    """

    __tablename__ = "linked_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), unique=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    facilitator: Mapped[Facilitator] = relationship()
