"""What is left out of statistics, budgets and references."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.budget.breakdown import break_down
from scenarios.budget.budgets import compute_budget
from scenarios.budget.scope import ScopeMismatchError, require_same_scope
from scenarios.budget.warming_marks import marks_beside
from scenarios.inventory.left_out import measure_left_out
from scenarios.inventory.omissions import OmissionError, find_omission, say_names
from scenarios.inventory.publication import find_publication
from scenarios.inventory.references import build_reference
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory


def names_of(territory: str, *without: str) -> tuple[str, ...]:
    return find_omission(find_publication(find_territory(territory), "CO2"), without).names


@pytest.mark.parametrize(
    ("territory", "without", "names"),
    [
        ("SE-0480", ("industry",), ("industry",)),
        ("SE-0480", ("industry/all", "industry"), ("industry",)),
        (
            "SE-0480",
            ("waste", "transport/vans", "transport/cars"),
            ("waste", "transport/cars", "transport/vans"),
        ),
        ("NO-4001", ("aviation/domestic", "aviation/international"), ("aviation",)),
        ("SE-0980", ("cement",), ("cement",)),
        ("SE-0980", ("industry/cement",), ("cement",)),
        # The plant goes with its sector.
        ("SE-0980", ("cement", "industry"), ("industry",)),
        ("SE-0980", ("waste", "cement"), ("cement", "waste")),
    ],
)
def test_each_is_named_once_in_the_order_of_the_statistics(
    territory: str, without: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert names_of(territory, *without) == names


@pytest.mark.parametrize(
    ("territory", "without", "words"),
    [
        ("SE-0480", "industri", "no source or sector 'industri' in Nyköping; there are transport, industry"),
        ("SE-0480", "transport/ferries", "transport has transport/cars, transport/vans"),
        (
            "SE-0480",
            "industry/steel",
            "have industry only as a whole, without a division. Leave out 'industry'",
        ),
        ("SE-0480", "cement", "No cement plant of Nyköping is in the statistics; there are transport"),
        ("SE-0980", "", "there are cement, transport"),
        ("NO-4001", "electricity_district_heating/x", "electricity_district_heating/district_heating"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(territory: str, without: str, words: str) -> None:
    with pytest.raises(OmissionError) as refused:
        names_of(territory, without)
    assert words in str(refused.value)


def test_sectors_without_emissions_are_not_offered_but_can_be_left_out() -> None:
    with pytest.raises(OmissionError) as refused:
        names_of("NO-4001", "nothing")
    assert "shipping" in str(refused.value)
    assert "aviation" not in str(refused.value)
    assert names_of("NO-4001", "aviation") == ("aviation",)


def test_not_everything_can_be_left_out() -> None:
    sectors = {source.partition("/")[0] for source in read_inventory("SE-0480").sources}
    with pytest.raises(OmissionError, match="Nothing would be left of the emissions of Nyköping"):
        names_of("SE-0480", *sectors)


def test_names_in_words() -> None:
    assert say_names(("cement",)) == "cement plants"
    told = say_names(("cement", "electricity_district_heating", "transport/domestic_shipping"))
    assert told == "cement plants, electricity district heating and domestic shipping (transport)"


def test_the_rest_of_the_statistics_stays_as_it_is() -> None:
    whole, kept = read_inventory("SE-0480"), read_inventory("SE-0480", without=["transport"])
    assert (kept.years, kept.status) == (whole.years, whole.status)
    rows = [row for row, source in enumerate(whole.sources) if not source.startswith("transport/")]
    assert kept.sources == tuple(whole.sources[row] for row in rows)
    assert np.array_equal(kept.emissions_t, whole.emissions_t[rows])
    assert all(method.endswith(", without transport") for method in kept.method)
    assert kept.without == ("transport",)


def test_without_industry_no_year_is_lost_to_the_reports_of_the_plant() -> None:
    for cement in (True, False):
        kept = read_inventory("SE-0980", cement=cement, without=["industry"])
        assert kept.years == read_inventory("SE-0980").years
        assert kept.cement is False
    assert len(read_inventory("SE-0980", without=["cement"]).years) < len(read_inventory("SE-0980").years)


def test_cement_taken_out_by_name_is_cement_taken_out() -> None:
    by_name, before = read_inventory("SE-0980", without=["cement"]), read_inventory("SE-0980", cement=False)
    both = read_inventory("SE-0980", cement=False, without=["cement"])
    for inventory in (by_name, both):
        assert inventory.years == before.years
        assert np.array_equal(inventory.emissions_t, before.emissions_t)
        assert inventory.cement is False


def test_a_part_of_a_sector_follows_the_whole_in_preliminary_years_and_that_is_told() -> None:
    part = read_inventory("SE-0480", without=["transport/cars"])
    told = "2023, 2024: only the sector transport is known there, without its division"
    assert any(note.startswith(told) for note in part.notes)
    assert not any("without its division" in note for note in read_inventory("SE-0480").notes)
    whole = read_inventory("SE-0480", without=["transport"])
    assert not any("without its division" in note for note in whole.notes)


def test_notes_about_what_is_left_out_are_left_out() -> None:
    assert any("industry" in note for note in read_inventory("SE-1881").notes)
    assert not any("industry" in note for note in read_inventory("SE-1881", without=["industry"]).notes)


@pytest.mark.parametrize("preset", ["uppsala-2022-1.7", "klimatkollen-2024", "emission-share"])
def test_budgets_by_emissions_add_up_over_what_is_kept(preset: str) -> None:
    whole = compute_budget("SE-0480", preset, as_of=2026).budget_t
    industry = [s for s in read_inventory("SE-0480").sources if not s.startswith("industry/")]
    parts = [
        compute_budget("SE-0480", preset, as_of=2026, without=w).budget_t for w in (["industry"], industry)
    ]
    assert sum(parts) == pytest.approx(whole)


def test_every_step_that_is_counted_without_it_says_so() -> None:
    budget = compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026, without=["industry"])
    said = {step.key: ", without industry" in step.label for step in budget.steps}
    assert said == {
        **dict.fromkeys(("amount", "overhead", "domestic", "all_emissions"), False),
        **dict.fromkeys(("local_emissions", "share", "local_budget", "spent", "remaining"), True),
    }
    assert budget.without == ("industry",)


@pytest.mark.parametrize(
    ("without", "ending"),
    [
        ([], ", cement plants taken out"),
        (["cement"], ", without cement plants"),
        (["industry"], ", without industry"),
        (["transport"], ", cement plants taken out, without transport"),
    ],
)
def test_the_local_sum_says_how_cement_is_out(without: list[str], ending: str) -> None:
    budget = compute_budget("SE-0980", "uppsala-2022-1.7", without=without)
    labels = {step.key: step.label for step in budget.steps}
    assert labels["local_emissions"] == f"Emissions of Gotland, 2015 to 2022{ending}"
    assert labels["all_emissions"].endswith("2015 to 2022, cement plants taken out")


def test_the_share_left_out_is_of_all_emissions() -> None:
    industry, total = 1_761_730.516, 1_869_343.119
    left_out = compute_budget("NO-4001", "emission-share", without=["industry"]).left_out
    assert left_out is not None
    assert (left_out.emissions_t, left_out.of_t) == pytest.approx((industry, total), abs=0.001)
    assert left_out.sentence == "Without industry: 94.2 % of the emissions of 2024 are left out."
    assert left_out.to_dict()["share"] == pytest.approx(industry / total)
    assert compute_budget("NO-4001", "emission-share").left_out is None


def test_what_a_preset_leaves_out_is_measured_too() -> None:
    plain = compute_budget("SE-0980", "uppsala-2022-1.7")
    assert plain.without == ()
    assert plain.left_out is not None
    assert plain.left_out.names == ("cement",)
    also = compute_budget("SE-0980", "uppsala-2022-1.7", without=["transport"]).left_out
    assert also is not None
    assert also.names == ("cement", "transport")
    whole = compute_budget("SE-0980", "uppsala-2022-1.7", without=["industry"]).left_out
    assert whole is not None
    assert whole.names == ("industry",)


def test_cement_that_is_out_already_is_told_only_to_those_who_ask_for_it() -> None:
    for without, told in ((["cement"], True), (["industry"], True), (["transport"], False), ([], False)):
        warnings = compute_budget("SE-0980", "uppsala-2022-1.7", without=without).warnings
        assert any("leaves cement plants out already" in warning for warning in warnings) is told, without
    nykoping = compute_budget("SE-0480", "uppsala-2022-1.7", without=["industry"]).warnings
    assert not any("leaves cement plants out already" in warning for warning in nykoping)


def test_nothing_left_out_of_an_empty_year_is_no_share() -> None:
    inventory = read_inventory("NO-4001", without=["aviation"])
    left_out = measure_left_out(inventory, 2026)
    assert left_out is not None
    assert left_out.share == 0


@pytest.mark.parametrize(("preset", "marks"), [("per-capita", 0), ("blend", 0), ("emission-share", 3)])
def test_no_warming_is_told_where_budget_and_emissions_do_not_match(preset: str, marks: int) -> None:
    assert len(marks_beside(compute_budget("NO-4001", preset))) == 3
    budget = compute_budget("NO-4001", preset, without=["industry"])
    assert len(marks_beside(budget)) == marks
    assert any("no longer match" in warning for warning in budget.warnings) is (marks == 0)


def test_marks_are_of_the_same_scope() -> None:
    budget = compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026, without=["transport"])
    marks = marks_beside(budget)
    assert [mark.budget_t for mark in marks if mark.temperature_c == 1.7] == [budget.budget_t]
    assert len(marks) == 3
    law = compute_budget("SE-0480", "carbon-law", as_of=2026, without=["transport"])
    assert [mark.budget_t for mark in marks_beside(law)] == [mark.budget_t for mark in marks]
    norwegian = compute_budget("NO-4001", "carbon-law", without=["industry"])
    assert {mark.key for mark in marks_beside(norwegian)} == {"world-emissions"}


def test_a_breakdown_has_only_what_is_kept() -> None:
    budget = compute_budget("NO-4001", "emission-share", without=["industry"])
    parts = break_down(budget).parts("sector")
    assert "industry" not in {part.id for part in parts}
    assert sum(part.base_t for part in parts) == pytest.approx(budget.base_emissions_t)


def reference(**choices: Any) -> Any:
    return build_reference("SE-0980", method="flat", start_year=2026, end_year=2030, gas="CO2", **choices)


def test_a_budget_needs_a_reference_that_leaves_out_the_same() -> None:
    budget = compute_budget("SE-0980", "uppsala-2022-1.7", as_of=2026, without=["industry"])
    require_same_scope(budget, reference(without=["industry"]))
    with pytest.raises(
        ScopeMismatchError, match="The budget leaves out industry and the reference transport"
    ):
        require_same_scope(budget, reference(cement=False, without=["transport"]))
    plain = compute_budget("SE-0980", "uppsala-2022-1.7", as_of=2026)
    require_same_scope(plain, reference(without=["cement"]))
    with pytest.raises(ScopeMismatchError, match="leaves out nothing and the reference waste"):
        require_same_scope(plain, reference(cement=False, without=["waste"]))


def test_a_reference_says_what_it_leaves_out() -> None:
    told = build_reference("NO-4001", method="flat", start_year=2026, end_year=2030, without=["industry"])
    assert not any(source.startswith("industry/") for source in told.sources)
    assert (told.without, [step.key for step in told.steps]) == (
        ("industry",),
        ["statistic", "left_out", "line"],
    )
    assert told.steps[0].label == "Emissions in 2024 (official), without industry"
    assert told.left_out is not None
    assert told.steps[1].value == told.left_out.share == pytest.approx(0.93462, abs=1e-5)
