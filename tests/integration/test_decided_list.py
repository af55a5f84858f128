"""The list of what is already decided, from a spreadsheet."""

from __future__ import annotations

import io

import pytest

from tests.workshop_room import Room

HEADING = "title,target,tonnes_per_year,low,high,start_year,ramp_years,actor"


def send(room: Room, text: str) -> int:
    return room.desk.send(f"/desk/{room.code}/decided", text=text).status_code


def test_a_sound_list_becomes_a_layer_of_its_own(room: Room) -> None:
    assert (
        send(
            room,
            f"{HEADING}\nBiogas,transport/heavy_trucks,1500,1200,1800,2026,1,municipality\nCouncil,,,,,2026,,",
        )
        == 200
    )
    snapshot = room.snapshot()
    assert [view.layer for view in snapshot.proposals] == ["decided", "decided"]
    assert snapshot.outcome.decided.cumulative_emissions_t == pytest.approx(
        snapshot.outcome.cumulative_reference_t - 1500 * 20
    )
    assert len(snapshot.outcome.unquantified) == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_spreadsheets_of_the_north_and_pastes_are_read(room: Room, delimiter: str) -> None:
    rows = ["title,target,tonnes_per_year,start_year", "Biogas,transport,1 500.5,2026"]
    text = "\ufeff" + "\r\n".join(row.replace(",", delimiter).replace(".", ",") for row in rows)
    assert send(room, text) == 200
    assert room.snapshot().proposals[0].likely == 1500.5


def test_a_file_is_read_like_a_paste(room: Room) -> None:
    content = f"{HEADING}\nBiogas,transport/heavy_trucks,1500,,,2026,,\n".encode()
    answer = room.desk.send(f"/desk/{room.code}/decided", text="", file=(io.BytesIO(content), "list.csv"))
    assert answer.status_code == 200
    assert len(room.snapshot().decided) == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",transport,100,,,2026,1,", "Row 2, <code>title</code>: Write a title of 1 to 200"),
        ("x" * 300 + ",transport,100,,,2026,1,", "Row 2, <code>title</code>"),
        ("A,moon,100,,,2026,1,", "Row 2, <code>target</code>: “moon” is not a source or sector"),
        ("A,transport,many,,,2026,1,", "“many” is not a number"),
        ("A,transport,nan,,,2026,1,", "“nan” is not a number"),
        ("A,transport,1e12,,,2026,1,", "“1e12” is out of range"),
        ("A,transport,100,200,,2026,1,", "low must not be above"),
        ("A,transport,100,,50,2026,1,", "low must not be above"),
        ("A,transport,100,,,1066,1,", "“1066” is not a whole number from 1990 to 2100"),
        ("A,transport,100,,,,1,", "“” is not a whole number"),
        ("A,transport,100,,,2026,0,", "“0” is not a whole number from 1 to 60"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_imported(room: Room, row: str, fault: str) -> None:
    text = f"{HEADING}\n{row}\nSound,transport,100,,,2026,1,"
    assert send(room, text) == 422
    assert fault in room.desk.text
    assert "Sound,transport" in room.desk.text
    assert room.snapshot().proposals == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "There is no row below the heading"),
        ("title,target", "This column is missing"),
        (HEADING, "There is no row below the heading"),
        (HEADING + "\nA,transport,100,,,2026,1," * 400, "more than 300 rows"),
    ],
)
def test_a_list_that_is_none(room: Room, text: str, fault: str) -> None:
    assert send(room, text) == 422
    assert fault in room.desk.text


def test_all_faults_are_reported_and_an_import_can_be_undone(room: Room) -> None:
    assert (
        send(room, f"{HEADING}\n,transport,1,,,2026,1,\nA,moon,1,,,2026,1,\nB,transport,x,,,1066,1,") == 422
    )
    assert room.desk.text.count("<li>Row ") == 4
    assert send(room, f"{HEADING}\nA,transport,100,,,2026,1,") == 200
    change = room.desk.text.split('name="change" value="')[1].split('"')[0]
    room.desk.send(f"/desk/{room.code}/undo", change=change)
    assert room.snapshot().proposals == ()


def test_the_template_has_the_columns(room: Room) -> None:
    answer = room.desk.open(f"/desk/{room.code}/decided/template.csv")
    assert answer.data.decode("utf-8-sig").strip() == HEADING
    room.desk.client.set_cookie("language", "nb")
    answer = room.desk.open(f"/desk/{room.code}/decided/template.csv")
    assert answer.data.decode("utf-8-sig").strip() == HEADING.replace(",", ";")
    assert answer.data.startswith(b"\xef\xbb\xbf")
