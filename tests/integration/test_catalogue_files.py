"""A place's own catalogue as a file: exported, looked at, imported whole or not at all."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from tests.integration.test_catalogues import PLACE, add, change, press
from tests.page_forms import fields_of
from tests.workshop_room import Browser, Room
from workshop.extensions import db
from workshop.models import CatalogueRevision


def import_file(desk: Browser, content: str | bytes, name: str = "ours.json") -> Any:
    """Bring a file as far as its preview."""
    data = content if isinstance(content, bytes) else content.encode()
    return desk.send(f"{PLACE}/import", file=(io.BytesIO(data), name))


def confirm(desk: Browser) -> Any:
    """Press what the preview offers."""
    page = desk.open(f"{PLACE}/import/preview").get_data(as_text=True)
    return desk.send(f"{PLACE}/import/preview", follow=False, do="import", **fields_of(page, "draft"))


def undo(desk: Browser) -> None:
    """Undo the last change."""
    number = fields_of(desk.open(PLACE).get_data(as_text=True), "number")["number"]
    assert desk.send(f"{PLACE}/undo", number=number, follow=False).status_code == 303


def test_what_is_exported_comes_back_the_same(room: Room) -> None:
    add(room.desk)
    change(room.desk, "cycling", likely="3", low="3", high="3", source="Survey; 2025")
    press(room.desk, "parking", "hide")
    exported = room.desk.open(f"{PLACE}/file.json").get_data()
    table = room.desk.open(f"{PLACE}/file.csv", headers={"Accept-Language": "sv"}).get_data()
    assert b"120,5" in table
    for _ in range(3):
        undo(room.desk)
    for content, name in ((exported, "ours.json"), (table, "ours.csv")):
        assert json.loads(room.desk.open(f"{PLACE}/file.json").get_data())["actions"] == []
        assert "Import 3 actions" in import_file(room.desk, content, name).get_data(as_text=True)
        # A preview stores nothing.
        assert json.loads(room.desk.open(f"{PLACE}/file.json").get_data())["actions"] == []
        assert confirm(room.desk).status_code == 303
        assert room.desk.open(f"{PLACE}/file.json").get_data() == exported
        undo(room.desk)
    import_file(room.desk, exported)
    confirm(room.desk)
    assert "has all of this file already" in import_file(room.desk, exported).get_data(as_text=True)


def test_a_faulty_file_is_told_by_its_pointers_and_stores_nothing(room: Room) -> None:
    sound = {
        "id": "own-ferry",
        "title": "Ferry",
        "unit": {"one": "ferry", "many": "ferries"},
        "source": "Harbour office",
    }
    document = {
        "format": "handlingsrom/own-catalogue",
        "version": 1,
        "territory": "SE-0480",
        "actions": [
            sound,
            {**sound, "source": ""},
            {
                **sound,
                "id": "own-b",
                "targets": ["moon/all"],
                "effect": {"kind": "units", "low": 2, "likely": 1},
            },
        ],
        "changed": [{"id": "nothing", "source": "x", "colour": "red"}],
    }
    page = import_file(room.desk, json.dumps(document))
    assert page.status_code == 422
    pointers = re.findall(r"<code>([^<]+)</code>", room.desk.text)
    assert set(pointers) == {
        "/actions/1/id",
        "/actions/1/source",
        "/actions/2/targets/0",
        "/actions/2/effect/likely",
        "/actions/2/effect/high",
        "/changed/0/id",
        "/changed/0/colour",
    }
    table = b"id;low;effect\r\nown-x;1 a;units\r\n"
    import_file(room.desk, table, "ours.csv")
    assert "row 2, low" in room.desk.text
    assert import_file(room.desk, b"\x00\xff\xfe").status_code == 422
    assert import_file(room.desk, b"").status_code == 422
    assert import_file(room.desk, '{"format": "handlingsrom/scenario"}').status_code == 422
    assert room.desk.open(f"{PLACE}/import/preview").status_code == 404
    with room.app.app_context():
        assert db.session.scalars(db.select(CatalogueRevision)).all() == []


def test_a_file_can_be_discarded_and_an_old_page_imports_no_other_file(room: Room) -> None:
    add(room.desk)
    content = room.desk.open(f"{PLACE}/file.json").get_data()
    room.desk.send(f"{PLACE}/undo", number="1")
    page = import_file(room.desk, content).get_data(as_text=True)
    old = fields_of(page, "draft")
    import_file(room.desk, content)
    assert room.desk.send(f"{PLACE}/import/preview", do="import", **old).status_code == 409
    page = room.desk.open(f"{PLACE}/import/preview").get_data(as_text=True)
    room.desk.send(f"{PLACE}/import/preview", do="discard", **fields_of(page, "draft"))
    assert room.desk.open(f"{PLACE}/import/preview").status_code == 404
