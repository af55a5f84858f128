"""Combining: what the vote would let count, what it would take, and what the screen says of it."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.monte_carlo import describe_tries
from workshop.charts.meeting import tables
from workshop.charts.meeting.tables import TablesView
from workshop.i18n import format_decimal, format_tonnes, format_whole, gettext, ngettext
from workshop.services.meeting.combining import LARGEST_SCALE, SAYINGS, needed_scale, thresholds
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class RoomView:
    """The tables, where there are some, and what the desk wants said."""

    tables: TablesView
    said: str


@dataclass(frozen=True, kw_only=True)
class ThresholdView:
    """What one level of support would give."""

    least: int
    label: str
    actions: str
    says: str


@dataclass(frozen=True, kw_only=True)
class DeskView:
    """What the desk can let count, and what the screen can say, by the name of the saying."""

    tables: TablesView
    thresholds: list[ThresholdView]
    saying: str
    says: dict[str, str]


def build_room_view(snapshot: Snapshot) -> RoomView:
    """Draw the tables, where there are some, and what the desk wants said below the verdict."""
    return RoomView(tables.build_tables_view(snapshot), describe_saying(snapshot))


def build_desk_view(snapshot: Snapshot) -> DeskView:
    """Draw what each level of support would give, the tables, and what the screen can say."""
    return DeskView(
        tables=tables.build_tables_view(snapshot),
        thresholds=[
            ThresholdView(
                least=each.least,
                label=_say_least(snapshot, each.least),
                actions=ngettext("%(num)s action", "%(num)s actions", each.count),
                says=tables.describe_fit(each.outcome, snapshot.end_year),
            )
            for each in thresholds(snapshot)
        ],
        saying=_saying(snapshot),
        says={name: words for name in SAYINGS if (words := _words(snapshot, name))},
    )


def describe_saying(snapshot: Snapshot) -> str:
    """Say what the desk has chosen to have said: how much overlaps, unless it chose something else."""
    return _words(snapshot, _saying(snapshot))


def _saying(snapshot: Snapshot) -> str:
    return str(snapshot.focus.get("say", SAYINGS[0]))


def _words(snapshot: Snapshot, saying: str) -> str:
    if saying == "tries":
        return describe_tries(snapshot)
    if saying == "take":
        return _say_take(snapshot)
    return _say_overlap(snapshot) if saying == "overlap" else ""


def _say_overlap(snapshot: Snapshot) -> str:
    overlap, gross = snapshot.outcome.overlap_t, snapshot.outcome.gross_t
    # Less than that is written as nothing.
    if overlap < 0.005 * gross or len(snapshot.counted) < 2:
        return ""
    return gettext(
        "Each on its own, the actions would give %(gross)s; %(overlap)s of it overlaps and is counted once.",
        gross=format_tonnes(gross),
        overlap=format_tonnes(overlap, like=gross),
    )


def _say_take(snapshot: Snapshot) -> str:
    """Say what it would take to keep the budget, in two ways."""
    outcome = snapshot.outcome
    if outcome.fits:
        return ""
    years = snapshot.end_year - snapshot.start_year + 1
    words = gettext(
        "It would take %(amount)s less in each year from %(start)s to %(end)s.",
        amount=format_tonnes(-outcome.remaining_t / years),
        start=str(snapshot.start_year),
        end=str(snapshot.end_year),
    )
    if not any(view.included for view in snapshot.counted):
        return words
    scale = needed_scale(snapshot)
    if scale is None:
        larger = gettext(
            "Even %(scale)s times as large, these actions would not be enough.",
            scale=format_whole(LARGEST_SCALE),
        )
    else:
        larger = gettext("Or each of these actions %(scale)s times as large.", scale=format_decimal(scale, 1))
    return f"{words} {larger}"


def _say_least(snapshot: Snapshot, least: int) -> str:
    if snapshot.rules.dots:
        return ngettext("At least %(num)s dot", "At least %(num)s dots", least)
    return ngettext("At least %(num)s supporter", "At least %(num)s supporters", least)
