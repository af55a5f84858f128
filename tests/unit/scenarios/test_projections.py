"""References that follow an official projection, or figures of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from scenarios.importing.own_path_file import parse_own_path, read_own_path
from scenarios.inventory.own_path import OwnPath, follow_own_path
from scenarios.inventory.projections import find_projection, follow_projection, list_projections
from scenarios.inventory.reference_steps import BadReferenceError
from scenarios.inventory.references import Reference, build_reference
from scenarios.inventory.sources import list_sectors
from scenarios.inventory.statistics import read_inventory

RANGE = {"start_year": 2024, "end_year": 2045}


def built(territory: str = "NO-4001", **choices: Any) -> Reference:
    return build_reference(territory, **{"method": "projection", **RANGE, **choices})


def own(*rows: str, quantity: str = "emissions_t") -> OwnPath:
    return parse_own_path("\n".join([f"sector,subsector,year,{quantity}", *rows]).encode(), "own.csv")


def test_a_ratio_of_every_sector_by_hand() -> None:
    reference = built("NO-4003")
    by_sector: dict[str, float] = {}
    for source, row in zip(reference.sources, reference.reference_t, strict=True):
        by_sector.setdefault(source.partition("/")[0], row[-1] / row[0] if row[0] else -1)
    assert {name: ratio for name, ratio in by_sector.items() if ratio >= 0} == pytest.approx(
        {
            "road_transport": 2.1 / 7.5,
            "shipping": 4.3 / 6.4,
            "machinery": 4.3 / 6.4,
            "agriculture": 4.8 / 4.5,
            "industry": 8.2 / 9.7,
            "heating_buildings": 3.5 / 5.3,
            "waste": 3.5 / 5.3,
            "product_use": 3.5 / 5.3,
            "aviation": 28.2 / 45.0,
            "electricity_district_heating": 28.2 / 45.0,
        }
    )


def test_each_sector_has_a_step_that_says_where_it_comes_from() -> None:
    steps = {step.sector: step for step in built("NO-4003").steps if step.sector}
    assert steps["road_transport"].key == "projection"
    assert steps["road_transport"].label == "road transport follows esr_road; 2045 in proportion to 2024"
    assert "Meld. St. 1 (2025-2026)" in steps["road_transport"].source
    assert steps["aviation"].key == "approximate"
    assert "approximate" in steps["aviation"].label
    assert set(steps) == {sector.id for sector in list_sectors("NO")}


def test_what_is_approximate_is_told() -> None:
    assert any(
        "aviation, electricity district heating follow the national total" in n
        for n in built("NO-4003").notes
    )
    # Porsgrunn has neither.
    assert not any("national total" in note for note in built().notes)
    assert any("applied to CO2" in note for note in built(gas="CO2").notes)
    assert not any("applied to CO2" in note for note in built().notes)


def test_an_imported_year_after_2024_is_the_base() -> None:
    inventory = read_inventory("NO-4001")
    newer = replace(inventory, years=(*inventory.years[:-1], 2027))
    ahead, _, _ = follow_projection(newer, find_projection("NO-4001"), [2030])
    row = newer.sources.index("road_transport/cars")
    # Half-way between 7.5 in 2024 and 5.0 in 2030.
    assert ahead[row, 0] == pytest.approx(newer.emissions_t[row, -1] * 5.0 / 6.25)


def test_a_base_year_before_2024_is_refused() -> None:
    inventory = read_inventory("NO-4001")
    older = replace(inventory, years=(*inventory.years[:-2], 2022, 2023))
    with pytest.raises(
        BadReferenceError, match="The newest statistic is of 2023, and no-nb2026 can be followed from 2024"
    ):
        follow_projection(older, find_projection("NO-4001"), [2030])


def test_the_projection_is_the_countrys_own_unless_it_is_named() -> None:
    assert built(projection="no-nb2026").to_sources() == built().to_sources()
    assert [each.id for each in list_projections("NO")] == ["no-nb2026"]
    assert list_projections("SE") == ()


@pytest.mark.parametrize(
    ("territory", "choices", "words"),
    [
        ("SE-0480", {}, "There is no official projection by sector for SE"),
        ("SE-0480", {"projection": "no-nb2026"}, "There is no official projection by sector for SE"),
        ("NO-4001", {"projection": "no-nb2019"}, "no projection 'no-nb2019'; there are no-nb2026"),
        ("NO-4001", {"method": "flat", "projection": "no-nb2026"}, "belongs to the method projection"),
        ("NO-4001", {"method": "flat", "own": OwnPath("emissions_t", {})}, "belong to the method own"),
        ("NO-4001", {"method": "own"}, "needs figures of one's own"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(territory: str, choices: dict[str, Any], words: str) -> None:
    with pytest.raises(BadReferenceError) as refused:
        built(territory, **choices)
    assert words in str(refused.value)


def test_figures_of_statistic_years_begin_the_line_and_do_not_replace_the_statistic() -> None:
    reference = built(method="own", own=own("industry,,2020,1000000", "industry,,2030,0"))
    row = reference.reference_t[reference.sources.index("industry/all")]
    assert row[0] == 1843810
    assert row[1] == pytest.approx(500000)
    assert row[6:].tolist() == [0] * 16


def test_a_sector_is_divided_as_in_the_newest_statistic() -> None:
    reference = built(method="own", own=own("waste,,2030,100", quantity="percent_of_base"))
    flat = built(method="flat")
    assert reference.sources == flat.sources
    np.testing.assert_allclose(reference.reference_t, flat.reference_t, rtol=1e-12)


def test_a_sector_without_emissions_cannot_be_divided() -> None:
    inventory = read_inventory("NO-4001")
    with pytest.raises(BadReferenceError, match="aviation emits nothing in 2024"):
        follow_own_path(inventory, own("aviation,,2030,10"), [2030])
    ahead, _, _ = follow_own_path(inventory, own("aviation,domestic,2030,10"), [2030])
    assert ahead[inventory.sources.index("aviation/domestic"), 0] == 10


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            ("rail,,2030,1",),
            "names 'rail', which is not among the emissions of NO-4001; there are road_transport",
        ),
        (("waste,ash,2030,1",), "waste has waste/landfill_gas"),
        (("waste,,2030,1", "waste,sewage,2030,1"), "names 'waste/sewage' twice"),
    ],
)
def test_a_path_names_what_is_there_once(rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadReferenceError) as refused:
        built(method="own", own=own(*rows))
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"sector,year\nwaste,2030", "the heading is 'sector, year'; the columns are"),
        (b"sector,year,emissions_t,percent_of_base\n", "one of emissions_t and percent_of_base"),
        (b"sector,year,emissions_t,emissions_t\n", "the heading is"),
        (b"sector,year,emissions_t,note\n", "the heading is"),
        (b"sector,year,emissions_t\n", "no figure below the heading"),
        (b"sector,year,emissions_t\nwaste,soon,1", "row 2: the year is 'soon'; expected a whole year"),
        (b"sector,year,emissions_t\nwaste,0000020261,1", "row 2: the year is '0000020261'; expected"),
        (
            b"sector,year,emissions_t\nwaste,000002026" + b"0" * 5_000 + b",1",
            "' ...; expected a whole year from 1900 to 2200",
        ),
        (b"sector,year,emissions_t\n,2030,1", "row 2: the sector is missing"),
        (b"sector,year,emissions_t\nwaste,2030,-1", "row 2: emissions_t is '-1'; expected zero or more"),
        (b"sector,year,emissions_t\nwaste,2030,x", "row 2: emissions_t is 'x', which is no number"),
        (b"sector;year;emissions_t\nwaste;2030;1,5", "write the decimals with a point"),
        (b"sector,year,emissions_t\nwaste,2030,17.200", "which can be 17200 or 17.2"),
        (
            b"sector,year,emissions_t\nwaste,2030,1\nwaste,2030,2",
            "row 3: 'waste' has a figure for 2030 already",
        ),
        (b"sector,year,emissions_t\nwaste,2030", "row 2: emissions_t is ''"),
        (b'sector,year,emissions_t\n"waste,2030,1', "own.csv: "),
        (b"x" * 1_000_001, "larger than 1,000,000 bytes"),
    ],
)
def test_a_faulty_file_is_refused_with_the_row(content: bytes, words: str) -> None:
    with pytest.raises(BadReferenceError) as refused:
        parse_own_path(content, "own.csv")
    assert words in str(refused.value)


def test_all_faults_are_told_and_not_too_many() -> None:
    rows = "".join(f"waste,{year},-1\n" for year in range(2025, 2050))
    with pytest.raises(BadReferenceError) as refused:
        parse_own_path(f"sector,year,emissions_t\n{rows}".encode(), "own.csv")
    lines = str(refused.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "own.csv: and 5 more.")


def test_a_column_that_shows_decimal_points_settles_an_ambiguous_figure() -> None:
    path = own("waste,,2030,17.200", "waste,,2031,17.25")
    assert path.points == {"waste": {2030: 17.2, 2031: 17.25}}


def test_a_workbook_is_read_and_its_numbers_have_one_meaning(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Sector", "Year", "Emissions_t"], ["waste", 2030, 17.125], ["waste", 2031, 17200]):
        book.active.append(row)
    file = tmp_path / "own.xlsx"
    book.save(file)
    assert read_own_path(file) == OwnPath("emissions_t", {"waste": {2030: 17.125, 2031: 17200.0}}, "own.xlsx")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadReferenceError, match=r"none\.csv: cannot be read"):
        read_own_path(tmp_path / "none.csv")
    file = tmp_path / "own.csv"
    file.write_bytes("Sector;Year;Emissions_t\r\nwaste;2030;5\r\n".encode("utf-16"))
    assert read_own_path(file) == OwnPath("emissions_t", {"waste": {2030: 5.0}}, "own.csv")
