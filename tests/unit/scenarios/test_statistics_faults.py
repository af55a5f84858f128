"""Faulty statistics files are refused as a whole, with every row at fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scenarios.importing.formats import StatisticsFileError
from scenarios.importing.statistics import import_statistics
from tests.unit.scenarios.statistics_files import FIRST, HEADER, tidy, workbook

CARS = "4001,Porsgrunn,road_transport,cars"


def faults_of(content: bytes, country: str = "NO", **choices: Any) -> list[tuple[int | None, str]]:
    with pytest.raises(StatisticsFileError) as refused:
        import_statistics(content, country=country, file_name="figures.csv", **choices)
    assert str(refused.value).count("\n") == len(refused.value.faults) - 1
    assert all("; expected " in str(fault) for fault in refused.value.faults)
    return [(fault.row, fault.problem) for fault in refused.value.faults]


FAULTY: list[tuple[str, bytes, list[tuple[int | None, str]]]] = [
    ("empty", b"", [(None, "the file is empty")]),
    ("blank", b" \n\n", [(None, "the file is empty")]),
    ("only a header", tidy(dict.fromkeys(range(2, 11))), [(None, "there are no rows below the header")]),
    (
        "missing columns",
        b"municipality_code,municipality,sector,year\n4001,Porsgrunn,waste,2024\n",
        [(1, "the column 'emissions_t' is missing"), (1, "the column 'gas' is missing")],
    ),
    ("semicolons", tidy().replace(b",", b";"), [(1, "is missing; is the file separated by semicolons?")] * 6),
    ("unknown column", tidy({1: HEADER + ",comment"}), [(1, "the column 'comment' is unknown")]),
    ("column twice", tidy({1: HEADER.replace("subsector", "year")}), [(1, "the column 'year' stands twice")]),
    (
        "unknown sector",
        tidy({2: "4001,Porsgrunn,road_trnsport,cars,2023,1,CO2e"}),
        [(2, r"unknown sector 'road_trnsport' \(did you mean road_transport\?\)")],
    ),
    (
        "unknown subsector",
        tidy({6: f"{CARS}s,2024,1,CO2e"}),
        [(6, "unknown subsector 'carss' of road_transport")],
    ),
    (
        "negative",
        tidy({6: f"{CARS},2024,-1,CO2e", 3: "4001,Porsgrunn,road_transport,buses,2023,-0.1,CO2e"}),
        [(3, "-0.1, which is negative"), (6, "-1, which is negative")],
    ),
    ("no number", tidy({6: f"{CARS},2024,much,CO2e"}), [(6, "'much', which is no number")]),
    ("no figure", tidy({6: f"{CARS},2024,,CO2e"}), [(6, "'', which is no number")]),
    (
        "decimal comma",
        tidy({6: f'{CARS},2024,"1,5",CO2e'}),
        [(6, "no number; write the decimals with a point")],
    ),
    (
        "not finite",
        tidy({6: f"{CARS},2024,nan,CO2e", 9: "1103,Stavanger,waste,,2023,1e999,CO2e"}),
        [(6, "'nan'"), (9, "'1e999'")],
    ),
    ("python number", tidy({6: f"{CARS},2024,1_000,CO2e"}), [(6, "no number")]),
    ("more than the world", tidy({6: f"{CARS},2024,1e12,CO2e"}), [(6, "more than the world's")]),
    (
        "duplicate",
        tidy({11: f"{CARS},2024,3,CO2e"}),
        [(11, "Porsgrunn, road_transport/cars, 2024 stands in row 6 already")],
    ),
    (
        "duplicate by another name",
        tidy({11: "4001,Porsgrunn,Veitrafikk,Personbiler,2024,3,CO2e"}),
        [(11, "stands in row 6 already")],
    ),
    (
        "mixed gases",
        tidy({10: "1103,Stavanger,road_transport,cars,2024,280,CO2"}),
        [(10, "the gas is CO2, and CO2e in row 2")],
    ),
    (
        "unknown gas",
        tidy({10: "1103,Stavanger,road_transport,cars,2024,280,CH4"}),
        [(10, "the gas is 'CH4'")],
    ),
    (
        "Swedish codes",
        tidy(
            {
                2: "0480,Nyköping,road_transport,cars,2023,1,CO2e",
                6: "SE-0480,Nyköping,road_transport,cars,2024,1,CO2e",
            }
        ),
        [(2, "'0480' is no municipality code of NO"), (6, "'SE-0480' is no municipality code of NO")],
    ),
    (
        "lost zero",
        tidy({2: "301,Oslo,road_transport,cars,2023,1,CO2e"}),
        [(2, "'301' is no municipality code of NO")],
    ),
    ("year too late", tidy({6: f"{CARS},3024,1,CO2e"}), [(6, "the year is '3024'")]),
    ("year too early", tidy({6: f"{CARS},1820,1,CO2e"}), [(6, "the year is '1820'")]),
    ("year in part", tidy({6: f"{CARS},2024.5,1,CO2e"}), [(6, "the year is '2024.5'")]),
    (
        "total",
        tidy({5: "4001,Porsgrunn,total,,2023,1122,CO2e"}),
        [(5, "total of Porsgrunn in 2023 is 1122 t, the sum of its sectors 1121 t")],
    ),
    (
        "sector total",
        tidy({7: "4001,Porsgrunn,Veitrafikk,,2024,91,CO2e"}),
        [(7, "road_transport of Porsgrunn in 2024 is 91 t, the sum of its subsectors 90 t")],
    ),
    ("missing year", tidy({10: None}), [(None, "NO-1103 has no rows for 2024, which others have")]),
    ("only totals", tidy(lines=(HEADER, "4001,Porsgrunn,total,,2023,5,CO2e")), [(2, "total of Porsgrunn")]),
    (
        "two names",
        tidy({8: "1103,Sandnes,road_transport,cars,2023,300,CO2e"}),
        [(9, "NO-1103 is called 'Stavanger', and 'Sandnes' in row 8"), (10, "called")],
    ),
    ("no name", tidy({8: "1103,,road_transport,cars,2023,300,CO2e"}), [(8, "the municipality has no name")]),
    (
        "cells",
        tidy({8: "1103,Stavanger,road_transport,cars,2023,300,CO2e,5", 9: "1103,Stavanger"}),
        [(8, "the row has 8 cells"), (9, "the row has 2 cells")],
    ),
    ("encoding", tidy().replace(b"Stavanger", "Tromsø".encode("latin-1"), 1), [(8, "byte .* is not UTF-8")]),
    ("quotes", tidy({3: '4001,"Porsgrunn" x,waste,,2023,1,CO2e'}), [(3, "no CSV")]),
    (
        "everything",
        tidy({2: "x,,y,,z,-1,q"}),
        [
            (2, "municipality code"),
            (2, "no name"),
            (2, "unknown sector"),
            (2, "year"),
            (2, "gas"),
            (2, "negative"),
        ],
    ),
    (
        "another sheet",
        workbook(sheet="Oversikt"),
        [(None, "there is no sheet 'Oversikt - detaljert', only Oversikt")],
    ),
    (
        "workbook without a column",
        workbook({1: ("Fylke", "Kommunenummer")}),
        [(1, "the column 'Kommune' is missing"), *[(1, "is missing")] * 5],
    ),
    ("workbook, empty cell", workbook({4: (*FIRST, "N2O", 2023, None)}), [(4, "'', which is no number")]),
    (
        "workbook, unknown sector and gas",
        workbook({4: ("Telemark", 4001, "Porsgrunn", "Skog", "Skog", "CO", 2023, 1)}),
        [(4, "unknown sector 'Skog'"), (4, "unknown gas 'CO'")],
    ),
    ("workbook, duplicate", workbook({10: (*FIRST, "CH4", 2023, 9)}), [(10, "stands in row 3 already")]),
    ("workbook, truth", workbook({4: (*FIRST, "N2O", 2023, True)}), [(4, "'True', which is no number")]),
    ("no workbook", b"PK\x03\x04 nothing else", [(None, "the workbook cannot be opened")]),
]


@pytest.mark.parametrize(("content", "expected"), [pytest.param(*f[1:], id=f[0]) for f in FAULTY])
def test_a_faulty_file_is_refused_as_a_whole(
    tmp_path: Path, content: bytes, expected: list[tuple[int | None, str]]
) -> None:
    found = faults_of(content, folder=tmp_path)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert all(re.search(words, problem) for (_, words), (_, problem) in zip(expected, found, strict=True))
    assert list(tmp_path.iterdir()) == []


def test_a_year_after_the_edition_is_a_fault() -> None:
    assert faults_of(tidy(), date="2023-12-31") == [(row, "the year is '2024'") for row in (6, 7, 10)]


@pytest.mark.parametrize(
    "line", ["0480,Nyköping,international_transport,,2024,5,CO2e", "0480,Nyköping,total,,2024,0,CO2e"]
)
def test_a_file_without_any_sector_is_refused(line: str) -> None:
    assert faults_of(tidy(lines=(HEADER, line)), "SE") == [(None, "there is no row of a sector")]


def test_norways_workbook_is_of_no_other_country() -> None:
    assert faults_of(workbook(), "SE") == [(None, "this is Norway's workbook, and the country is SE")]


def test_swedish_codes_are_all_known() -> None:
    line = "9999,Ingenstans,transport,cars,2023,1,CO2"
    assert faults_of(tidy(lines=(HEADER, line)), "SE") == [(2, "no municipality of SE has the code '9999'")]


def test_subsectors_of_another_country_are_ids() -> None:
    assert faults_of(tidy(lines=(HEADER, "101,København,transport,Biler!,2023,7,CO2")), "DK") == [
        (2, "unknown subsector 'Biler!' of transport")
    ]


THOUSANDS = (HEADER, "1103,Stavanger,waste,,2023,280.000,CO2e", "1103,Stavanger,waste,,2024,5,CO2e")


def test_thousands_with_a_point_are_never_taken_for_decimals() -> None:
    (fault,) = faults_of(tidy(lines=THOUSANDS))
    assert fault == (2, "the emissions are '280.000', which can be 280000 or 280; write it as one of these")


def test_other_figures_of_the_file_settle_what_a_point_means(tmp_path: Path) -> None:
    content = tidy({3: "1103,Stavanger,waste,,2024,5.5,CO2e"}, THOUSANDS)
    edition = import_statistics(content, country="NO", file_name="list.csv", folder=tmp_path)
    assert edition.rows == 2


def test_a_fault_below_a_line_break_within_a_cell_is_named_by_its_own_line() -> None:
    content = tidy({2: '1103,"Stavanger\n\nby",waste,,2023,5.5,CO2e', 3: "1103,Stavanger,waste,,2024,x,CO2e"})
    assert faults_of(content)[0] == (5, "the emissions are 'x', which is no number")
