"""A facilitator's work: meetings to come, workshops in use, and what needs attention."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from workshop.extensions import db
from workshop.models import (
    Change,
    Facilitator,
    Phase,
    Proposal,
    Rehearsal,
    State,
    TeamMember,
    TeamRole,
    Workshop,
)
from workshop.models.agenda import phase_at
from workshop.services.library.entries import Entry
from workshop.services.library.evaluated_again import newest_edition
from workshop.services.library.upkeep import gone_at

MOST: Final = 8
"""Entries of each kind on the page; the rest is behind a link."""
_SOON: Final = timedelta(days=7)


class Matter(enum.StrEnum):
    """What needs attention."""

    WAITING = "waiting"
    REHEARSAL = "rehearsal"
    UNSAVED = "unsaved"
    STATISTICS = "statistics"
    TRASH = "trash"


@dataclass(frozen=True, kw_only=True)
class WorkshopEntry:
    """A workshop of the reader's; ``used_at`` is when anything last changed in it."""

    code: str
    title: str
    place: str
    territory_id: str
    phase: str
    leads: bool
    is_to_come: bool
    created_at: datetime
    used_at: datetime | None
    waiting: int
    is_rehearsed: bool
    statistics: str
    gas: str


@dataclass(frozen=True, kw_only=True)
class Attention:
    """One thing to look at: in which workshop, how many of it, and the scenario concerned, if any."""

    matter: Matter
    workshop: WorkshopEntry
    number: int = 0
    scenario: Entry | None = None


def list_workshop_entries(reader: Facilitator) -> list[WorkshopEntry]:
    """List the workshops that an account owns or is in the team of, the one used last first."""
    used = (
        select(Change.workshop_id, func.max(Change.created_at).label("at"))
        .group_by(Change.workshop_id)
        .subquery()
    )
    waiting = (
        select(func.count())
        .where(
            Proposal.workshop_id == Workshop.id,
            Proposal.state == State.WAITING.value,
            Proposal.removed.is_(False),
        )
        .scalar_subquery()
    )
    rehearsals = select(func.count()).where(Rehearsal.workshop_id == Workshop.id).scalar_subquery()
    rows = db.session.execute(
        select(
            *(Workshop.code, Workshop.title, Workshop.place, Workshop.territory_id, Workshop.gas),
            *(Workshop.agenda, Workshop.step, Workshop.clock, Workshop.created_at, Workshop.owner_id),
            *(Workshop.reference, TeamMember.role, used.c.at),
            *(waiting.label("waiting"), rehearsals.label("rehearsals")),
        )
        .outerjoin(used, used.c.workshop_id == Workshop.id)
        .outerjoin(
            TeamMember,
            and_(TeamMember.workshop_id == Workshop.id, TeamMember.facilitator_id == reader.id),
        )
        .where(or_(Workshop.owner_id == reader.id, TeamMember.id.is_not(None)))
    )
    entries = [_entry(row, reader) for row in rows]
    return sorted(entries, key=lambda each: each.used_at or each.created_at, reverse=True)


def list_attention(
    workshops: Sequence[WorkshopEntry], scenarios: Sequence[Entry], now: datetime
) -> list[Attention]:
    """List what the reader can do something about, in the workshops that they lead."""
    led = [each for each in workshops if each.leads]
    by_code = {each.code: each for each in led}
    saved = {entry.code for entry in scenarios if entry.trashed_at is None}
    found = [
        Attention(matter=Matter.WAITING, workshop=each, number=each.waiting) for each in led if each.waiting
    ]
    found += [Attention(matter=Matter.REHEARSAL, workshop=each) for each in led if each.is_rehearsed]
    found += [
        Attention(matter=Matter.UNSAVED, workshop=each)
        for each in led
        if each.phase == Phase.THANKS and each.code not in saved and not each.is_rehearsed
    ]
    found += [Attention(matter=Matter.STATISTICS, workshop=each) for each in led if _is_older(each)]
    found += [
        Attention(
            matter=Matter.TRASH,
            workshop=by_code[entry.code],
            number=max(0, (gone_at(entry.trashed_at) - now).days),
            scenario=entry,
        )
        for entry in scenarios
        if entry.trashed_at is not None and entry.leads and gone_at(entry.trashed_at) - now <= _SOON
    ]
    return found


def _is_older(workshop: WorkshopEntry) -> bool:
    newest = newest_edition(workshop.territory_id, workshop.gas) if workshop.statistics else ""
    return bool(newest) and newest != workshop.statistics


def _entry(row: Any, reader: Facilitator) -> WorkshopEntry:
    phase = phase_at(row.agenda, row.step)
    return WorkshopEntry(
        code=row.code,
        title=row.title,
        place=row.place,
        territory_id=row.territory_id,
        phase=phase.value,
        leads=row.owner_id == reader.id or row.role == TeamRole.CO_FACILITATOR.value,
        # A meeting has begun once the desk has left the first step, or turned back to it.
        is_to_come=row.step == 0 and not row.clock.get("opened") and phase is Phase.LOBBY,
        created_at=row.created_at,
        used_at=row.at,
        waiting=row.waiting,
        is_rehearsed=row.rehearsals > 0,
        statistics=str(row.reference.get("statistics", "")),
        gas=row.gas,
    )
