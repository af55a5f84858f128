"""What the desk says about the plan, in each way that a meeting can go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workshop.models import AGENDAS
from workshop.models.agenda import stored
from workshop.state.schedule import clock_of_step, clock_with_more, tell_schedule

AGENDA = stored(AGENDAS["90"])
LOBBY, PREDICT, BRIEFING, PROPOSE = range(4)  # 5, 5, 10 and 15 minutes
BEGIN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


class Meeting:
    """A meeting whose facilitator moves on and winds the clock at minutes after its begin."""

    def __init__(self) -> None:
        self.step, self.clock = LOBBY, dict[str, Any]()

    def move(self, step: int, minute: float) -> None:
        self.clock = clock_of_step(AGENDA, self.step, step, self.clock, after(minute))
        self.step = step

    def wind(self, minutes: int, minute: float) -> None:
        self.clock = clock_with_more(AGENDA, self.step, self.clock, minutes, after(minute))

    def behind(self, minute: float) -> int | None:
        return tell_schedule(AGENDA, self.step, self.clock, after(minute)).behind


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_nothing_is_late_before_the_meeting_leaves_the_lobby(meeting: Meeting) -> None:
    assert meeting.behind(0) is None
    meeting.move(LOBBY, 0)
    assert meeting.behind(300) is None
    meeting.move(PREDICT, 300)
    assert meeting.behind(300) == 0


def test_a_step_that_is_left_out_makes_the_meeting_early(meeting: Meeting) -> None:
    meeting.move(BRIEFING, 0)
    assert meeting.behind(0) == -5


def test_overtime_is_delay_and_never_time_won(meeting: Meeting) -> None:
    meeting.move(BRIEFING, 0)  # five minutes early
    assert meeting.behind(10) == -5
    assert meeting.behind(15) == 0
    assert meeting.behind(35) == 20


def test_a_delay_is_taken_along_and_made_up_for(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    meeting.move(BRIEFING, 9)
    assert meeting.behind(9) == 4
    meeting.move(PROPOSE, 14)
    assert meeting.behind(14) == -1


def test_more_minutes_are_delay_from_the_moment_they_are_given(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    meeting.wind(5, 1)
    assert meeting.behind(1) == 5
    meeting.wind(5, 14)  # four minutes over
    assert meeting.behind(14) == 14


def test_a_stopped_clock_says_nothing_of_the_plan(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    meeting.clock["ends"] = None
    assert meeting.behind(30) is None
    meeting.move(BRIEFING, 30)
    assert meeting.behind(30) == 25


def test_hours_of_overtime_are_no_delay_but_a_meeting_that_was_left_alone(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    assert meeting.behind(65) == 60
    told = tell_schedule(AGENDA, meeting.step, meeting.clock, after(5 + 825))
    assert (told.behind, told.closes) == (None, None)
    assert told.over_since == after(5)


@pytest.mark.parametrize("step", [PREDICT, BRIEFING, PROPOSE])
def test_the_plan_starts_again_on_the_next_day_at_any_step(meeting: Meeting, step: int) -> None:
    meeting.move(BRIEFING, 0)
    meeting.move(step, 841)
    assert meeting.behind(841) == 0
    meeting.move(step + 1, 845)
    assert meeting.behind(845) == 4 - AGENDA[step]["minutes"]


def test_the_plan_starts_again_on_the_next_day_with_more_minutes_for_the_same_step(meeting: Meeting) -> None:
    meeting.move(BRIEFING, 0)
    meeting.wind(10, 841)
    assert meeting.behind(841) == 0
    meeting.move(PROPOSE, 851)
    assert meeting.behind(851) == 0


def test_the_plan_starts_again_after_a_long_break_with_a_stopped_clock(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    meeting.clock["ends"] = None
    meeting.move(BRIEFING, 90)
    assert meeting.behind(90) == 0


def test_the_plan_starts_again_after_the_lobby(meeting: Meeting) -> None:
    meeting.move(PROPOSE, 0)
    meeting.move(LOBBY, 30)
    assert meeting.behind(31) is None
    meeting.move(PREDICT, 40)
    assert meeting.behind(40) == 0


def test_the_end_of_the_meeting_is_counted_from_now(meeting: Meeting) -> None:
    meeting.move(PREDICT, 0)
    told = tell_schedule(AGENDA, meeting.step, meeting.clock, after(12))
    assert told.closes == after(12 + 10 + 15 + 10 + 15 + 15 + 10 + 5)
