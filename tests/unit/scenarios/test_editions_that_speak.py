"""Which edition of the statistics speaks, what an import changes, and that it says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.budget.budgets import compute_budget, own_budget
from scenarios.budget.warming_marks import marks_beside
from scenarios.importing.statistics import ImportedEdition, import_statistics
from scenarios.inventory import editions
from scenarios.inventory.references import build_reference
from scenarios.inventory.splitting import find_splits, split_reference
from scenarios.inventory.statistics import read_inventory
from tests.unit.scenarios.statistics_files import tidy

HEADER = "municipality_code,municipality,sector,year,emissions_t,gas"
RELEASE = (HEADER, "0480,Nyköping,transport,2025,200000,CO2e", "0480,Nyköping,industry,2025,5000,CO2e")
SECTORS_ONLY = (
    HEADER,
    *(
        f"4601,Bergen,{sector},{year},{tonnes},CO2e"
        for year in range(2015, 2025)
        for sector, tonnes in (("road_transport", 430000), ("electricity_district_heating", 300000))
    ),
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> Path:
    editions.use_data_folder(tmp_path)
    return tmp_path


def take(lines: tuple[str, ...], country: str, **choices: Any) -> ImportedEdition:
    return import_statistics(tidy(lines=lines), country=country, file_name="figures.csv", **choices)


def old_file(last_year: int) -> tuple[str, ...]:
    return (HEADER, *(f"4001,Porsgrunn,waste,{year},3,CO2e" for year in range(2015, last_year + 1)))


@pytest.mark.parametrize(
    ("last_year", "date", "speaks"),
    [
        (2016, None, False),
        (2023, "2025-06-01", False),
        (2023, "2024-06-01", False),
        (2024, "2026-05-01", True),
        (2023, "2026-05-01", True),
        (2024, "2025-12-01", True),
        (2025, None, True),
    ],
)
def test_an_older_file_displaces_no_newer_edition(last_year: int, date: str | None, speaks: bool) -> None:
    before = read_inventory("NO-4001").total_t
    edition = take(old_file(last_year), "NO", date=date)
    after = read_inventory("NO-4001").total_t
    assert (after.tolist() != before.tolist()) is speaks
    told = " ".join(edition.changes)
    assert ("no carbon budget and no reference of CO2 changes" in told) is not speaks
    assert ("sheet Oversikt - detaljert" in told) is True  # named as what speaks, or what spoke before


def test_a_release_of_co2e_alone_extends_the_preliminary_years() -> None:
    known = read_inventory("SE-0480")
    edition = take(RELEASE, "SE")
    assert edition.changes[0] == ("SE-0480: preliminary years of CO2 are 2023 to 2025, before 2023 to 2024.")
    now = read_inventory("SE-0480")
    assert (now.years[-1], now.status[-1]) == (2025, "preliminary")
    np.testing.assert_allclose(now.total_t[:-1], known.total_t)
    # Transport of 2022 by the change since, as the shipped release has 2022; sectors that the file does
    # not have stay as they are in 2024.
    co2e = {"transport": 200000.0, "industry": 5000.0}
    shipped = editions_co2e_2022()
    for sector in ("transport", "industry"):
        official = known.sector_t(sector)[known.year_index(2022)]
        expected = official * co2e[sector] / shipped[sector]
        assert now.sector_t(sector)[-1] == pytest.approx(expected)
    assert now.sector_t("machinery")[-1] == known.sector_t("machinery")[-1]
    assert any("2025: no release of CO2e has" in note for note in now.notes)
    spent = {step.year: step for step in compute_budget("SE-0480", "uppsala-2022-1.7", as_of=2026).steps}
    assert spent[2025].status == "preliminary"
    # A place that the file does not have is as before.
    assert read_inventory("SE-0481").years[-1] == 2024


def editions_co2e_2022() -> dict[str, float]:
    from scenarios.inventory.datasets import read_year_table

    table = read_year_table("se_emissions", "co2e_sectors.csv")
    column = table.years.index(2022)
    return {sector: float(cells[column]) for sector, cells in table.cells["SE-0480"]}


@pytest.mark.parametrize(
    ("year", "why"),
    [
        (2021, "the CO2e of the file ends in 2021, and official CO2 reaches 2022"),
        (2027, "CO2 would go on in 2025, of which there is no CO2e"),
    ],
)
def test_a_release_that_changes_no_budget_says_why(year: int, why: str) -> None:
    edition = take((HEADER, f"0480,Nyköping,transport,{year},200000,CO2e"), "SE")
    assert why in edition.changes[0]
    assert read_inventory("SE-0480").years[-1] == 2024


def test_an_older_release_of_co2e_revises_nothing() -> None:
    known = read_inventory("SE-0480").total_t.tolist()
    lines = tuple(f"0480,Nyköping,transport,{year},1,CO2e" for year in (2022, 2023, 2024))
    edition = take((HEADER, *lines), "SE", date="2025-01-15")
    assert read_inventory("SE-0480").total_t.tolist() == known
    assert "a newer release of CO2e speaks" in edition.changes[0]


def test_official_co2_that_was_imported_is_carried_on_like_the_shipped() -> None:
    lines = tuple(f"0480,Nyköping,transport,{year},100000,CO2" for year in (2022, 2023))
    take((HEADER, *lines), "SE")
    inventory = read_inventory("SE-0480")
    assert list(zip(inventory.years, inventory.status, strict=True)) == [
        *((2022, "official"), (2023, "official"), (2024, "preliminary"))
    ]


def test_the_same_file_again_adds_nothing(data: Path) -> None:
    first = take(RELEASE, "SE")
    for _ in range(2):
        again = take(RELEASE, "SE")
        assert (again.is_new, again.edition) == (False, first.edition)
        assert "CO2 comes from the CO2 by municipality, county report of 2024-04-18" in again.changes[0]
    assert [path.name for path in (data / "statistics" / "SE").iterdir()] == [first.edition]
    # Another date is another statement about the same figures.
    assert take(RELEASE, "SE", date="2026-11-30").is_new


def test_sectors_that_are_not_divided_are_split_as_an_estimate() -> None:
    edition = take(SECTORS_ONLY, "NO")
    assert edition.changes[-1].startswith("The file does not divide road_transport, electricity_district")
    whole = build_reference("NO-4601", method="flat", start_year=2025, end_year=2030, gas="CO2")
    divided, splits = split_reference(whole)
    assert [split.sector for split in splits] == ["road_transport", "electricity_district_heating"]
    assert {"road_transport/cars", "road_transport/vans", "road_transport/buses"} < set(divided.sources)
    np.testing.assert_allclose(divided.reference_t.sum(axis=0), whole.reference_t.sum(axis=0))
    assert "estimated split" in " ".join(divided.notes)


def test_a_place_keeps_the_division_of_its_former_edition() -> None:
    lines = (HEADER, "4001,Porsgrunn,road_transport,2025,50000,CO2e")
    take(lines, "NO")
    (split,) = find_splits("NO-4001", ["road_transport/all"])
    assert split.origin.startswith("as Porsgrunn had it in 2024")
    assert sum(split.fractions.values()) == pytest.approx(1)


@pytest.mark.parametrize("territory", ["SE-0480", "SE", "NO-4001", "NO-4001+NO-4003"])
def test_sectors_undivided_in_the_shipped_statistics_stay_undivided(territory: str) -> None:
    reference = build_reference(territory, method="flat", start_year=2025, end_year=2026)
    assert split_reference(reference) == (reference, ())


def test_an_own_budget_works_where_only_co2e_is_known() -> None:
    lines = tuple(f"540,Sønderborg,transport,{year},174000,CO2e" for year in range(2015, 2025))
    take((HEADER, *lines), "DK")
    budget = own_budget("DK-540", amount_t=900000, start_year=2026)
    assert 0 < budget.base_emissions_t < 174000
    assert "no shares of DK are known, so those of other countries" in " ".join(budget.warnings)


@pytest.mark.parametrize(
    ("country", "code", "key"),
    [("NO", "4601", "world-emissions"), ("DK", "540", "world-emissions"), ("NO", "4001", "population")],
)
def test_marks_stand_beside_an_own_budget_where_any_key_can_be_computed(
    country: str, code: str, key: str
) -> None:
    sector = "road_transport" if country == "NO" else "transport"
    lines = tuple(f"{code},Town,{sector},{year},430000,CO2e" for year in range(2015, 2026))
    take((HEADER, *lines), country)
    budget = own_budget(f"{country}-{code}", amount_t=1e6, start_year=2026)
    marks = marks_beside(budget)
    assert [mark.temperature_c for mark in marks] == [1.5, 1.7, 2.0]
    assert {mark.key for mark in marks} == {key}


def test_an_own_budget_has_no_marks_where_no_key_has_figures() -> None:
    take((HEADER, "540,Sønderborg,transport,2024,174000,CO2e"), "DK")
    assert marks_beside(own_budget("DK-540", amount_t=1e6, start_year=2025)) == ()


def test_an_own_budget_that_starts_before_the_newest_edition_gets_marks_of_an_earlier_one() -> None:
    marks = marks_beside(own_budget("NO-4001", amount_t=1e6, start_year=2023))
    assert {mark.source for mark in marks} == {"IPCC AR6 WGI Table SPM.2 (2021)"}


def test_marks_without_cement_do_not_stand_beside_a_budget_with_it() -> None:
    with_cement = marks_beside(own_budget("SE-0980", amount_t=1e7, start_year=2026))
    without = marks_beside(own_budget("SE-0980", amount_t=1e6, start_year=2026, cement=False))
    assert {mark.key for mark in with_cement} == {"population"}
    assert {mark.key for mark in without} == {"national-emissions"}
