"""``handlingsrom levers``: what all actions at their largest can do."""

from pathlib import Path

import pytest

from tests.tree import ROOT
from tests.unit.workshop.cli.conftest import Run

PAGE = ROOT / "scenarios" / "LEVERS.md"


def test_the_page_is_what_the_model_says(handlingsrom: Run) -> None:
    answer = handlingsrom("levers", "--page")
    assert answer.status == 0
    assert answer.out == PAGE.read_text("utf-8"), "make levers writes it anew"


def test_what_is_taken_away_and_what_remains_add_up(handlingsrom: Run) -> None:
    (place,) = handlingsrom("levers", "SE-0480", "--json").document
    assert place["name"] == "Nyköping"
    assert sum(source["today_t"] for source in place["sources"]) == pytest.approx(place["today_t"])
    assert sum(source["remains_t"] for source in place["sources"]) == pytest.approx(place["remains_t"])
    for source in place["sources"]:
        assert -1e-6 <= source["remains_t"] <= source["today_t"] + 1e-6
        assert bool(source["why"]) == (source["remains_t"] > 0.005 * source["today_t"]), source["id"]
        assert source["actions"] or source["remains_t"] == pytest.approx(source["today_t"])


def test_a_plant_is_left_once_and_named(handlingsrom: Run) -> None:
    (place,) = handlingsrom("levers", "NO-4001", "--json").document
    assert place["left_out"] == ["cement-fuel-clinker", "ammonia-capture"]
    industry = next(source for source in place["sources"] if source["id"] == "industry/all")
    # 800 kt of ammonia, 90 % of 800 kt of cement, other fuel for what is left, and 10 % less waste of energy.
    rest = industry["today_t"] - 1_600_000
    expected = industry["today_t"] - 1_520_000
    assert industry["remains_t"] < expected
    assert industry["remains_t"] == pytest.approx(expected * (1 - rest / industry["today_t"]) * 0.9, rel=1e-9)


def test_only_co2e_has_the_gases_of_landfills(handlingsrom: Run) -> None:
    (co2,), (co2e,) = (
        handlingsrom("levers", "NO-0301", "--gas", gas, "--json").document for gas in ("CO2", "CO2e")
    )
    assert "waste/landfill_gas" not in {source["id"] for source in co2["sources"]}
    landfill = next(source for source in co2e["sources"] if source["id"] == "waste/landfill_gas")
    assert landfill["remains_t"] == pytest.approx(0.25 * landfill["today_t"])


@pytest.mark.parametrize(
    "arguments",
    [(), ("SE-0480", "--page"), ("SE-9999",), ("SE-0480", "--gas", "CH4"), ("SE-0480", "--gas", "CO2e")],
)
def test_what_cannot_be_told_is_refused_in_one_line(handlingsrom: Run, arguments: tuple[str, ...]) -> None:
    answer = handlingsrom("levers", *arguments)
    assert answer.status == 2
    assert not answer.out
    assert answer.err.startswith("handlingsrom levers: ")
    assert answer.err.count("\n") == 1


def test_places_from_a_folder_of_statistics_are_found(handlingsrom: Run, tmp_path: Path) -> None:
    assert handlingsrom("levers", "SE-0480", "--data", str(tmp_path)).out.startswith("## Nyköping")
