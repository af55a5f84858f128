"""The desk's rows: what waits and what there is, as far as the desk looks for it, some at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from workshop.charts.budget.titles import describe_title
from workshop.i18n import format_age, gettext
from workshop.models import Layer, Phase, Role, State
from workshop.services.proposals.narrowing import RowFilter, RowMatcher, RowSubset
from workshop.services.proposals.overlaps import OverlapQuestion
from workshop.services.proposals.waiting import Matter, Waiting, list_waiting
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot
from workshop.words import say_role

# A longer text is cut until somebody opens it: what was not displayed cannot be selected.
LONGEST_WHOLE = 220
_THOUGHTS = (Matter.THOUGHT, Matter.PLEDGE)


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class WaitingRow:
    """One row of what waits; ``place`` is its id in the page."""

    place: str
    about: Waiting
    age: str
    question: OverlapQuestion | None


@dataclass(frozen=True)
class RowList:
    """The rows of a list that are shown, how many match, and how many of them are not shown."""

    views: tuple[ProposalView, ...]
    matching: int
    left: int


@dataclass(frozen=True, kw_only=True)
class RowsView:
    """What waits for the desk (``queue``) and for authors (``asked``), and the lists of proposals.

    ``waiting`` counts everything that waits for the desk, ``left`` what matches and is not shown, and
    ``newcomers`` what has come since. ``until`` is when the newest of them came.
    """

    wanted: RowFilter
    only: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    waiting: int
    elsewhere: int
    queue: tuple[WaitingRow, ...]
    left: int
    newcomers: int
    until: str
    asked: tuple[WaitingRow, ...]
    shown: RowList
    decided: RowList
    merged: RowList
    hidden: RowList
    overlapping: frozenset[str]

    @property
    def selectable(self) -> int:
        """How many rows can be selected."""
        return sum(row.about.matter is Matter.PROPOSAL for row in self.queue)


def build_rows_view(
    snapshot: Snapshot,
    questions: dict[str, OverlapQuestion],
    now: datetime,
    wanted: RowFilter,
    matters: Collection[Matter] = tuple(Matter),
) -> RowsView:
    """Return the rows that the desk, or a helper who decides ``matters``, looks for."""
    matcher = RowMatcher(snapshot, questions, wanted, lambda view: describe_title(view, snapshot))
    items = [each for each in list_waiting(snapshot, questions) if each.matter in matters]
    # While the room reflects, the phase's own part has the thoughts.
    aside = _THOUGHTS if snapshot.phase == Phase.REFLECT else ()
    mine = [each for each in items if each.matter is not Matter.ANSWER]
    matching = [each for each in mine if each.matter not in aside and matcher.matches_item(each)]
    known = [each for each in matching if wanted.until is None or each.since <= wanted.until]
    # Nothing is being read where nothing is left.
    known = known or matching
    queue = known[: wanted.most]
    asked = [each for each in items if each.matter is Matter.ANSWER and matcher.matches_item(each)]
    others = wanted.only is not RowSubset.WAITING
    visible = [view for view in snapshot.shown if others and matcher.matches(view)]
    rest = [view for view in snapshot.proposals if others and matcher.matches(view)]
    return RowsView(
        wanted=wanted,
        only=tuple(Choice(only.value, _say_only(only), wanted.only is only) for only in RowSubset),
        roles=tuple(
            Choice(role, say_role(role), wanted.role == role)
            for role in map(str, Role)
            if any(view.role == role for view in snapshot.proposals)
        ),
        waiting=len(mine),
        elsewhere=sum(each.matter in aside for each in mine),
        queue=tuple(_row(each, now, questions) for each in queue),
        left=len(known) - len(queue),
        newcomers=len(matching) - len(known),
        until=max(each.since for each in known).isoformat() if known else "",
        asked=tuple(_row(each, now, questions) for each in asked),
        shown=_list(visible, wanted.most),
        decided=_list(
            [v for v in rest if v.layer == Layer.DECIDED and v.state == State.VISIBLE], wanted.most
        ),
        merged=_list([v for v in rest if v.state == State.MERGED], wanted.most),
        hidden=_list([v for v in rest if v.state == State.HIDDEN], wanted.most),
        overlapping=matcher.overlapping,
    )


def _row(item: Waiting, now: datetime, questions: dict[str, OverlapQuestion]) -> WaitingRow:
    place = {
        Matter.OBJECTION: "objection",
        Matter.THOUGHT: "thought",
        Matter.PLEDGE: "thought",
        Matter.OVERLAP: "overlap",
        Matter.WITHDRAWAL: "withdrawal",
    }.get(item.matter, "card")
    question = questions[item.id] if item.matter is Matter.OVERLAP else None
    return WaitingRow(f"{place}-{item.id}", item, format_age(now - item.since), question)


def _list(views: Sequence[ProposalView], most: int) -> RowList:
    return RowList(tuple(views[:most]), len(views), max(0, len(views) - most))


def _say_only(only: RowSubset) -> str:
    return {
        RowSubset.ALL: gettext("All"),
        RowSubset.WAITING: gettext("Waiting"),
        RowSubset.OBJECTED: gettext("With objections"),
        RowSubset.OVERLAPPING: gettext("Overlapping"),
        RowSubset.NO_TONNES: gettext("No CO₂ figure"),
    }[only]
