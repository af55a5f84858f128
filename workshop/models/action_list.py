"""A municipality's own list on its way in, and what was said about lists of its shape."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class ListDraft(Model):
    """A list that is being looked at, one at most for each workshop; it goes when it is imported.

    ``choices`` is what the facilitator has said (see :mod:`workshop.services.importing.choices`). ``reading``
    is JSON text of what was understood; empty while the file is read, of which ``rows`` rows are known.
    ``refusal`` says why it cannot be read. ``asked`` counts the readings that were asked for and ``read``
    the newest that is done, so that an older one never replaces a newer.
    """

    __tablename__ = "list_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    remembered: Mapped[str] = mapped_column(String(64), default="")
    asked: Mapped[int] = mapped_column(default=1)
    read: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    reading: Mapped[str] = mapped_column(Text, default="", deferred=True)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class RememberedList(Model):
    """What a facilitator has said about the columns of lists of one shape, for the next file of it."""

    __tablename__ = "remembered_list"
    __table_args__ = (UniqueConstraint("facilitator_id", "shape"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), index=True)
    shape: Mapped[str] = mapped_column(String(64))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
