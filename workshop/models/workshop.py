"""A workshop: its place, budget, reference and phase."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.agenda import AGENDAS, DEFAULT_AGENDA, Phase, phase_at, stored
from workshop.models.facilitator import Facilitator
from workshop.models.rules import Rules
from workshop.models.types import UtcDateTime, utc_now


def _usual_agenda() -> list[dict[str, Any]]:
    return stored(AGENDAS[DEFAULT_AGENDA])


class Workshop(Model):
    """One meeting about one place's budget.

    ``budget`` and ``reference`` are frozen when the workshop is created, so that new statistics never change
    the figures of a meeting; these columns are loaded only when used. ``limits`` are the adopted annual
    limits, as :class:`workshop.state.limits.Limits` stores them; empty without any. ``(epoch, revision)``
    orders every state that the room sees.

    ``agenda`` is a list of steps and ``step`` the index of the present one. ``clock`` holds ISO times: when
    the meeting ``opened``, when the step ``started`` and when it should end (``ends``, None while no clock
    runs). ``focus`` is what the screens look at within a step (a card, a question, a proposal); each step
    resets it. ``rules`` holds the rules of the meeting that differ from the usual. ``vote`` says whether one
    is ``open`` or ``closed``, and then how many voted; empty before. ``own_catalogue`` names the revision of
    the place's own catalogue from which its actions are looked up; None stands for the shipped catalogue.
    """

    __tablename__ = "workshop"
    # Rooms, caches and counts are keyed by the id: SQLite would reuse that of a deleted workshop.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  # as SQLAlchemy has it

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
    limits: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, server_default="{}", deferred=True, deferred_group="facts"
    )
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=_usual_agenda)
    step: Mapped[int] = mapped_column(default=0)
    clock: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    focus: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    vote: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    own_catalogue: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    epoch: Mapped[str] = mapped_column(String(16), default=lambda: secrets.token_hex(4))
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    owner: Mapped[Facilitator] = relationship()

    @property
    def phase(self) -> Phase:
        """The present phase of the meeting."""
        return phase_at(self.agenda, self.step)

    @property
    def silent(self) -> bool:
        """Whether the present step hides what others propose."""
        return bool(self.agenda[self.step].get("silent"))

    @property
    def in_force(self) -> Rules:
        """The rules of the meeting, with the usual ones where the desk decided nothing."""
        return Rules(**self.rules)
