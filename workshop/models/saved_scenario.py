"""A scenario as it was when the desk saved it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.facilitator import Facilitator
from workshop.models.types import UtcDateTime, utc_now
from workshop.models.workshop import Workshop


class SavedScenario(Model):
    """A frozen scenario file with its name and note; the same file always gives the same outcome.

    ``origin`` is None if it was saved at the desk. Of an imported file it has its name (``file``), whether it
    is about another ``place`` than the workshop (its name, or empty) or other ``years``, and the ids of those
    of its actions that are the workshop's ``own`` proposals.

    ``figures_hash`` is that of :func:`scenarios.file.fingerprint.hash_figures`. ``result`` has the main
    figures as the program computed them then, with the statistics and the version that it used; None for
    what an earlier version saved. ``table_number`` is the table whose scenario the room had adopted.
    ``final_at`` is when it was marked as final, ``trashed_at`` when it went to the trash; None otherwise.
    """

    __tablename__ = "saved_scenario"
    __table_args__ = (UniqueConstraint("workshop_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("facilitator.id", ondelete="SET NULL"), index=True
    )
    table_number: Mapped[int | None]
    figures_hash: Mapped[str] = mapped_column(String(64), index=True)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    final_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trashed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    workshop: Mapped[Workshop] = relationship()
    author: Mapped[Facilitator | None] = relationship()
