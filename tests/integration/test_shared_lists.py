"""Two people answer about one list: nobody sets the other's answers back unasked, and a way on loses none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.listed import bring, import_list, look, press
from tests.page_forms import fields_of
from tests.workshop_room import Room

HEAD = "title;sector;effect (t CO2);start"
LIST = f"{HEAD}\nHeat pumps;heating_buildings;400;2020\nTram;transport;17,200;2028\nThing;;300;2029"
ASKED = "Somebody else has changed this to “{}” meanwhile. Send again to keep yours."


def answers(room: Room) -> dict[str, Any]:
    return opened(room, "actions")


def opened(room: Room, view: str) -> dict[str, Any]:
    """Return the fields of a view as somebody has it open now."""
    form = fields_of(look(room.desk, room.code, view), "operation_id" if view == "actions" else "use-A")
    return {name: value for name, value in form.items() if name != "operation_id"}


def send(room: Room, view: str, form: dict[str, Any], do: str, **fields: Any) -> int:
    return room.desk.send(f"/desk/{room.code}/decided/{view}", **{**form, **fields, "do": do}).status_code


def test_answers_about_different_rows_both_stay(room: Room) -> None:
    assert bring(room.desk, room.code, LIST) == 200
    older = answers(room)
    assert older["counts-2"] == "yes"
    first = {"target-2": "waste", "counts-2": "no", "a-figure-C3": "typed", "t-figure-C3": "17"}
    assert press(room.desk, room.code, "actions", "save", **first) == 200
    assert send(room, "actions", older, "save", **{"target-4": "agriculture"}) == 200
    now = answers(room)
    assert {name: now[name] for name in first} == first
    assert now["target-4"] == "agriculture"


@pytest.mark.parametrize(
    ("name", "theirs", "mine", "said"),
    [
        ("target-4", "waste", "agriculture", ""),
        ("counts-2", "no", "", ""),
        ("t-figure-C3", "17", "18", "17 t a year"),
        ("a-figure-C3", "chosen", "none", ""),
    ],
)
def test_two_answers_to_the_same_are_asked_about(
    room: Room, name: str, theirs: str, mine: str, said: str
) -> None:
    assert bring(room.desk, room.code, LIST) == 200
    older = answers(room)
    typed = {"a-figure-C3": "typed"} if name.startswith("t-") else {}
    assert press(room.desk, room.code, "actions", "save", **{name: theirs, **typed}) == 200
    stored = answers(room)
    if not mine:
        # The same answer of two people is none too many.
        assert send(room, "actions", older, "save", **{name: theirs}) == 200
        assert answers(room)[name] == theirs
        return
    assert send(room, "actions", older, "save", **{name: mine, **typed}) == 409
    assert (
        ASKED.format(said) in room.desk.text if said else "Somebody else has changed this" in room.desk.text
    )
    again = fields_of(room.desk.text, "operation_id")
    assert again[name] == mine
    assert answers(room) == {**stored, "opened": answers(room)["opened"]}
    assert send(room, "actions", again, "save") == 200
    assert answers(room)[name] == mine


def test_columns_that_two_people_correct_both_count(room: Room) -> None:
    """A unit that falls back would be a thousandfold error."""
    assert bring(room.desk, room.code, LIST) == 200
    older = opened(room, "columns")
    assert press(room.desk, room.code, "columns", "again", **{"unit-C": "kt"}) == 200
    assert send(room, "columns", older, "again", start_year="2031") == 200
    now = opened(room, "columns")
    assert (now["unit-C"], now["start_year"]) == ("kt", "2031")
    assert send(room, "columns", older, "again", **{"unit-C": "Mt"}) == 409
    assert ASKED.format("kt") in room.desk.text
    again = fields_of(room.desk.text, "use-A")
    assert (again["unit-C"], again["start_year"]) == ("Mt", "2031")
    assert opened(room, "columns")["unit-C"] == "kt"
    assert send(room, "columns", again, "again") == 200
    assert opened(room, "columns")["unit-C"] == "Mt"


def test_figures_that_were_typed_stay_when_the_columns_are_read_as_before(room: Room) -> None:
    assert bring(room.desk, room.code, LIST) == 200
    typed = {"a-figure-C3": "typed", "t-figure-C3": "17"}
    assert press(room.desk, room.code, "actions", "save", **typed) == 200
    assert press(room.desk, room.code, "columns", "again", start_year="2031") == 200
    now = answers(room)
    assert {name: now[name] for name in typed} == typed


def test_every_way_on_keeps_what_was_answered(room: Room) -> None:
    rows = "\n".join(f"Action {number};transport;17,200;2028" for number in range(120))
    assert bring(room.desk, room.code, f"{HEAD}\n{rows}") == 200
    page = look(room.desk, room.code, "actions")
    ways = re.findall(r'<button[^>]*name="do" value="((?:from|to|open)[^"]*)"', page)
    assert [way.partition("-")[0] for way in ways] == ["to", "to", "open", "from"]
    # Whoever presses Enter in a field presses the first button of the form.
    assert re.findall(r'<button[^>]*value="([^"]+)"', page[page.index("<main") :])[0] == "save"
    main = page[page.index("<main") :]
    assert f'href="/desk/{room.code}/decided/' not in main
    for number, way in enumerate(ways):
        form = fields_of(look(room.desk, room.code, "actions"), "operation_id")
        form.pop("operation_id")
        name = f"t-figure-C{number + 2}"
        answer = room.desk.send(
            f"/desk/{room.code}/decided/actions", follow=False, **{**form, name: "17", "do": way}
        )
        assert answer.status_code == 303, way
        assert answers(room)[name] == "17", way
    # The next open question is the one after those that were answered just now.
    form = answers(room)
    answer = room.desk.send(
        f"/desk/{room.code}/decided/actions", follow=False, **{**form, "t-figure-C6": "17", "do": "open"}
    )
    assert answer.headers["Location"].endswith("?from=0#row-7")
    columns = look(room.desk, room.code, "columns")
    assert f'href="/desk/{room.code}/decided/' not in columns[columns.index("<main") :]
    assert press(room.desk, room.code, "columns", "to-sheet", start_year="2031") == 200
    assert opened(room, "columns")["start_year"] == "2031"


def test_what_is_to_be_taken_out_stays_ticked(room: Room) -> None:
    desk, code = room.desk, room.code
    tram = f"{HEAD}\nTram;transport;500;2028\nBus;transport/buses;40;2027"
    assert import_list(desk, code, tram) == 200
    assert bring(desk, code, f"{HEAD}\nTram;transport;500;2028") == 200
    gone = re.findall(r'name="gone" value="([^"]+)"', look(desk, code, "actions"))
    assert len(gone) == 1
    older = answers(room)
    assert press(desk, code, "actions", "save", gone=gone) == 200
    # Another desk has not ticked it, and does not untick it.
    assert send(room, "actions", older, "save") == 200
    assert answers(room)["gone"] == gone[0]
    assert press(desk, code, "actions", "import") == 200
    assert [view.title for view in room.snapshot().decided] == ["Tram"]


def test_a_replaced_list_shows_what_was_said_about_reference_and_years(room: Room) -> None:
    assert bring(room.desk, room.code, LIST) == 200
    actions, columns = answers(room), opened(room, "columns")
    assert bring(room.desk, room.code, f"{HEAD}\nTram;transport;500;2028") == 200
    assert send(room, "actions", actions, "save", **{"counts-2": "no"}) == 409
    assert "Yes: list it only" in room.desk.text
    assert send(room, "columns", columns, "again", start_year="2033") == 409
    assert "2033" in room.desk.text
