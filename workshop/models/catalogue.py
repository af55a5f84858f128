"""A place's own catalogue: every change of it, in order, and files that are being looked at."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class CatalogueStep(enum.StrEnum):
    """What a revision of a catalogue has done."""

    ADDED = "added"
    CHANGED = "changed"
    HIDDEN = "hidden"
    SHOWN = "shown"
    PUT_BACK = "put-back"
    IMPORTED = "imported"
    UNDONE = "undone"


class CatalogueRevision(Model):
    """One change of a place's catalogue: who made it and when.

    Revisions are never changed or deleted: the catalogue at a revision is what it and all earlier ones of the
    place say, so that a workshop that names one keeps it. ``number`` counts them for each place; ``subject``
    is a title, or how many actions. ``undoes`` is the number of the revision that this one has undone.
    ``actor`` is the name of the account as it was then.
    """

    __tablename__ = "catalogue_revision"
    # Two changes at the same moment cannot both follow the same revision.
    __table_args__ = (UniqueConstraint("territory_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    territory_id: Mapped[str] = mapped_column(String(2000))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200), default="")
    undoes: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("facilitator.id", ondelete="SET NULL"), index=True
    )
    actor: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    entries: Mapped[list[CatalogueEntry]] = relationship(
        back_populates="revision", order_by="CatalogueEntry.id", cascade="all, delete-orphan"
    )


class CatalogueEntry(Model):
    """What a revision says of one action from then on.

    ``content`` is an addition or a change as the file of an own catalogue has it; None is the shipped action
    as it is, or that an addition is gone. A ``hidden`` action is not offered.
    """

    __tablename__ = "catalogue_entry"
    __table_args__ = (UniqueConstraint("revision_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("catalogue_revision.id", ondelete="CASCADE"), index=True
    )
    action_id: Mapped[str] = mapped_column(String(80))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    hidden: Mapped[bool] = mapped_column(default=False)

    revision: Mapped[CatalogueRevision] = relationship(back_populates="entries")


class CatalogueDraft(Model):
    """The file of a catalogue that an account is looking at, one at most; it goes when it is imported."""

    __tablename__ = "catalogue_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id", ondelete="CASCADE"), unique=True)
    territory_id: Mapped[str] = mapped_column(String(2000))
    file_name: Mapped[str] = mapped_column(String(200))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
