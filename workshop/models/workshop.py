"""A workshop: its place, budget, reference and phase."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now


class Phase(enum.StrEnum):
    """Where the meeting stands; the desk moves it."""

    LOBBY = "lobby"
    PROPOSE = "propose"
    COMBINE = "combine"
    CLOSED = "closed"


class Workshop(Model):
    """One meeting about one place's budget.

    ``budget`` and ``reference`` are frozen when the workshop is created, so that new statistics
    never move the ground under a meeting; they are read from the database only where they are
    used. ``(epoch, revision)`` orders every state the room sees.
    """

    __tablename__ = "workshop"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    screen_key: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_urlsafe(16))
    owner_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    territory_id: Mapped[str] = mapped_column(String(2000))
    place: Mapped[str] = mapped_column(String(200))
    gas: Mapped[str] = mapped_column(String(4))
    start_year: Mapped[int]
    end_year: Mapped[int]
    budget: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, deferred_group="facts")
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True, deferred_group="facts")
    reference: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, deferred_group="facts")
    history: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, deferred_group="facts")
    phase: Mapped[str] = mapped_column(String(20), default=Phase.LOBBY.value)
    epoch: Mapped[str] = mapped_column(String(16), default=lambda: secrets.token_hex(4))
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    owner: Mapped[Facilitator] = relationship()
