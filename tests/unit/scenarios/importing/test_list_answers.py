"""A person's answers go back into the reader, and a list survives its way from process to process."""

from __future__ import annotations

import json

import pytest

from scenarios.errors import ScenarioFileError
from scenarios.importing.action_list.guarded import MappingRefusedError, read_list_guarded
from scenarios.importing.action_list.mapping import read_mapping
from scenarios.importing.action_list.reading import read_action_list
from scenarios.importing.action_list.result import RowKind
from scenarios.importing.action_list.sheet_picture import load_picture
from scenarios.importing.action_list.stored_list import dump_list, load_list

LIST = b"""Title;Sector;Effect (t CO2e)
Tram;transport;17,200
Bus;transport;40
Law;transport;9 in the baseline
Sum;;17,249
"""


def test_answers_take_the_place_of_what_is_read_and_sums_are_checked_with_them() -> None:
    answers = {"figures": {"C2": 17.2, "C3": None}, "kinds": {"3": "note"}, "counted": {"4": True}}
    mapping = read_mapping(json.dumps({"answers": answers}))
    found = read_action_list(LIST, territory="SE-0480", mapping=mapping)
    rows = {row.row: row for row in found.rows}
    assert rows[2].action is not None
    assert rows[2].action.effects_t == {"*": 17.2}
    assert rows[3].kind is RowKind.NOTE
    assert rows[4].action is not None
    assert not rows[4].action.in_reference
    assert [total.read_t for total in found.totals] == [pytest.approx(26.2)]


def test_units_can_be_said_column_by_column() -> None:
    mapping = read_mapping(json.dumps({"reading": {"units": {"C": "kt"}}}))
    found = read_action_list(LIST, territory="SE-0480", mapping=mapping)
    assert found.rows[1].action is not None
    assert found.rows[1].action.effects_t == {"*": 40_000.0}


def test_faulty_answers_are_all_named() -> None:
    answers = {
        "figures": {"nowhere": 1, "C2": "many"},
        "kinds": {"0": "action", "3": "dance"},
        "counted": {"4": 1},
    }
    with pytest.raises(ScenarioFileError) as refused:
        read_mapping(json.dumps({"answers": {**answers, "more": {}}, "reading": {"units": {"C": "lbs"}}}))
    assert {fault.pointer for fault in refused.value.faults} == {
        "/answers/figures/nowhere",
        "/answers/figures/C2",
        "/answers/kinds/0",
        "/answers/kinds/3",
        "/answers/counted/4",
        "/answers/more",
        "/reading/units/C",
    }


def test_a_list_read_beside_the_server_is_the_same_and_tells_its_progress() -> None:
    rows: list[int] = []
    read = read_list_guarded(LIST, territory="SE-0480", sheet=None, mapping={}, told=rows.append)
    whole = read_action_list(LIST, territory="SE-0480")
    assert load_list(read.found) == whole
    assert load_list(json.loads(json.dumps(dump_list(whole)))) == whole
    assert [row.row for row in load_picture(read.picture).rows] == [1, 2, 3, 4, 5]
    assert rows == [5]


def test_a_mapping_that_does_not_fit_the_sheet_is_refused() -> None:
    with pytest.raises(MappingRefusedError, match="ZZ is no column"):
        read_list_guarded(LIST, territory="SE-0480", sheet=None, mapping={"columns": {"title": "ZZ"}})


def test_a_heading_with_four_known_names_is_one_among_many_unknown_ones() -> None:
    more = [f"Column {number}" for number in range(25)]
    heading = ";".join(["title", "sector", "effect (t CO2)", "start year", "note", *more])
    rows = [f"Tram {number};transport;10;2027;x" + ";y" * len(more) for number in range(100)]
    found = read_action_list("\n".join([heading, *rows]).encode(), territory="SE-0480")
    assert found.heading_row == 1
    assert sum(row.action is not None for row in found.rows) == len(rows)
    assert not found.questions
