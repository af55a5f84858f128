"""A scenario file on its way in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class ScenarioDraft(Model):
    """A scenario file that is being looked at, one at most for each workshop; it goes when it is imported.

    ``result`` is what the file gives without draws: ``reference_t``, ``emissions_t``, ``remaining_t`` and
    how many actions are ``counted``. ``said`` is what the facilitator has chosen: the ``purpose``, the
    ``name`` and ``note`` of the saved scenario, and the ``targets`` here for those that the place lacks.
    """

    __tablename__ = "scenario_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
