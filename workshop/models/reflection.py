"""The room for manoeuvre: what each role can do, what people take with them, and what they promise."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class Stand(enum.StrEnum):
    """What somebody's own role can do about an action."""

    CAN = "can"
    TOGETHER = "together"
    NOT_WITHOUT = "not-without"


class Stance(Model):
    """One participant's statement about one action for their own role; ``needs`` names whose decision."""

    __tablename__ = "stance"
    # A changed row gets a new id that was never used: published totals count by ids.
    __table_args__ = (UniqueConstraint("proposal_id", "participant_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    stand: Mapped[str] = mapped_column(String(12))
    needs: Mapped[str] = mapped_column(String(40), default="")


class ReflectionKind(enum.StrEnum):
    """A thought, or a pledge to do something."""

    THOUGHT = "thought"
    PLEDGE = "pledge"


class Reflection(Model):
    """A thought about a prompt, or a pledge with its owner and date; the desk decides what is shown."""

    __tablename__ = "reflection"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    prompt: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(80), default="")
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
