"""The clock of a meeting: when its step ends, and how far it is from its plan.

The rule, for all screens:

- In the lobby no plan counts. It begins when the meeting leaves the lobby, also for a second time.
- A step's planned end is that of the step before plus its own minutes; skipping a step makes the meeting
  earlier by its minutes.
- A step ends when its clock says so, and not before now: overtime is delay.
- More minutes for a step are delay; a stopped clock, as for a break, gives no delay.
- A step that has been over for :data:`LONG_GAP` counts as left alone (an hour's break, another day). Then no
  plan counts until the facilitator moves on or gives more minutes, which starts the plan again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scenarios.numbers import round_whole
from workshop.models import Phase
from workshop.models.agenda import phase_at

LONG_GAP = timedelta(minutes=60)


@dataclass(frozen=True)
class Schedule:
    """How a meeting keeps to its plan.

    ``behind`` is in minutes, negative if the meeting is early, and None if no plan counts. ``over_since`` is
    the end of a step that was left alone. ``closes`` is when the agenda ends if each later step takes its
    minutes.
    """

    behind: int | None = None
    over_since: datetime | None = None
    closes: datetime | None = None


def tell_schedule(
    agenda: Sequence[Mapping[str, Any]], step: int, clock: Mapping[str, Any], now: datetime
) -> Schedule:
    """Compare a meeting with its plan, ``now``."""
    if _is_lobby(agenda, step):
        return Schedule()
    ends, planned = _moment(clock, "ends"), _planned_end(agenda, step, clock)
    if _is_left_alone(agenda, step, clock, now):
        return Schedule(over_since=_due(agenda, step, clock))
    if ends is None or planned is None:
        return Schedule()
    expected = max(ends, now)
    later = timedelta(minutes=sum(each["minutes"] for each in agenda[step + 1 :]))
    return Schedule(behind=round_whole((expected - planned).total_seconds() / 60), closes=expected + later)


def clock_of_step(
    agenda: Sequence[Mapping[str, Any]], left: int, step: int, clock: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Return the clock of a meeting that leaves the step ``left`` for another one ``now``.

    ``opened`` is the start of the plan, from which the minutes of all later steps are counted: the moment
    when the meeting opened, or an equivalent one after the plan was started again.
    """
    minutes = agenda[step]["minutes"]
    ends = now + timedelta(minutes=minutes)
    opened = clock.get("opened")
    if _is_lobby(agenda, step):
        opened = None
    elif _is_lobby(agenda, left) or opened is None:
        # Steps between the lobby and this one were skipped.
        between = sum(each["minutes"] for each in agenda[left + 1 : step])
        opened = _opening(agenda, step, ends + timedelta(minutes=between)).isoformat()
    elif _is_left_alone(agenda, left, clock, now):
        opened = _opening(agenda, step, ends).isoformat()
    return {
        "opened": opened,
        "started": now.isoformat(),
        "ends": ends.isoformat() if step and minutes else None,
    }


def clock_with_more(
    agenda: Sequence[Mapping[str, Any]], step: int, clock: Mapping[str, Any], minutes: int, now: datetime
) -> dict[str, Any]:
    """Return the clock of a step with more minutes: from its end, or from ``now`` if that has passed."""
    ends = _moment(clock, "ends")
    later = (max(now, ends) if ends else now) + timedelta(minutes=minutes)
    new = {**clock, "ends": later.isoformat()}
    if _is_left_alone(agenda, step, clock, now):
        new["opened"] = _opening(agenda, step, later).isoformat()
    return new


def _is_lobby(agenda: Sequence[Mapping[str, Any]], step: int) -> bool:
    return phase_at(agenda, step) is Phase.LOBBY


def _is_left_alone(
    agenda: Sequence[Mapping[str, Any]], step: int, clock: Mapping[str, Any], now: datetime
) -> bool:
    due = _due(agenda, step, clock)
    return due is not None and not _is_lobby(agenda, step) and now - due > LONG_GAP


def _due(agenda: Sequence[Mapping[str, Any]], step: int, clock: Mapping[str, Any]) -> datetime | None:
    """Return when a step ends; without a running clock, when its minutes have passed."""
    started = _moment(clock, "started")
    without_clock = started + timedelta(minutes=agenda[step]["minutes"]) if started else None
    return _moment(clock, "ends") or without_clock


def _planned_end(agenda: Sequence[Mapping[str, Any]], step: int, clock: Mapping[str, Any]) -> datetime | None:
    opened = _moment(clock, "opened")
    return opened + _until(agenda, step) if opened else None


def _opening(agenda: Sequence[Mapping[str, Any]], step: int, planned_end: datetime) -> datetime:
    """Return the opening time for which a step's planned end is ``planned_end``."""
    return planned_end - _until(agenda, step)


def _until(agenda: Sequence[Mapping[str, Any]], step: int) -> timedelta:
    return timedelta(minutes=sum(each["minutes"] for each in agenda[1 : step + 1]))


def _moment(clock: Mapping[str, Any], name: str) -> datetime | None:
    text = clock.get(name)
    return datetime.fromisoformat(text) if text else None
