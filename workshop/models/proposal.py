"""Proposals and decided actions, with the estimates of their effects."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workshop.extensions import Model
from workshop.models.participant import Participant
from workshop.models.types import UtcDateTime, new_public_id, utc_now


class State(enum.StrEnum):
    """The state of a proposal at the desk."""

    WAITING = "waiting"
    VISIBLE = "visible"
    HIDDEN = "hidden"
    MERGED = "merged"


class HiddenReason(enum.StrEnum):
    """Why the desk hides a proposal; its author reads the reason. The first is the default."""

    UNSTATED = "unstated"
    DUPLICATE = "duplicate"
    OFF_TOPIC = "off-topic"
    UNCLEAR = "unclear"
    PERSONAL = "personal"
    OFFENSIVE = "offensive"


class Layer(enum.StrEnum):
    """Tonight's proposals are added on top of what is already decided."""

    PROPOSED = "proposed"
    DECIDED = "decided"


class Proposal(Model):
    """One action of the workshop.

    Picks of one catalogue action are one proposal. ``effect_kind`` is ``tonnes``, ``share`` or None (no
    tonnes yet). ``fixed_estimate`` is the desk's own figure, used instead of the pool; from a saved scenario
    it can bring a ``pool`` of its own. ``asked`` is what the desk wants its author to clarify. ``overlap`` is
    the desk's answer about another action on the same emissions: ``{"relation": ..., "with": public id}``.
    ``support`` is the result of the last vote: ``dots``,
    ``supporters``, and both by role where no small group is identifiable; None before. ``source`` is
    ``paper`` or ``plenary`` if the desk entered it for others; empty if it came from a phone or is the desk's
    own. ``agreed`` means that the plenary agreed on its figure. ``written`` has the author's title and
    description if the desk has reworded them; None otherwise. ``ramp_points`` pairs years with fractions of
    the effect where ``ramp`` is ``points``. ``in_reference`` lists an action without counting it.
    ``list_group`` is shared by the actions of an adopted list whose effects add up.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        # Keep one proposal per catalogue action, also if two phones pick it at the same moment.
        Index("uq_proposal_catalogue", "workshop_id", "catalogue_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    catalogue_id: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(40), default="")
    layer: Mapped[str] = mapped_column(String(10), default=Layer.PROPOSED.value)
    state: Mapped[str] = mapped_column(String(10))
    hidden_reason: Mapped[str | None] = mapped_column(String(20))
    included: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    asked: Mapped[str] = mapped_column(Text, default="")
    overlap: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    ledger: Mapped[str] = mapped_column(String(12), default="territorial")
    targets: Mapped[list[str]] = mapped_column(JSON)
    effect_kind: Mapped[str | None] = mapped_column(String(10))
    fixed_estimate: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    start_year: Mapped[int]
    start_year_fixed: Mapped[bool] = mapped_column(default=False)
    ramp: Mapped[str] = mapped_column(String(10))
    ramp_years: Mapped[int]
    ramp_points: Mapped[list[tuple[int, float]] | None] = mapped_column(JSON(none_as_null=True))
    end_year: Mapped[int | None]
    rebound: Mapped[float] = mapped_column(default=0.0)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    support: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(String(10), default="")
    agreed: Mapped[bool] = mapped_column(default=False)
    written: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    in_reference: Mapped[bool] = mapped_column(default=False, server_default=false())
    list_group: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    author: Mapped[Participant | None] = relationship()
    estimates: Mapped[list[Estimate]] = relationship(
        back_populates="proposal", order_by="Estimate.id", cascade="all, delete-orphan"
    )


class Estimate(Model):
    """One participant's estimate of a proposal, in t/yr or as a share of the emissions.

    ``amount`` is the number of units they named (cars, houses, per cent), with bounds ``amount_low`` and
    ``amount_high``; None for free-text proposals. ``round`` is 1 for the individual estimate, 2 after the
    discussion; a person's newest round counts. A ``reason`` is shown to the room after the desk has approved
    it. ``source`` is ``paper`` if the desk entered it.
    """

    __tablename__ = "estimate"
    __table_args__ = (UniqueConstraint("proposal_id", "participant_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    amount: Mapped[float | None]
    amount_low: Mapped[float | None]
    amount_high: Mapped[float | None]
    low: Mapped[float]
    likely: Mapped[float]
    high: Mapped[float]
    start_year: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_shown: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    proposal: Mapped[Proposal] = relationship(back_populates="estimates")
    participant: Mapped[Participant] = relationship()
