"""Laws of what is left out: parts add up to the whole, and nothing left out changes nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.budget.budgets import compute_budget
from scenarios.inventory.references import build_reference
from scenarios.inventory.statistics import read_inventory

PLACES = ("SE-0480", "SE-0980", "SE-1881", "NO-4001", "NO-4003", "SE-0480+SE-0980")
PRESETS = {"SE": ("uppsala-2022-1.7", "klimatkollen-2024", "emission-share"), "NO": ("emission-share",)}


def sources_of(place: str) -> tuple[str, ...]:
    return read_inventory(place, gas="CO2").sources


@st.composite
def scopes(draw: st.DrawFn) -> tuple[str, str, tuple[str, ...]]:
    """Draw a place, a preset and what is kept of it: at least one source, not all."""
    place = draw(st.sampled_from(PLACES))
    names = sources_of(place)
    kept = draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names) - 1, unique=True))
    return place, draw(st.sampled_from(PRESETS[place[:2]])), tuple(kept)


@given(scopes())
@settings(max_examples=40, deadline=None)
def test_what_is_left_out_and_what_is_kept_are_the_whole(case: tuple[str, str, tuple[str, ...]]) -> None:
    place, preset, kept = case
    others = [source for source in sources_of(place) if source not in kept]
    whole = compute_budget(place, preset, as_of=2026)
    parts = [compute_budget(place, preset, as_of=2026, without=without) for without in (others, kept)]
    assert sum(part.budget_t for part in parts) == pytest.approx(whole.budget_t, rel=1e-9, abs=1e-3)
    assert sum(part.base_emissions_t for part in parts) == pytest.approx(whole.base_emissions_t, abs=1e-3)
    if "SE-0980" in place and preset != "emission-share":
        return  # What the preset leaves out itself, the cement plant, is left out of both parts.
    shares = [0.0 if part.left_out is None else part.left_out.share for part in parts]
    assert sum(shares) == pytest.approx(1.0 if whole.base_emissions_t else 0.0)


@given(st.sampled_from(PLACES), st.data())
@settings(max_examples=40, deadline=None)
def test_a_scope_without_everything_but_one_source_is_that_source_alone(
    place: str, data: st.DataObject
) -> None:
    names = sources_of(place)
    one = data.draw(st.sampled_from(names))
    others = [source for source in names if source != one]
    whole, alone = read_inventory(place, gas="CO2"), read_inventory(place, gas="CO2", without=others)
    row = names.index(one)
    assert alone.sources == (one,)
    assert alone.years == whole.years
    assert alone.emissions_t[0].tolist() == whole.emissions_t[row].tolist()
    budget = compute_budget(place, "emission-share", as_of=2026, without=others)
    steps = {step.key: step.value for step in budget.steps}
    own = [float(whole.emissions_t[row, whole.year_index(year)]) for year in range(2015, 2023)]
    assert steps["local_emissions"] == pytest.approx(sum(own), abs=1e-5)
    assert steps["local_budget"] == pytest.approx(
        steps["amount"] * sum(own) / steps["world_emissions"], abs=1e-3
    )
    assert budget.base_emissions_t == pytest.approx(
        own[-1] if place[:2] == "SE" else whole.emissions_t[row, -1], abs=1e-5
    )


@pytest.mark.parametrize("place", PLACES)
def test_nothing_left_out_is_the_same_byte_for_byte(place: str) -> None:
    for preset in (*PRESETS[place[:2]], "carbon-law", "blend"):
        plain, empty = (
            compute_budget(place, preset, as_of=2026, **w).to_dict() for w in ({}, {"without": ()})
        )
        assert json.dumps(plain) == json.dumps(empty)
    choices = {"method": "trend", "start_year": 2026, "end_year": 2045}
    plain_sources = build_reference(place, **choices).to_sources()  # type: ignore[arg-type]
    assert json.dumps(plain_sources) == json.dumps(build_reference(place, without=(), **choices).to_sources())  # type: ignore[arg-type]
