"""Scenarios side by side, worked out by hand."""

from __future__ import annotations

import math

import pytest

from scenarios.comparison.comparison import ComparisonError, compare, unique_names
from tests.unit.scenarios.compared_files import FIRST, SECOND, case, document


def test_changes_are_with_minus_without() -> None:
    first, second = case(FIRST), case(SECOND)
    assert first.change_by_year_t == pytest.approx([-24, -24])
    assert first.change_t == pytest.approx(-48)
    # 30 and 10 t less, 5 t more
    assert second.change_by_year_t == pytest.approx([-35, -35])
    assert second.change_t == pytest.approx(-70)


def test_actions_have_min_mean_max_and_count() -> None:
    actions = {action.id: action for action in compare([case(FIRST), case(SECOND)]).actions}
    assert list(actions) == ["charge", "feed", "talk", "route", "road"]
    charge = actions["charge"]
    assert charge.change_t == pytest.approx((-40, -60))
    assert (charge.min_t, charge.mean_t, charge.max_t) == pytest.approx((-60, -50, -40))
    assert charge.count == 2
    feed = actions["feed"]
    assert feed.change_t[0] == pytest.approx(-8)
    assert feed.change_t[1] is None
    assert (feed.min_t, feed.mean_t, feed.max_t, feed.count) == pytest.approx((-8, -8, -8, 1))
    talk = actions["talk"]
    assert (talk.min_t, talk.mean_t, talk.max_t, talk.count) == (None, None, None, 0)
    assert actions["road"].change_t == (None, pytest.approx(10))


def test_sectors_and_actors() -> None:
    comparison = compare([case(FIRST), case(SECOND)])
    assert comparison.by_sector_t["transport"] == pytest.approx((-40, -70))
    assert comparison.by_sector_t["farming"] == pytest.approx((-8, 0))
    assert comparison.by_actor_t["municipality"] == pytest.approx((-40, -80))
    assert comparison.by_actor_t["farmers"] == pytest.approx((-8, 0))
    assert comparison.by_actor_t[""] == pytest.approx((0, 10))


def test_parts_add_up_to_the_whole_where_actions_overlap() -> None:
    overlapping = document("Overlap", [*FIRST["actions"], SECOND["actions"][1] | {"targets": ["transport"]}])
    comparison = compare([case(FIRST), case(overlapping)])
    for place, one in enumerate(comparison.cases):
        by_action = [action.change_t[place] for action in comparison.actions if action.change_t[place]]
        assert math.fsum(change or 0.0 for change in by_action) == pytest.approx(one.change_t)
        for parts in (comparison.by_sector_t, comparison.by_actor_t):
            assert math.fsum(changes[place] or 0.0 for changes in parts.values()) == pytest.approx(
                one.change_t
            )


def test_the_last_file_names_an_action() -> None:
    renamed = document("Renamed", [FIRST["actions"][0] | {"title": "Charging", "about": {"actor": "region"}}])
    (action, *_) = compare([case(FIRST), case(renamed)]).actions
    assert (action.title, action.actor) == ("Charging", "region")
    comparison = compare([case(FIRST), case(renamed)])
    # each file keeps its own actor where tonnes are counted
    assert comparison.by_actor_t["municipality"] == pytest.approx((-40, 0))
    assert comparison.by_actor_t["region"] == pytest.approx((0, -40))


def test_horizons_and_sources_may_differ() -> None:
    sources = [{"id": "waste/all", "reference_t": [7, 7, 7]}]
    later = document("Later", [], start_year=2026, end_year=2028, sources=sources)
    comparison = compare([case(FIRST), case(later)])
    assert comparison.years == (2025, 2026, 2027, 2028)
    assert comparison.by_sector_t["waste"] == (None, 0.0)
    assert comparison.by_sector_t["farming"][1] is None


def test_an_actor_that_is_no_text_is_none() -> None:
    odd = document("Odd", [FIRST["actions"][0] | {"about": {"actor": ["x"]}}])
    assert list(compare([case(odd)]).by_actor_t) == [""]


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ComparisonError, match="at least one"):
        compare([])
    with pytest.raises(ComparisonError, match="same name"):
        compare([case(FIRST), case(FIRST)])
    with pytest.raises(ComparisonError, match="CO2e"):
        compare([case(FIRST), case(document("Other", [], gas="CO2e"))])


def test_names_become_unique() -> None:
    assert unique_names(["a", "b", "a", "a", "a (2)"]) == ("a", "b", "a (2)", "a (3)", "a (2) (2)")
