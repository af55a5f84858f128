"""The start page of a facilitator, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.charts.library.rows import RowView, build_row_view
from workshop.i18n import format_moment, gettext, ngettext
from workshop.services.library.entries import Entry
from workshop.services.library.work import MOST, Attention, Matter, WorkshopEntry
from workshop.words import say_phase


@dataclass(frozen=True, kw_only=True)
class WorkshopRowView:
    """A workshop in a list of the start page."""

    code: str
    title: str
    about: str
    leads: bool


@dataclass(frozen=True, kw_only=True)
class AttentionView:
    """Something to look at; ``page`` names the page of the workshop where that is done."""

    page: str
    code: str
    number: int
    said: str
    action: str


@dataclass(frozen=True, kw_only=True)
class WorkView:
    """What a facilitator's start page lists, and how much of each is left out."""

    attention: tuple[AttentionView, ...]
    more_attention: str
    coming: tuple[WorkshopRowView, ...]
    more_coming: str
    used: tuple[WorkshopRowView, ...]
    more_used: str
    scenarios: tuple[RowView, ...]
    more_scenarios: str
    is_empty: bool


def build_work_view(
    workshops: Sequence[WorkshopEntry], scenarios: Sequence[Entry], attention: Sequence[Attention]
) -> WorkView:
    """Return the start page; the lists come with the newest first."""
    coming = [each for each in workshops if each.is_to_come and each.leads]
    used = [each for each in workshops if not (each.is_to_come and each.leads)]
    kept = [entry for entry in scenarios if entry.trashed_at is None]
    return WorkView(
        attention=tuple(_tell(each) for each in attention[:MOST]),
        more_attention=_say_more(len(attention)),
        coming=tuple(_row(each) for each in coming[:MOST]),
        more_coming=_say_more(len(coming)),
        used=tuple(_row(each) for each in used[:MOST]),
        more_used=_say_more(len(used)),
        scenarios=tuple(build_row_view(entry) for entry in kept[:MOST]),
        more_scenarios=_say_more(len(kept)),
        is_empty=not workshops,
    )


def _say_more(number: int) -> str:
    rest = number - MOST
    return ngettext("and %(num)s more", "and %(num)s more", rest) if rest > 0 else ""


def _row(workshop: WorkshopEntry) -> WorkshopRowView:
    when = (
        gettext("opened %(moment)s", moment=format_moment(workshop.created_at))
        if workshop.used_at is None
        else gettext("last used %(moment)s", moment=format_moment(workshop.used_at))
    )
    parts = [workshop.place, say_phase(workshop.phase), when]
    return WorkshopRowView(
        code=workshop.code, title=workshop.title, about=" · ".join(parts), leads=workshop.leads
    )


def _tell(each: Attention) -> AttentionView:
    title = each.workshop.title
    page, said, action = {
        Matter.WAITING: (
            "desk.desk",
            ngettext(
                "%(num)s proposal waits for the desk in “%(title)s”.",
                "%(num)s proposals wait for the desk in “%(title)s”.",
                each.number,
                title=title,
            ),
            gettext("Review"),
        ),
        Matter.REHEARSAL: (
            "rehearsals.rehearsal",
            gettext("A rehearsal is still in “%(title)s”.", title=title),
            gettext("Stop or remove it"),
        ),
        Matter.UNSAVED: (
            "desk.desk",
            gettext("The meeting “%(title)s” is over, and no scenario of it is saved.", title=title),
            gettext("Save one"),
        ),
        Matter.STATISTICS: (
            "reference.reference",
            gettext("“%(title)s” stands on other statistics than those of today.", title=title),
            gettext("See what changes"),
        ),
        Matter.TRASH: (
            "library.scenario",
            ngettext(
                "“%(name)s” is deleted for good in %(num)s day.",
                "“%(name)s” is deleted for good in %(num)s days.",
                each.number,
                name=each.scenario.name if each.scenario else "",
            ),
            gettext("Look at it"),
        ),
    }[each.matter]
    return AttentionView(
        page=page,
        code=each.workshop.code,
        number=each.scenario.number if each.scenario else 0,
        said=said,
        action=action,
    )
