"""Two desks look at one scenario file: what each chooses counts, and both are asked about the same."""

from __future__ import annotations

import re
from typing import Any

from tests.integration.test_scenario_files import of_this_place, press, put
from tests.page_forms import fields_of
from tests.workshop_room import Room


def test_two_desks_choose_different_emissions_for_one_file_and_both_count(room: Room) -> None:
    path, older = _lacking(room)
    first, second = "target-ships/ferries", "target-ships/cargo"
    assert (
        room.desk.send(path, **older, **{first: "transport/cars", second: ""}, do="look").status_code == 200
    )
    assert (
        room.desk.send(path, **older, **{first: "", second: "transport/cars"}, do="look").status_code == 200
    )
    now = fields_of(room.desk.open(path).get_data(as_text=True), "draft")
    assert (now[first], now[second]) == ("transport/cars", "transport/cars")
    # On the way to the other purpose and back, nothing that was chosen is lost.
    assert press(room, "to-save") == 200
    assert press(room, "to-decided", note="For the evening") == 200
    now = fields_of(room.desk.text, "draft")
    assert (now[first], now[second], now["note"]) == ("transport/cars", "transport/cars", "For the evening")


def test_two_desks_that_choose_otherwise_for_the_same_emissions_are_asked(room: Room) -> None:
    path, older = _lacking(room)
    name = "target-ships/ferries"
    other = next(
        each for each in re.findall(r'<option value="([^"]+)"', room.desk.text) if each != "transport/cars"
    )
    assert room.desk.send(path, **older, **{name: other}, do="look").status_code == 200
    assert room.desk.send(path, **older, **{name: "transport/cars"}, do="import").status_code == 409
    assert "Somebody else has changed this to “" in room.desk.text
    assert room.snapshot().decided == ()
    again = fields_of(room.desk.text, "draft")
    assert again[name] == "transport/cars"
    assert room.desk.send(path, **again, do="look").status_code == 200
    assert fields_of(room.desk.text, "draft")[name] == "transport/cars"


def _lacking(room: Room) -> tuple[str, dict[str, Any]]:
    """Bring a file with emissions that the place lacks; return its form, without the choices about these."""
    document = of_this_place(room)
    here = document["sources"][0]["reference_t"]
    document["sources"] += [{"id": each, "reference_t": here} for each in ("ships/ferries", "ships/cargo")]
    document["actions"][0]["targets"] = ["ships/ferries"]
    document["actions"][1]["targets"] = ["ships/cargo"]
    put(room, document, purpose="decided")
    form = fields_of(room.desk.text, "draft")
    kept = {name: each for name, each in form.items() if not name.startswith("target-")}
    return f"/desk/{room.code}/scenario-files/preview", {**kept, "operation_id": "z" * 32}
