"""Combining: what the vote would let count, what it would take, and what the screen says of it."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.charts.budget.monte_carlo import describe_tries
from workshop.charts.meeting import tables
from workshop.charts.meeting.tables import TablesView
from workshop.i18n import format_decimal, format_tonnes, format_whole, gettext, ngettext
from workshop.services.meeting.combining import LARGEST_SCALE, SAYINGS, needed_scale, thresholds
from workshop.state.snapshot import Standing


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


def build_room_view(standing: Standing) -> RoomView:
    """Draw the tables, where there are some, and what the desk wants said below the verdict."""
    return RoomView(tables.build_tables_view(standing), describe_saying(standing))


def build_desk_view(standing: Standing) -> DeskView:
    """Draw what each level of support would give, the tables, and what the screen can say."""
    return DeskView(
        tables=tables.build_tables_view(standing),
        thresholds=[
            ThresholdView(
                least=each.least,
                label=_say_least(standing, each.least),
                actions=ngettext("%(num)s action", "%(num)s actions", each.count),
                says=tables.describe_fit(each.outcome, standing.end_year),
            )
            for each in thresholds(standing)
        ],
        saying=_saying(standing),
        says={name: words for name in SAYINGS if (words := _words(standing, name))},
    )


def describe_saying(standing: Standing) -> str:
    """Say what the desk has chosen to have said: how much overlaps, unless it chose something else."""
    return _words(standing, _saying(standing))


def _saying(standing: Standing) -> str:
    return str(standing.focus.get("say", SAYINGS[0]))


def _words(standing: Standing, saying: str) -> str:
    if saying == "tries":
        return describe_tries(standing)
    if saying == "take":
        return _say_take(standing)
    return _say_overlap(standing) if saying == "overlap" else ""


def _say_overlap(standing: Standing) -> str:
    overlap, gross = standing.outcome.overlap_t, standing.outcome.gross_t
    # Less than that is written as nothing.
    if overlap < 0.005 * gross or len(standing.counted) < 2:
        return ""
    return gettext(
        "Alone, the actions would give %(gross)s; %(overlap)s of it overlaps and counts once.",
        gross=format_tonnes(gross),
        overlap=format_tonnes(overlap, like=gross),
    )


def _say_take(standing: Standing) -> str:
    """Say what it would take to keep the budget, in two ways."""
    outcome = standing.outcome
    if outcome.fits:
        return ""
    years = standing.end_year - standing.start_year + 1
    words = gettext(
        "It would take %(amount)s less in each year from %(start)s to %(end)s.",
        amount=format_tonnes(-outcome.remaining_t / years),
        start=str(standing.start_year),
        end=str(standing.end_year),
    )
    if not any(view.included for view in standing.counted):
        return words
    scale = needed_scale(standing)
    if scale is None:
        larger = gettext(
            "Even %(scale)s times as large, these actions would not be enough.",
            scale=format_whole(LARGEST_SCALE),
        )
    else:
        larger = gettext("Or each of these actions %(scale)s times as large.", scale=format_decimal(scale, 1))
    return f"{words} {larger}"


def _say_least(standing: Standing, least: int) -> str:
    if standing.rules.dots:
        return ngettext("At least %(num)s dot", "At least %(num)s dots", least)
    return ngettext("At least %(num)s supporter", "At least %(num)s supporters", least)
