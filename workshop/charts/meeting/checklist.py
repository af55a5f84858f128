"""The checklist before a meeting, in words."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import format_day, gettext, ngettext
from workshop.models import Phase
from workshop.services.workshops.checklist import Prepared
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class CheckView:
    """One line of the checklist: what, how it stands, and whether it is done."""

    key: str
    label: str
    says: str
    is_done: bool


@dataclass(frozen=True)
class ChecklistView:
    """The checklist; ``is_due`` while the meeting has not begun."""

    checks: tuple[CheckView, ...]
    is_due: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(check.is_done for check in self.checks)


def build_checklist_view(prepared: Prepared, phones: int, snapshot: Snapshot) -> ChecklistView:
    """Return the checklist; ``phones`` reached the venue check in the last hour."""
    return ChecklistView(
        (
            CheckView(
                "password",
                gettext("A password of your own"),
                gettext("You have one.")
                if prepared.has_password
                else gettext("Without one, you come in by a link only."),
                prepared.has_password,
            ),
            CheckView(
                "venue",
                gettext("The hall"),
                _say_venue(prepared, phones),
                phones > 0 or prepared.venue is not None,
            ),
            CheckView(
                "wall",
                gettext("The screen"),
                ngettext("%(num)s screen is paired.", "%(num)s screens are paired.", prepared.screens)
                if prepared.screens
                else gettext("No screen is paired yet."),
                prepared.screens > 0,
            ),
            CheckView(
                "decided",
                gettext("What is already decided"),
                ngettext("%(num)s action is entered.", "%(num)s actions are entered.", prepared.decided)
                if prepared.decided
                else gettext("Nothing is entered yet."),
                prepared.decided > 0,
            ),
            CheckView(
                "rehearsal",
                gettext("A rehearsal"),
                _say_rehearsal(prepared, snapshot),
                _is_rehearsed(prepared, snapshot),
            ),
            CheckView(
                "paper",
                gettext("Paper for those without a phone"),
                gettext("Opened for printing on %(day)s.", day=format_day(prepared.paper.date()))
                if prepared.paper
                else gettext("Nothing was opened for printing yet."),
                prepared.paper is not None,
            ),
            CheckView(
                "helper",
                gettext("A helper"),
                ngettext("%(num)s link is valid.", "%(num)s links are valid.", prepared.helpers)
                if prepared.helpers
                else gettext("Nobody else can approve yet."),
                prepared.helpers > 0,
            ),
        ),
        snapshot.phase == Phase.LOBBY,
    )


def _say_venue(prepared: Prepared, phones: int) -> str:
    if phones:
        return ngettext(
            "%(num)s test phone has come through in the last hour.",
            "%(num)s test phones have come through in the last hour.",
            phones,
        )
    if prepared.venue:
        return gettext("A test phone came through on %(day)s.", day=format_day(prepared.venue.date()))
    return gettext("No test phone has come through yet.")


def _say_rehearsal(prepared: Prepared, snapshot: Snapshot) -> str:
    if snapshot.rehearsed:
        return gettext("It is going on: remove it before people come.")
    if prepared.rehearsal:
        return gettext("Rehearsed and removed on %(day)s.", day=format_day(prepared.rehearsal.date()))
    return gettext("Not rehearsed yet.")


def _is_rehearsed(prepared: Prepared, snapshot: Snapshot) -> bool:
    return prepared.rehearsal is not None and not snapshot.rehearsed
