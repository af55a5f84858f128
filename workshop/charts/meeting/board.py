"""The board while the room combines: every action with its block, in or out."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.one_unit import describe_alike, find_largest
from workshop.charts.budget.titles import describe_title
from workshop.i18n import gettext, ngettext
from workshop.models import State
from workshop.services.meeting.combining import support_of
from workshop.state.hands import hand_of
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class EntryView:
    """An action on the board, with its tonnes where it counts, or why it has none."""

    id: str
    title: str
    amount: str
    included: bool
    hand: str


@dataclass(frozen=True)
class BoardView:
    """All entries; how many are in, out, and in without changing anything; ``why``, by a vote."""

    entries: tuple[EntryView, ...]
    counts: str
    why: str


def build_board_view(snapshot: Snapshot) -> BoardView:
    """Return the board: what is in by its size, what is in and changes nothing, and what is out.

    What changes nothing (the place has none of these emissions, or another action rules it out) has no block
    on the beam, and the verdict does not count it.
    """
    views = [view for view in snapshot.proposals if view.state == State.VISIBLE and _has_figure(view)]
    inside = [view for view in views if view.included and view.block_t is not None]
    inside.sort(key=lambda view: -abs(view.block_t or 0.0))
    idle = [view for view in views if view.included and view.block_t is None]
    outside = [view for view in views if not view.included]
    largest = find_largest(view.block_t for view in inside)
    ordered = (*inside, *idle, *outside)
    return BoardView(
        entries=tuple(_entry(view, describe_title(view, snapshot), largest) for view in ordered),
        counts=_count(len(inside), len(idle), len(outside)),
        why=describe_support_line(snapshot),
    )


def describe_support_line(snapshot: Snapshot) -> str:
    """Write from which support on actions are in, and how many came after the vote; empty where none decides.

    It is read from the switches: what is in has more support than all that is out.
    """
    given = [(view.included, support_of(view.support)) for view in snapshot.shown if view.support is not None]
    inside = [support for included, support in given if included]
    outside = [support for included, support in given if not included]
    if not inside or not outside or max(outside) >= min(inside):
        return ""
    least = min(inside)
    if snapshot.rules.dots:
        said = ngettext("In: at least %(num)s dot.", "In: at least %(num)s dots.", least)
    else:
        said = ngettext("In: at least %(num)s supporter.", "In: at least %(num)s supporters.", least)
    newer = sum(view.support is None and not view.included for view in snapshot.shown)
    if not newer:
        return said
    came = ngettext(
        "%(num)s that came after the vote is out.", "%(num)s that came after the vote are out.", newer
    )
    return f"{said} {came}"


def _count(inside: int, idle: int, outside: int) -> str:
    numbers = {"inside": str(inside), "outside": str(outside)}
    if not idle:
        return gettext("%(inside)s in, %(outside)s out", **numbers)
    return gettext("%(inside)s in, %(outside)s out, %(idle)s without effect", idle=str(idle), **numbers)


def _has_figure(view: ProposalView) -> bool:
    return view.full_effect_t is not None and view.ledger == "territorial"


def _entry(view: ProposalView, title: str, largest: float) -> EntryView:
    amount = gettext("out")
    if view.included:
        amount = gettext("no effect") if view.block_t is None else describe_alike(view.block_t, largest)
    return EntryView(view.id, title, amount, view.included, hand_of(view))
