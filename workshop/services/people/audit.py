"""The audit log: logins, accounts, teams, and whole workshops.

A workshop's own steps are in its change log; :func:`list_steps` reads them for the same pages. Neither shows
what participants wrote.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from flask import current_app
from sqlalchemy import delete, select

from workshop.database.durability import commit_durably
from workshop.database.forgetting import forget_soon
from workshop.extensions import db
from workshop.models import AuditEntry, Change, Facilitator, Helper
from workshop.models.types import utc_now
from workshop.store.actors import actor_of

PAGE: Final = 100
"""Entries on one page of the log."""
_REFUSED_EVERY: Final = timedelta(minutes=10)


class Event(enum.StrEnum):
    """What the audit log records."""

    LOGGED_IN = "login.password"
    LOGGED_IN_BY_LINK = "login.link"
    LOGGED_IN_BY_OPENID = "login.openid"
    LOGIN_REFUSED = "login.refused"
    LOGGED_OUT = "login.out"
    LOGGED_OUT_ELSEWHERE = "login.out-elsewhere"
    PASSWORD_SET = "login.password-set"  # noqa: S105  # the name of an event
    CODE_REFUSED = "login.code-refused"
    CODE_TURNED_ON = "login.code-on"
    CODE_TURNED_OFF = "login.code-off"
    RECOVERY_CODE_USED = "login.recovery-code"
    LINK_MADE = "login.link-made"
    IDENTITY_LINKED = "login.identity-linked"
    IDENTITY_UNLINKED = "login.identity-unlinked"
    INVITED = "account.invited"
    INVITATION_WITHDRAWN = "account.invitation-withdrawn"
    INVITATION_USED = "account.invitation-used"
    ACCOUNT_MADE = "account.made"
    EMAIL_SET = "account.email"
    ROLE_CHANGED = "account.role"
    CLOSED = "account.closed"
    OPENED_AGAIN = "account.opened-again"
    TEAM_JOINED = "team.joined"
    TEAM_LEFT = "team.left"
    HANDED_OVER = "workshop.handed-over"
    LISTS_HANDED_OVER = "lists.handed-over"
    STATISTICS_IMPORTED = "statistics.imported"
    STATISTICS_UNDONE = "statistics.undone"
    CATALOGUE_CHANGED = "catalogue.changed"
    CATALOGUE_IMPORTED = "catalogue.imported"
    CATALOGUE_UNDONE = "catalogue.undone"
    WORKSHOP_OPENED = "workshop.opened"
    WORKSHOP_DELETED = "workshop.deleted"


class Step(NamedTuple):
    """A step of a workshop: who took it, what it was, and who undid it.

    ``subject`` can quote a participant; :func:`workshop.step_words.say_step_without_words` leaves that out.
    """

    at: datetime
    revision: int
    actor: str
    kind: str
    subject: str
    undone_by: str


def note(actor: Facilitator, event: Event, subject: str = "", role: str = "") -> None:
    """Add an entry to the session; the caller commits it together with what it tells."""
    db.session.add(
        AuditEntry(actor_id=actor.id, actor=actor.name, kind=event.value, subject=subject[:200], role=role)
    )


def note_refused(name: str, event: Event = Event.LOGIN_REFUSED) -> None:
    """Add a refused login to the session, at most one in ten minutes for an account.

    Unknown names are left out, so that strangers cannot fill the log.
    """
    facilitator = db.session.scalar(select(Facilitator).where(Facilitator.name == name))
    if facilitator is None:
        return
    recent = select(AuditEntry.id).where(
        AuditEntry.actor_id == facilitator.id,
        AuditEntry.kind == event.value,
        AuditEntry.at > utc_now() - _REFUSED_EVERY,
    )
    if db.session.scalar(recent.limit(1)) is None:
        note(facilitator, event)


def list_entries(before: int | None = None, *, most: int | None = PAGE) -> list[AuditEntry]:
    """List entries, newest first, those with an id below ``before``; all of them if ``most`` is None.

    Those whose time is over are left out, also before :func:`remove_old` has removed them.
    """
    wanted = select(AuditEntry).where(AuditEntry.at > _oldest(utc_now())).order_by(AuditEntry.id.desc())
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return list(db.session.scalars(wanted if most is None else wanted.limit(most)))


def remove_old(now: datetime) -> int:
    """Remove the entries that are older than the settings keep them; return how many."""
    removed = db.session.scalars(
        delete(AuditEntry).where(AuditEntry.at <= _oldest(now)).returning(AuditEntry.id)
    ).all()
    commit_durably()
    if removed:
        forget_soon()
    return len(removed)


def kept_days() -> int:
    """Return for how many days entries are kept."""
    return int(current_app.config["ACCOUNTS"].audit_days)


def _oldest(now: datetime) -> datetime:
    return now - timedelta(days=kept_days())


def list_steps(workshop_id: int, before: int | None = None, *, most: int | None = PAGE) -> list[Step]:
    """List the steps that the desk took in a workshop, newest first, those below revision ``before``."""
    wanted = (
        select(Change.id, Change.created_at, Change.revision, Change.actor, Change.kind, Change.subject)
        .where(
            Change.workshop_id == workshop_id,
            Change.actor.startswith("desk:") | Change.actor.startswith("helper:"),
        )
        .order_by(Change.revision.desc())
    )
    if before is not None:
        wanted = wanted.where(Change.revision < before)
    rows = db.session.execute(wanted if most is None else wanted.limit(most)).all()
    undoing = select(Change.undoes, Change.actor).where(
        Change.workshop_id == workshop_id, Change.undoes.is_not(None)
    )
    undone = {row[0]: row[1] for row in db.session.execute(undoing)}
    names = _names_of({row.actor for row in rows} | set(undone.values()))
    return [
        Step(
            row.created_at,
            row.revision,
            names[row.actor],
            row.kind,
            row.subject,
            names.get(undone.get(row.id, ""), ""),
        )
        for row in rows
    ]


def _names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts and the labels of helpers by their names in the change log."""
    people: list[Facilitator | Helper] = [*db.session.scalars(select(Facilitator))]
    numbers = [int(actor.partition(":")[2]) for actor in actors if actor.startswith("helper:")]
    people += db.session.scalars(select(Helper).where(Helper.id.in_(numbers)))
    names = {actor_of(each).name: each.label if isinstance(each, Helper) else each.name for each in people}
    return {actor: names.get(actor, actor) for actor in actors}
