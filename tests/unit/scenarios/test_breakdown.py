"""A budget over sectors and actors adds up, whatever the shares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.budget.breakdown import BreakdownError, break_down, default_shares
from scenarios.budget.budgets import compute_budget, own_budget
from scenarios.catalogue.catalogue import ACTORS
from scenarios.inventory.datasets import read_rows
from scenarios.inventory.sources import list_sectors, list_sources
from scenarios.numbers import round_whole

BUDGET = compute_budget("SE-0480", "uppsala-2022-1.7")


def test_every_table_adds_up_to_the_budget() -> None:
    table = break_down(BUDGET)
    assert table.budget_t == round(BUDGET.budget_t)
    for dimension in ("sector", "source", "actor"):
        parts = table.parts(dimension)
        assert sum(part.budget_t for part in parts) == table.budget_t
        assert sum(part.share for part in parts) == pytest.approx(1)
        assert sum(part.base_t for part in parts) == pytest.approx(BUDGET.base_emissions_t)
        assert [part.base_t for part in parts] == sorted((part.base_t for part in parts), reverse=True)


def test_a_sector_has_the_part_that_it_has_of_the_emissions() -> None:
    table = break_down(BUDGET)
    assert table.base_year == BUDGET.base_year == 2021
    transport = next(part for part in table.parts("sector") if part.id == "transport")
    assert transport.budget_t == pytest.approx(
        BUDGET.budget_t * transport.base_t / BUDGET.base_emissions_t, abs=9
    )


def test_shares_that_a_facilitator_sets() -> None:
    shares = {"transport/cars": {"households": 0.75, "businesses": 0.25}, "machinery": {"municipality": 1}}
    before, after = break_down(BUDGET), break_down(BUDGET, shares=shares)
    assert after.parts("sector")[0].budget_t == pytest.approx(before.parts("sector")[0].budget_t, abs=9)
    cars = {cell.actor: cell.budget_t for cell in after.cells if cell.source == "transport/cars"}
    assert cars["households"] == pytest.approx(3 * cars["businesses"], abs=4)
    assert {cell.actor for cell in after.cells if cell.sector == "machinery"} == {"municipality"}
    assert sum(part.budget_t for part in after.parts("actor")) == after.budget_t


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(0, 1), st.sampled_from(["SE-0980", "NO-4001", "SE-04"]))
def test_any_budget_adds_up(amount: float, part: float, territory: str) -> None:
    budget = own_budget(territory, amount_t=amount, start_year=2025)
    sector = "machinery"
    table = break_down(budget, shares={sector: {"municipality": part, "state": 1 - part}})
    assert sum(cell.budget_t for cell in table.cells) == table.budget_t == round_whole(amount)
    assert all(cell.budget_t * table.budget_t >= 0 for cell in table.cells)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"transport/trains": {"state": 1}}, "no source or sector 'transport/trains'"),
        ({"transport/cars": {"households": 0.5}}, "add up to 0.5"),
        ({"transport/cars": {"households": 2, "state": -1}}, "'state' in transport/cars is -1"),
        ({"transport/cars": {"households": True}}, "is True"),
        ({"transport/cars": {"households": float("nan")}}, "is nan"),
        ({"transport/cars": {"households": "all"}}, "is 'all'"),
        ({"transport/cars": {}}, "add up to 0"),
    ],
)
def test_shares_that_are_none(shares: Any, words: str) -> None:
    with pytest.raises(BreakdownError, match=words):
        break_down(BUDGET, shares=shares)


def test_there_is_no_other_dimension() -> None:
    with pytest.raises(BreakdownError, match="no breakdown by 'party'"):
        break_down(BUDGET).parts("party")


def test_nothing_emitted_cannot_be_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    from scenarios.budget import breakdown

    real = breakdown.read_inventory

    def read(*arguments: Any, **choices: Any) -> Any:
        inventory = real(*arguments, **choices)
        return replace(inventory, emissions_t=inventory.emissions_t * 0)

    monkeypatch.setattr(breakdown, "read_inventory", read)
    with pytest.raises(BreakdownError, match="emitted nothing in 2021"):
        break_down(BUDGET)


def test_a_source_that_nobody_controls_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.budget.breakdown.default_shares", dict)
    with pytest.raises(BreakdownError, match="give its shares"):
        break_down(BUDGET)


def test_the_default_has_every_source_and_only_known_actors_and_sources() -> None:
    shares = default_shares()
    sectors = {s.id for country in ("SE", "NO") for s in list_sectors(country)}
    sources = {s.id for country in ("SE", "NO") for s in list_sources(country)}
    assert sectors <= {target.partition("/")[0] for target in shares}
    assert all(source in shares or source.partition("/")[0] in shares for source in sources)
    assert shares.keys() <= sectors | sources
    assert {actor for of in shares.values() for actor in of} <= set(ACTORS)
    assert all(sum(of.values()) == 1 for of in shares.values())
    assert all(row["basis"].startswith("rule of thumb: ") for row in read_rows("actor_shares", "shares.csv"))
