"""Combining: outcomes by support, what would close the gap, and the wall's sentence about it."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.monte_carlo import describe_tries
from workshop.charts.meeting import tables
from workshop.charts.meeting.changed_estimates import describe_changes_since
from workshop.charts.meeting.tables import TablesView
from workshop.i18n import format_decimal, format_tonnes, format_whole, gettext, ngettext
from workshop.services.meeting.combining import LARGEST_SCALE, SAYINGS, Threshold, needed_scale, thresholds
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class CombineRoomView:
    """The tables, if there are any, and the sentence that the desk has chosen."""

    tables: TablesView
    said: str


@dataclass(frozen=True, kw_only=True)
class ThresholdView:
    """The outcome at one level of support."""

    least: int
    label: str
    actions: str
    says: str


@dataclass(frozen=True, kw_only=True)
class CombineDeskView:
    """What the desk can count, and the sentences for the wall, by name."""

    tables: TablesView
    thresholds: list[ThresholdView]
    saying: str
    says: dict[str, str]
    newer: str
    changed: str


def build_combine_room_view(snapshot: Snapshot) -> CombineRoomView:
    """Return the tables, if there are any, and the sentence below the verdict."""
    return CombineRoomView(tables.build_tables_view(snapshot), describe_saying(snapshot))


def build_combine_desk_view(snapshot: Snapshot) -> CombineDeskView:
    """Return the outcome at each level of support, the tables, and the sentences for the wall."""
    return CombineDeskView(
        tables=tables.build_tables_view(snapshot),
        thresholds=[
            ThresholdView(
                least=each.least,
                label=_say_least(snapshot, each.least),
                actions=_say_actions(each),
                says=tables.describe_fit(each.outcome, snapshot.end_year),
            )
            for each in thresholds(snapshot)
        ],
        saying=_saying(snapshot),
        says={name: words for name in SAYINGS if (words := _words(snapshot, name))},
        newer=_say_newer(snapshot),
        changed=describe_changes_since(snapshot),
    )


def _say_newer(snapshot: Snapshot) -> str:
    """Warn that proposals that came after the vote have no support in it; empty if there are none."""
    newer = sum(view.support is None for view in snapshot.shown)
    if not newer:
        return ""
    return ngettext(
        "%(num)s proposal came after the vote and has no support in it: “Include these” switches it off.",
        "%(num)s proposals came after the vote and have no support in it: “Include these” switches them off.",
        newer,
    )


def describe_saying(snapshot: Snapshot) -> str:
    """Return the sentence that the desk has chosen; by default, how much overlaps."""
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
    # A smaller overlap would be written as 0.
    if overlap < 0.005 * gross or len(snapshot.counted) < 2:
        return ""
    return gettext(
        "Each on its own, the actions would give %(gross)s; %(overlap)s of it overlaps and is counted once.",
        gross=format_tonnes(gross),
        overlap=format_tonnes(overlap, like=gross),
    )


def _say_take(snapshot: Snapshot) -> str:
    """Write two ways to keep the budget."""
    outcome = snapshot.outcome
    if outcome.fits:
        return ""
    years = snapshot.end_year - snapshot.start_year + 1
    words = gettext(
        "It would take %(amount)s less, on average, in each of the years %(start)s to %(end)s.",
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


def _say_actions(threshold: Threshold) -> str:
    """Write how many actions change the result, as the verdict counts, and how many are in besides."""
    said = ngettext("%(num)s action", "%(num)s actions", threshold.count)
    if not threshold.idle:
        return said
    idle = ngettext("%(num)s without effect", "%(num)s without effect", threshold.idle)
    return f"{said}, {idle}"


def _say_least(snapshot: Snapshot, least: int) -> str:
    if snapshot.rules.dots:
        return ngettext("At least %(num)s dot", "At least %(num)s dots", least)
    return ngettext("At least %(num)s supporter", "At least %(num)s supporters", least)
