"""A small, well-supported set that fits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.engine.evaluation import evaluate
from scenarios.file.schema import scenario_from_dict
from scenarios.scenario import Scenario
from scenarios.selection.cheapest_choice import least_emissions
from scenarios.selection.choice import lay_out_choice
from scenarios.selection.suggestion import DEAREST, SuggestionError, suggest


def scenario(budget_t: float, *actions: dict[str, Any], groups: Any = ()) -> Scenario:
    """One year, a source of 100 t and one of 50 t."""
    return scenario_from_dict(
        {
            "format": "handlingsrom/scenario",
            "version": 1,
            "title": "Choice",
            "gas": "CO2",
            "start_year": 2030,
            "end_year": 2030,
            "budget_t": budget_t,
            "sources": [
                {"id": "transport/cars", "reference_t": [100]},
                {"id": "heating/all", "reference_t": [50]},
            ],
            "actions": list(actions),
            "groups": list(groups),
        }
    )


def action(key: str, tonnes: float, target: str = "transport", **more: Any) -> dict[str, Any]:
    about = {name: more.pop(name) for name in ("support", "cost") if name in more}
    effect = {"kind": "tonnes", "estimates": [{"likely": tonnes}]}
    timing = {"start_year": 2030, "ramp": "step"}
    return {"id": key, "title": key, "targets": [target], "effect": effect, **timing, "about": about, **more}


def test_the_best_supported_of_two_that_fit_alone() -> None:
    found = suggest(scenario(120, action("a", 40, support=3), action("b", 30, "heating", support=6)))
    assert (found.fits, found.chosen, found.left_out, found.proved) == (True, ("b",), ("a",), True)
    assert (found.price, found.price_at_least, found.support, found.cost) == (1.0, 1.0, 6.0, None)
    assert found.cumulative_emissions_t == 120


def test_two_well_supported_ones_rather_than_one_that_hardly_anyone_wants() -> None:
    actions = (
        action("plant", 60, support=1),
        action("a", 30, support=10),
        action("b", 30, "heating", support=8),
    )
    found = suggest(scenario(90, *actions))
    assert found.chosen == ("a", "b")
    assert found.price == pytest.approx(1 + 10 / 8)


def test_without_any_support_the_fewest() -> None:
    found = suggest(scenario(100, action("a", 30), action("b", 50), action("c", 25, "heating")))
    assert found.chosen == ("b",)


@pytest.mark.parametrize(("support", "price"), [(0, DEAREST), (-3, DEAREST), (0.001, DEAREST), (5, 2.0)])
def test_the_price_has_an_end(support: float, price: float) -> None:
    found = suggest(scenario(100, action("a", 50, support=support), action("b", 1, support=10)))
    assert (found.chosen, found.price) == (("a",), price)


def test_cost_decides_between_sets_of_equal_support() -> None:
    actions = (action("a", 40, cost=9), action("b", 40, "heating", cost=2), action("c", 40))
    found = suggest(scenario(110, *actions))
    assert (found.chosen, found.cost) == (("b",), 2.0)


def test_decided_actions_are_in_and_do_not_count_as_chosen() -> None:
    found = suggest(scenario(120, action("plan", 30, layer="decided"), action("a", 40)))
    assert (found.decided, found.chosen, found.left_out, found.price) == (("plan",), (), ("a",), 0.0)


def test_where_none_fits_the_best_possible_set_and_how_far_it_falls_short() -> None:
    road = action("road", -20, layer="decided")
    found = suggest(scenario(100, action("a", 20), action("b", 10, "heating"), action("nothing", 0), road))
    assert (found.fits, found.chosen, found.short_t, found.proved) == (False, ("a", "b"), 40.0, True)
    assert found.price_at_least is None


def test_increases_and_proposals_without_tonnes_are_never_chosen() -> None:
    talk = {"id": "talk", "title": "Talk", "targets": [], "effect": None}
    found = suggest(scenario(200, action("road", -20, support=99), talk))
    assert (found.fits, found.chosen, found.left_out) == (True, (), ("road", "talk"))


def test_excluded_proposals_only_if_asked() -> None:
    given = scenario(120, action("a", 40, included=False))
    assert (suggest(given).fits, suggest(given).left_out) == (False, ())
    assert suggest(given, excluded_too=True).chosen == ("a",)


def test_only_one_of_an_exclusive_group_is_useful() -> None:
    groups = [{"id": "g", "relation": "exclusive", "actions": ["a", "b"]}]
    found = suggest(scenario(100, action("a", 30), action("b", 40, "heating"), groups=groups))
    assert (found.fits, found.chosen, found.short_t) == (False, ("b",), 10.0)


@pytest.mark.parametrize(("tonnes", "chosen"), [(20, ()), (30, ()), (45, ("b",))])
def test_a_decided_member_of_a_group_has_to_be_beaten(tonnes: float, chosen: tuple[str, ...]) -> None:
    groups = [{"id": "g", "relation": "exclusive", "actions": ["a", "b", "z"]}]
    decided = (action("a", 30, layer="decided"), action("z", 10, layer="decided"))
    found = suggest(scenario(110, *decided, action("b", tonnes), groups=groups))
    assert found.chosen == chosen


def test_members_of_a_disjoint_group_add_up() -> None:
    groups = [{"id": "g", "relation": "disjoint", "actions": ["a", "b", "c", "d"]}]
    decided = action("d", 50, layer="decided")
    found = suggest(scenario(50, decided, action("a", 50), action("b", 30), action("c", 30), groups=groups))
    assert (found.fits, found.chosen) == (True, ("a",))
    alone = scenario(100, decided, groups=groups[:0])
    assert suggest(alone).fits


def test_part_of_a_disjoint_group() -> None:
    groups = [{"id": "g", "relation": "disjoint", "actions": ["a", "b", "c"]}]
    actions = (action("a", 50, support=1), action("b", 30, support=3), action("c", 30, support=3))
    found = suggest(scenario(100, *actions, groups=groups))
    # together b and c take away 60 t at the price of two, a alone 50 t at the price of three
    assert (found.chosen, found.proved) == (("b", "c"), True)
    assert found.price == pytest.approx(2.0)


@pytest.mark.parametrize(
    "about", [{"support": "many"}, {"support": True}, {"cost": -1}, {"cost": [5]}, {"support": {"votes": 3}}]
)
def test_support_and_cost_are_figures(about: dict[str, Any]) -> None:
    with pytest.raises(SuggestionError, match="; give "):
        suggest(scenario(120, action("a", 40, **about)))


def many(count: int, *, size: int = 3) -> Scenario:
    """Actions of random size in exclusive groups of `size`, none of which is always the better one."""
    random = np.random.default_rng(5)
    keys = [f"a{number:02}" for number in range(count)]
    sources = [f"s{number}/all" for number in range(6)]
    document = {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": "Many",
        "gas": "CO2",
        "start_year": 2025,
        "end_year": 2045,
        "budget_t": 0,
        "sources": [{"id": source, "reference_t": [1e5] * 21} for source in sources],
        "actions": [
            {
                **action(key, float(random.integers(500, 9000)), str(random.choice(sources))),
                "about": {"support": int(random.integers(0, 30))},
            }
            for key in keys
        ],
        "groups": [
            {"id": f"g{place}", "relation": "exclusive", "actions": keys[place : place + size]}
            for place in range(0, count, size)
        ]
        if size > 1
        else [],
    }
    outcome = evaluate(scenario_from_dict(document))
    saved = outcome.cumulative_reference_t - outcome.cumulative_emissions_t
    return scenario_from_dict(document | {"budget_t": outcome.cumulative_reference_t - 0.5 * saved})


def test_many_exclusive_groups_do_not_multiply() -> None:
    given = many(60)
    choice = lay_out_choice(given, given.actions, ())
    x, proved = least_emissions(choice)
    assert not proved
    assert x.sum() == 20
    assert suggest(given).fits
    short = scenario_from_dict({**as_document(given), "budget_t": 0})
    found = suggest(short, most_nodes=5)
    assert (found.fits, len(found.chosen)) == (False, 20)


def as_document(given: Scenario) -> dict[str, Any]:
    from scenarios.file.schema import scenario_to_dict

    return scenario_to_dict(given)


def test_an_unfinished_search_says_what_it_has_not_excluded() -> None:
    given = many(60, size=1)
    short, whole = suggest(given, most_nodes=1), suggest(given)
    assert not short.proved
    assert short.fits
    assert short.price_at_least is not None
    assert short.price_at_least <= whole.price <= short.price
    assert whole.proved
    assert suggest(given) == whole


@pytest.mark.parametrize("rivals", [("worse",), ("worse", "bad")])
def test_nothing_takes_the_place_of_what_is_decided_where_that_leaves_more(rivals: tuple[str, ...]) -> None:
    # Alone it gives more than the decided one; beside what stops all cars it gives nothing.
    weak = [action(key, 40 + number) for number, key in enumerate(rivals)]
    group = {"id": "one", "relation": "exclusive", "actions": ["decided", *rivals]}
    actions = (action("decided", 30, "heating", layer="decided"), *weak, action("stop", 100))
    found = suggest(scenario(20, *actions, groups=[group]))
    assert (found.fits, found.chosen, found.proved) == (True, ("stop",), True)
    assert found.cumulative_emissions_t == 20
