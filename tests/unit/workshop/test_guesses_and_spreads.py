"""Dots stand where people guessed and estimated, and nowhere else."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest

from scenarios.elicitation.pooling import OTHERS, Spread
from scenarios.scenario import Estimate as Range
from workshop.charts.meeting.histogram import BASE, TOP, HistogramView, Tick, build_histogram_view
from workshop.charts.proposals.spread import SlotView, build_spread_view
from workshop.charts.proposals.spread import Tick as SpreadTick
from workshop.charts.proposals.spread_dots import PHONE, WALL, draw_shape
from workshop.models import Role
from workshop.state.rounds import EVERYBODY, RoundShown, RoundsShown

GUESSES = {
    "years": [10, 10, 11, 12, 5, 7],
    "half years": [2.5, 2.5, 3, 10],
    "percent in columns of two": [10, 11, 30, 25, 13, 0],
    "tonnes": [0, 400, 410, 1_000, 2_520, 2_400],
    "a hall": [round(12 + 8 * math.sin(number)) for number in range(120)],
}


def draw(guesses: list[float], answer: float = 6) -> HistogramView:
    return build_histogram_view(
        guesses, answer=answer, middle=answer, words=("A", "M"), write=lambda v: f"{v:g}"
    )


def read_axis(ticks: Sequence[Tick | SpreadTick], x: float) -> float:
    """Read a place on the axis as somebody in the room would: between its first and last figure."""
    plain = [(tick.x, float(tick.text)) for tick in ticks if not str(tick.text).endswith("+")]
    (x0, first), (x1, last) = plain[0], plain[-1]
    return first + (x - x0) / (x1 - x0) * (last - first)


@pytest.mark.parametrize("guesses", GUESSES.values(), ids=GUESSES)
def test_each_dot_is_at_its_guess_and_covers_none(guesses: list[float]) -> None:
    told = draw(guesses)
    assert len(told.dots) == len(guesses)
    near = 0.002 * (max(guesses) + 1)
    for dot, guess in zip(told.dots, sorted(guesses), strict=True):
        assert read_axis(told.ticks, dot.x) == pytest.approx(guess, abs=near)
        assert dot.y - told.dot >= TOP - 1
        assert dot.y + told.dot <= BASE
        assert dot.x - told.dot >= 0
    for one, other in combinations(told.dots, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * told.dot


def test_lines_stand_at_their_figures_and_a_budget_that_is_used_up_at_nought() -> None:
    told = draw([10, 11, 30, 25, 13], answer=13)
    assert read_axis(told.ticks, told.lines[0].x) == pytest.approx(13, abs=0.1)
    used_up = draw([1, 2, 3], answer=-0.3)
    assert read_axis(used_up.ticks, used_up.lines[0].x) == pytest.approx(0, abs=0.1)


def test_guesses_far_from_all_others_stand_together_at_a_label_that_says_so() -> None:
    told = draw([1, 2, 3, 3, 3, 4, 4, 5, 5, 5, 900])
    assert told.dots[-1].x == told.ticks[-1].x
    assert str(told.ticks[-1].text).endswith("+")


def test_bars_of_a_large_hall_cover_the_guesses_that_they_count() -> None:
    told = draw([float(number % 30) for number in range(4000)])
    assert told.dots == []
    first = told.bars[0]
    assert read_axis(told.ticks, first.x) <= 0.5
    widest = max(read_axis(told.ticks, bar.x + bar.width) for bar in told.bars)
    assert 29 <= widest <= 30


def shown(estimates: list[Range]) -> RoundsShown:
    spread = Spread(people=len(estimates), low=None, likely=None, high=None)
    lanes = {EVERYBODY: estimates}
    return RoundsShown((RoundShown(1, len(estimates), spread, lanes, {EVERYBODY: spread}),), None)


@pytest.mark.parametrize("frame", [WALL, PHONE], ids=["wall", "phone"])
@pytest.mark.parametrize("likely", [[0, 400, 500, 900, 1000], [-300, -100, 200, 500, 800]])
def test_estimates_stand_at_their_figures_also_below_nought(frame: Any, likely: list[float]) -> None:
    told = build_spread_view(shown([Range(value - 50, value, value + 50) for value in likely]), frame)
    assert told is not None
    ticks = [Tick(t.x, re.sub(r"\s", "", t.text).replace("−", "-")) for t in told.ticks]
    (lane,) = told.lanes
    for dot, value in zip(lane.slots[0].dots, likely, strict=True):
        place = (dot.low + dot.high) / 2
        assert read_axis(ticks, place) == pytest.approx(value, abs=5)


def test_the_axis_of_estimates_begins_at_nought_and_no_mark_stands_beside_it_like_a_dot() -> None:
    told = build_spread_view(shown([Range(100.0, value, 900.0) for value in (400.0, 500.0, 600.0)]), WALL)
    assert told is not None
    assert told.ticks[0].text == "0"
    (lane,) = told.lanes
    mark = max(float(x) for x in re.findall(r"[MHL](-?[\d.]+)", lane.shape))
    # Names stand between the mark and the axis.
    assert mark < 0.1 * WALL.left


def test_an_axis_that_does_not_reach_all_estimates_says_so_at_its_end() -> None:
    likely = [100.0] * 30 + [1e6]
    told = build_spread_view(shown([Range(value, value, value) for value in likely]), PHONE)
    assert told is not None
    assert told.ticks[-1].text.endswith("+")


def dots_of(estimates: list[Range], frame: Any, rounds: int = 1) -> list[SlotView]:
    each = shown(estimates).rounds[0]
    told = build_spread_view(RoundsShown((each,) * rounds, None), frame)
    assert told is not None
    return [slot for lane in told.lanes for slot in lane.slots]


@pytest.mark.parametrize("frame", [WALL, PHONE], ids=["wall", "phone"])
@pytest.mark.parametrize("same", [2, 3, 5, 8, 40])
def test_equal_estimates_stand_above_each_other_or_their_number_is_written(frame: Any, same: int) -> None:
    estimates = [Range(300, 400, 500)] * same + [Range(100, 900, 1000)]
    for slot in dots_of(estimates, frame, rounds=2):
        assert len(slot.dots) == same + 1
        stacked = {dot.y for dot in slot.dots if dot.x == slot.dots[0].x}
        written = [int(count.text[1:]) for count in slot.counts]
        # Whoever counts the dots comes to all of them, or reads how many there are.
        assert written == ([] if len(stacked) == same else [same])


def test_equal_estimates_in_a_low_lane_are_stacked_as_smaller_dots_before_they_are_counted() -> None:
    frame = replace(WALL, height=118)
    (slot,) = dots_of([Range(300, 400, 500)] * 3, frame)
    assert slot.counts == []
    assert len({dot.y for dot in slot.dots}) == 3
    assert [count.text for count in dots_of([Range(300, 400, 500)] * 9, frame)[0].counts] != []


def test_no_figure_of_equal_estimates_lies_over_another_or_beside_the_drawing() -> None:
    estimates = [Range(likely, likely, likely) for likely in range(100, 1001, 20) for _ in range(9)]
    for frame in (replace(WALL, height=190), replace(PHONE, height=90)):
        for slot in dots_of(estimates, frame, rounds=2):
            told = sorted((count.y, count.x, count.end) for count in slot.counts)
            assert told
            assert all(begin >= 0 and end <= frame.width for _, begin, end in told)
            for (y, _, end), (other, begin, _) in pairwise(told):
                assert other - y > 1 or end <= begin


def test_the_words_of_the_picture_name_the_answers_that_several_gave() -> None:
    told = build_spread_view(
        shown([Range(300, 400, 500)] * 2 + [Range(300, 400, 600), *[Range(7, 7, 7)] * 3]), WALL
    )
    assert told is not None
    assert told.equal == "The same answer from several: 3 × 7; 2 × 400 (300 to 500)."
    alone = build_spread_view(shown([Range(300, 400, 500), Range(300, 400, 600)]), WALL)
    assert alone is not None
    assert alone.equal == ""


@pytest.mark.parametrize("frame", [WALL, PHONE], ids=["wall", "phone"])
def test_ranges_do_not_lie_over_each_other_while_there_is_room(frame: Any) -> None:
    # The likely figures are far from each other: only the bars are in each other's way.
    (slot,) = dots_of([Range(value / 2, value, value * 2) for value in (100, 250, 500, 900, 1500)], frame)
    for one, other in combinations(slot.dots, 2):
        assert one.y != other.y or one.high <= other.low or other.high <= one.low
    # Estimates without a range have no bar, and share a row.
    (slot,) = dots_of([Range(value, value, value) for value in (100, 900)], frame)
    assert len({dot.y for dot in slot.dots}) == 1


def test_the_range_is_of_the_newest_round_and_of_the_dots_within_the_axis() -> None:
    first, second = (
        shown([Range(low, likely, high) for low, likely, high in said]).rounds[0]
        for said in (
            [(80, 150, 240), *[(500, 700, 3630)] * 60, *[(9000, 20_000, 30_000)] * 2],
            [(215, 400, 600), *[(500, 700, 2530)] * 60, *[(9000, 20_000, 30_000)] * 2],
        )
    )
    told = build_spread_view(RoundsShown((first, second), None), WALL)
    assert told is not None
    assert "together from 215 to 2\u202f530" in told.ranges
    assert "3\u202f630" not in told.ranges
    end = told.ticks[-1]
    assert end.text.endswith("+")
    assert told.beyond == f"2 answers over {end.text[:-1]}, at the right edge"
    at_edge = [dot for lane in told.lanes for dot in lane.slots[-1].dots if dot.x == end.x]
    assert len(at_edge) == 2


def test_a_dot_before_the_last_figure_of_the_axis_is_not_counted_as_beyond_it() -> None:
    """The axis ends at a round figure, which may be larger than what it must reach."""
    told = build_spread_view(shown([*[Range(500, 700, 3630)] * 40, Range(3000, 3800, 7900)]), WALL)
    assert told is not None
    assert told.ticks[-1].text == "4\u202f000"
    assert told.beyond == ""


def test_each_group_has_its_own_shape() -> None:
    shapes = {name: draw_shape(name, 0, 0, 10) for name in (*(role.value for role in Role), OTHERS)}
    assert len(set(shapes.values())) == len(shapes)
