"""The largest lists that are taken in: every page about them comes soon, and larger ones are refused."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from types import SimpleNamespace

import pytest

from scenarios.importing.table_file import ACTION_WORKBOOK
from tests.listed import bring, look, press
from tests.page_forms import fields_of
from tests.workshop_room import Room
from workshop.pages.importing import decided
from workshop.services.importing import list_bounds
from workshop.services.importing.list_plan import plan_import

SOON_S = 0.3
LARGEST_PAGE = 1_000_000
WIDE, ROWS = ACTION_WORKBOOK.filled_columns, ACTION_WORKBOOK.filled_rows


def list_of(rows: int, columns: int, cell: str = "x", effect: str = "100") -> str:
    """Write a list with as many actions, and columns that mean nothing."""
    more = columns - 3
    head = ";".join(["title", "sector", "effect (t CO2)", *(f"about {number}" for number in range(more))])
    lines = (f"Tram {number} {cell};transport;{effect}{';' + cell if more else ''}" for number in range(rows))
    full = (line + f";{cell}" * (more - 1) for line in lines)
    return "\n".join([head, *full])


@pytest.mark.parametrize(
    "text",
    [
        list_of(140, WIDE),
        list_of(ROWS - 1, 3),
        list_of(ROWS - 1, 3, effect="17,200"),
        list_of(150, 5, cell="word " * 450),
        "Notes about the list\n" * (ROWS - 40) + list_of(30, 4),
    ],
    ids=["wide", "many", "in doubt", "long cells", "remarks"],
)
def test_pages_of_the_largest_lists_come_soon(room: Room, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page keeps other requests waiting: the longest work between two of their turns is short.

    It is time of the processor, the shortest of three: other programs of this machine count for little.
    """
    turns: list[float] = []
    others = SimpleNamespace(sleep=lambda _: turns.append(time.process_time()))
    desk, code = room.desk, room.code
    assert bring(desk, code, text.encode()) == 200
    monkeypatch.setattr(list_bounds, "time", others)
    for view in ("sheet", "columns", "actions"):
        page = look(desk, code, view)
        assert len(page) < LARGEST_PAGE, view
        longest = []
        for _ in range(3):
            turns[:] = [time.process_time()]
            desk.client.get(f"/desk/{code}/decided/{view}")
            turns.append(time.process_time())
            longest.append(max(after - before for before, after in pairwise(turns)))
        assert min(longest) < SOON_S, view


def test_an_import_of_the_largest_list_lets_others_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is planned once, and others have their turns while its actions are stored."""
    turns: list[float] = []
    others = SimpleNamespace(sleep=lambda _: turns.append(time.thread_time()))
    desk, code = room.desk, room.code
    head = "title;sector;effect (t CO2);start year;note"
    text = "\n".join([head, *(f"Tram {number};transport;100;2027;more" for number in range(ROWS - 1))])
    assert bring(desk, code, text.encode()) == 200
    fields = fields_of(look(desk, code, "actions"), "operation_id") | {"do": "import"}
    planned = []
    monkeypatch.setattr(decided, "plan_import", lambda *given: planned.append(1) or plan_import(*given))
    monkeypatch.setattr(list_bounds, "time", others)
    turns.append(time.thread_time())
    assert desk.send(f"/desk/{code}/decided/actions", follow=False, **fields).status_code == 303
    turns.append(time.thread_time())
    assert len(planned) == 1
    assert len(turns) > 2 * (ROWS - 1) // list_bounds.AT_ONCE
    assert max(after - before for before, after in pairwise(turns)) < SOON_S
    assert len(room.snapshot().decided) == ROWS - 1


def test_parts_of_a_sheet_and_of_its_actions_follow_each_other(room: Room) -> None:
    desk, code = room.desk, room.code
    assert bring(desk, code, list_of(300, 3).encode()) == 200
    for view, pattern in (("sheet", r'<th scope="row">(\d+)</th>'), ("actions", r'<li id="row-(\d+)"')):
        rows: list[int] = []
        page, path = look(desk, code, view), f"/desk/{code}/decided/{view}"
        while True:
            rows += map(int, re.findall(pattern, page))
            later = re.search(r'(?:\?from=|value="from-)(\d+)">More rows', page)
            if later is None:
                break
            if f"?from={later[1]}" in page:
                page = desk.open(f"{path}?from={later[1]}").get_data(as_text=True)
            else:
                # The answers on the page are kept on the way.
                desk.send(path, **{**fields_of(page, "operation_id"), "do": f"from-{later[1]}"})
                page = desk.text
        assert rows[-300:] == list(range(2, 302))
        assert len(rows) == len(set(rows))
    assert press(desk, code, "actions", "import") == 200
    assert len(room.snapshot().decided) == 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (list_of(2, 20_000), "More than 200 columns of the sheet have text."),
        (list_of(ROWS + 1, 3), "rows of the sheet have text."),
    ],
    ids=["columns", "rows"],
)
def test_a_larger_list_is_refused_in_words(room: Room, text: str, said: str) -> None:
    assert bring(room.desk, room.code, text.encode()) == 422
    assert said in room.desk.text
    assert "and paste or upload that" in room.desk.text
    assert room.desk.open(f"/desk/{room.code}/decided/columns").status_code == 404


def test_a_list_with_too_many_cells_or_doubts_is_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_bounds, "MOST_QUESTIONS", 5)
    assert bring(room.desk, room.code, list_of(10, 3, effect="17,200").encode()) == 422
    assert "More than 5 cells of this list are in doubt." in room.desk.text
    monkeypatch.setattr(list_bounds, "MOST_CELLS", 20)
    assert bring(room.desk, room.code, list_of(10, 3).encode()) == 422
    assert "This file is too large." in room.desk.text
