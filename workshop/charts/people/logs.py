"""The audit log and a workshop's steps, as their pages and files say them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workshop.i18n import gettext, ngettext
from workshop.models import AuditEntry
from workshop.services.people.audit import Event, Step
from workshop.step_words import say_step_without_words
from workshop.words import say_member_role


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line of a log; ``note`` says what it was done to, or who undid it."""

    at: datetime
    actor: str
    what: str
    note: str


def build_audit_views(entries: Iterable[AuditEntry]) -> list[LogLine]:
    """Return the lines of the audit log."""
    return [
        LogLine(at=each.at, actor=each.actor, what=describe_event(each.kind), note=_describe_note(each))
        for each in entries
    ]


def build_step_views(steps: Iterable[Step]) -> list[LogLine]:
    """Return the lines of a workshop's log, without what participants wrote."""
    return [
        LogLine(
            at=each.at,
            actor=each.actor,
            what=say_step_without_words(each.kind, each.subject),
            note=gettext("undone by %(name)s", name=each.undone_by) if each.undone_by else "",
        )
        for each in steps
    ]


def build_rows(lines: Iterable[LogLine]) -> list[tuple[str, str, str, str]]:
    """Return the lines as the rows of a file, with times in UTC as ISO 8601 writes them."""
    return [(line.at.isoformat(timespec="seconds"), line.actor, line.what, line.note) for line in lines]


def describe_columns() -> tuple[str, str, str, str]:
    """Name the columns of a log's file."""
    return gettext("Time (UTC)"), gettext("Who"), gettext("What"), gettext("Note")


def describe_retention(days: int) -> str:
    """Say how long entries of the audit log are kept, on its page and in its file."""
    return ngettext(
        "Entries are removed %(num)s day after they were made.",
        "Entries are removed %(num)s days after they were made.",
        days,
    )


def describe_event(kind: str) -> str:
    """Say what an entry of the audit log records."""
    return {
        Event.LOGGED_IN: gettext("logged in"),
        Event.LOGGED_IN_BY_LINK: gettext("logged in by a link"),
        Event.LOGGED_IN_BY_OPENID: gettext("logged in with"),
        Event.LOGIN_REFUSED: gettext("login refused: wrong password"),
        Event.LOGGED_OUT: gettext("logged out"),
        Event.LOGGED_OUT_ELSEWHERE: gettext("logged out everywhere else"),
        Event.PASSWORD_SET: gettext("set a password"),
        Event.CODE_REFUSED: gettext("login refused: wrong code"),
        Event.CODE_TURNED_ON: gettext("turned on the code at login"),
        Event.CODE_TURNED_OFF: gettext("turned off the code at login of"),
        Event.RECOVERY_CODE_USED: gettext("used a recovery code"),
        Event.LINK_MADE: gettext("made a login link for"),
        Event.IDENTITY_LINKED: gettext("linked a login"),
        Event.IDENTITY_UNLINKED: gettext("removed the linked login of"),
        Event.INVITED: gettext("invited"),
        Event.INVITATION_WITHDRAWN: gettext("withdrew an invitation"),
        Event.INVITATION_USED: gettext("took an invitation"),
        Event.ACCOUNT_MADE: gettext("got an account with"),
        Event.EMAIL_SET: gettext("changed the e-mail address of"),
        Event.ROLE_CHANGED: gettext("changed the role of"),
        Event.CLOSED: gettext("closed the account"),
        Event.OPENED_AGAIN: gettext("opened the account again"),
        Event.TEAM_JOINED: gettext("added to a team"),
        Event.TEAM_LEFT: gettext("removed from a team"),
        Event.HANDED_OVER: gettext("handed a workshop over"),
        Event.LISTS_HANDED_OVER: gettext("handed over what is known of lists"),
        Event.CATALOGUE_CHANGED: gettext("changed the catalogue of"),
        Event.CATALOGUE_IMPORTED: gettext("imported into the catalogue of"),
        Event.CATALOGUE_UNDONE: gettext("undid a change of the catalogue of"),
        Event.STATISTICS_IMPORTED: gettext("imported statistics"),
        Event.STATISTICS_UNDONE: gettext("undid an import of statistics"),
        Event.WORKSHOP_OPENED: gettext("opened a workshop"),
        Event.WORKSHOP_DELETED: gettext("deleted a workshop"),
    }[Event(kind)]


def _describe_note(entry: AuditEntry) -> str:
    role = say_member_role(entry.role) if entry.role else ""
    return " · ".join(part for part in (entry.subject, role) if part)
