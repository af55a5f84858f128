"""A table of annual limits is arranged as a careful person reads it, and doubts stay doubts."""

from __future__ import annotations

import io

import openpyxl
import pytest

from scenarios.importing.limit_cells import LimitsTable
from scenarios.importing.limits_table import (
    LimitsFault,
    LimitsTableError,
    read_limits_file,
    read_limits_text,
)


def cells(table: LimitsTable) -> list[tuple[int, str, bool]]:
    return [(cell.year, cell.text, cell.is_percent) for cell in table.cells]


@pytest.mark.parametrize(
    "text",
    [
        "2026\t180 000\n2030\t69 412",
        "2026;180 000\n2030;69 412",
        "2026: 180 000\n2030: 69 412",
        "2026  180 000 t\n2030  69 412 t",
        "År\tUtslippsramme (tonn CO2e)\n2026\t180 000\n2030\t69 412",
        "År\t2026\t2030\nUtslippsramme\t180 000\t69 412",
        "2026,180 000\r\n2030,69 412\r\n",
    ],
)
def test_every_usual_shape_gives_the_same_limits(text: str) -> None:
    assert cells(read_limits_text(text)) == [(2026, "180 000", False), (2030, "69 412", False)]


def test_blocks_of_years_with_percentages_as_a_change_are_so_many_per_cent_below() -> None:
    text = "År\t2026\t2027\nUtslippsrammer\t-73 %\t−81 %\nÅr\t2029\t2030\nUtslippsrammer\t–90 %\t-95 %"
    table = read_limits_text(text)
    assert cells(table) == [(2026, "73", True), (2027, "81", True), (2029, "90", True), (2030, "95", True)]
    assert table.turned


def test_percentages_beside_amounts_give_way_to_the_amounts() -> None:
    text = "År\tRamme (tonn)\tReduksjon fra 2009\n2026\t180 000\t73 %\n2030\t69 412\t95 %"
    assert cells(read_limits_text(text)) == [(2026, "180 000", False), (2030, "69 412", False)]


def test_one_limit_in_per_cent_may_stand_among_amounts() -> None:
    assert cells(read_limits_text("2026: 180 000\n2030: 95 %")) == [
        (2026, "180 000", False),
        (2030, "95", True),
    ]


def test_a_limit_that_looks_like_a_year_is_a_limit() -> None:
    assert cells(read_limits_text("2026 2000\n2027 1990")) == [(2026, "2000", False), (2027, "1990", False)]


def test_unit_gas_and_rows_without_a_year_are_told() -> None:
    table = read_limits_text("År;Ramme (1000 tonn CO2-ekv.)\n2026;180,5\n2027;160\nSum;340,5")
    assert (table.unit, table.gas, table.decimal_mark, table.left_out) == ("kt", "CO2e", ",", (4,))


def test_a_unit_behind_every_amount_is_that_of_the_table() -> None:
    table = read_limits_text("2026: 180,5 kt\n2027: 160 kt CO2e\n2030: 95 %")
    assert (table.unit, [cell.text for cell in table.cells]) == ("kt", ["180,5", "160", "95"])


def test_a_unit_that_is_none_of_tonnes_stays_with_its_figures() -> None:
    table = read_limits_text("2026: 180 GWh\n2027: 90 GWh")
    assert (table.unit, [cell.text for cell in table.cells]) == ("", ["180 GWh", "90 GWh"])


@pytest.mark.parametrize("other", ["90 000 t", "90 000", "90 GWh"])
def test_units_that_differ_stay_with_their_figures(other: str) -> None:
    table = read_limits_text(f"2026: 180 kt\n2027: {other}")
    assert (table.unit, [cell.text for cell in table.cells]) == ("", ["180 kt", other])


def test_a_figure_with_two_readings_stays_as_it_is_written() -> None:
    table = read_limits_text("2026;180,000\n2027;160,000")
    assert [cell.text for cell in table.cells] == ["180,000", "160,000"]
    assert table.decimal_mark == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("  \n", LimitsFault.EMPTY),
        ("limits to come", LimitsFault.NO_YEARS),
        ("Sum 300 000", LimitsFault.NO_YEARS),
        ("År\t2026\t2030\nTransport\t10\t5\nAvfall\t4\t1", LimitsFault.SEVERAL),
        ("År\tRamme\tUtslipp\n2026\t10\t12\n2027\t9\t11", LimitsFault.SEVERAL),
        ("\n".join(f"{year};5" for year in range(1995, 2100)), LimitsFault.TOO_MANY),
    ],
)
def test_what_cannot_be_told_apart_is_refused(text: str, fault: LimitsFault) -> None:
    with pytest.raises(LimitsTableError) as refused:
        read_limits_text(text)
    assert refused.value.fault == fault


def test_a_workbook_is_read_with_its_formats() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["År", 2026, 2030])
    sheet.append(["Ramme", 17.125, 0.95])
    sheet["C2"].number_format = "0 %"
    file = io.BytesIO()
    book.save(file)
    table = read_limits_file(file.getvalue())
    assert [cell.year for cell in table.cells] == [2026, 2030]
    assert [cell.is_percent for cell in table.cells] == [True, True]


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(LimitsTableError) as refused:
        read_limits_file(b"\x00\x01\x02" * 100)
    assert refused.value.fault == LimitsFault.FILE
    with pytest.raises(LimitsTableError, match="larger"):
        read_limits_file(b"1" * 1_000_001)
