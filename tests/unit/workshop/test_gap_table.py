"""The gap table in words: figures add up as printed, and nothing that is missing is rounded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from scenarios.engine.evaluation import evaluate
from scenarios.scenario import Action, AnnualLimit, BaseYear, Effect, Estimate, Scenario, Source
from workshop.charts.budget.gap_table import GapTableView, build_gap_table_of
from workshop.i18n import spoken_in
from workshop.words import in_gas, say_gas

HARD = "\u00a0"
PLAIN = Scenario(
    title="Climate budget",
    gas="CO2e",
    start_year=2026,
    end_year=2030,
    budget_t=2_000_000.0,
    sources=(Source("road_transport/cars", (900_000.0,) * 5),),
    base=BaseYear(2009, 1_388_246.0),
    provenance={"limits": {"source": "The council"}},
)


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    app = Flask("speaking")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def action(tonnes: float, layer: Any = "decided") -> Action:
    estimate = Estimate(tonnes, tonnes, tonnes)
    return Action(
        f"a-{layer}", layer, ("road_transport",), Effect("tonnes", (estimate,)), 2026, "step", 1, layer=layer
    )


def gap(*limits: tuple[int, float], actions: tuple[Action, ...] = (), **more: Any) -> GapTableView:
    given = tuple(AnnualLimit(*limit) for limit in limits)
    scenario = replace(PLAIN, limits=given, actions=actions, **more)
    view = build_gap_table_of(scenario, evaluate(scenario))
    assert view is not None
    return view


def test_what_is_adopted_the_target_and_the_points_missing_stand_in_one_sentence() -> None:
    view = gap((2030, 69_412.3), actions=(action(372_466.5),))
    said = f"2030: adopted 62{HARD}%, target 95{HARD}%, 33 percentage points missing."
    assert view.lead == said
    assert (view.gas, view.source, view.with_proposals) == ("CO₂e", "The council", False)
    for language, word in (("nb", "prosentpoeng mangler"), ("sv", "procentenheter saknas")):
        with spoken_in(language):
            assert word in gap((2030, 69_412.3)).lead


def test_the_proposals_come_on_top_of_what_is_adopted() -> None:
    view = gap((2030, 69_412.3), actions=(action(372_466.5), action(100_000.0, "proposed")))
    assert view.with_proposals
    assert f"adopted 62{HARD}%, with the proposals 66{HARD}%, target 95{HARD}%, 29 " in view.lead
    (row,) = view.rows
    # A proposal takes its part of what the decided action leaves.
    assert (row.decided.replace("\u202f", ""), row.emissions.replace("\u202f", "")) == ("527534", "468919")


def test_printed_figures_add_up() -> None:
    (row,) = gap((2026, 100_000.5), actions=(action(0.4),)).rows
    limit, emissions, difference = (
        int(text.replace("\u202f", "").replace("+", ""))
        for text in (row.limit, row.emissions, row.difference)
    )
    assert emissions - limit == difference


def test_a_limit_that_is_met_misses_nothing() -> None:
    view = gap((2026, 900_000.0), (2030, 950_000.0))
    assert [row.met for row in view.rows] == [True, True]
    assert [row.missing for row in view.rows] == ["", ""]
    assert view.lead.endswith(": met.")
    assert view.rows[1].difference == "−50\u202f000"


def test_little_that_is_missing_is_not_nothing() -> None:
    (row,) = gap((2030, 899_999.0)).rows
    assert (row.met, row.missing, row.verdict) == (False, "under 1", "under 1 points missing")


def test_a_target_with_a_decimal_keeps_it() -> None:
    base = 1_388_246.0
    (row,) = gap((2030, base * (1 - 0.525))).rows
    assert (row.target, row.now) == (f"52.5{HARD}%", f"35.2{HARD}%")
    assert row.missing == "17.3"


def test_without_a_base_year_tonnes_say_it() -> None:
    view = gap((2030, 100_000.0), base=None)
    assert view.lead == f"2030: 0.80{HARD}Mt above the limit."
    assert (view.base, view.rows[0].target, view.rows[0].verdict) == ("", "", "not met")
    assert gap((2030, 900_000.0), base=None).lead == "The limit of 2030 is met."


def test_a_file_of_others_may_say_anything_about_its_limits() -> None:
    assert gap((2030, 1.0), provenance={"limits": [1]}).source == ""
    assert gap((2030, 1.0), base=BaseYear(2009, 0.0)).rows[0].target == ""


def test_a_text_names_the_gas_that_a_workshop_counts() -> None:
    assert in_gas("5 t CO₂, not CO₂e", "CO2e") == "5 t CO₂e, not CO₂e"
    assert in_gas("5 t CO₂", "CO2") == "5 t CO₂"
    assert say_gas("CO2e") == "CO₂e"
