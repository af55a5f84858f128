"""Whatever is in a file that somebody uploads, the answer is a sentence: no file is a failure of ours."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator

import pytest

from tests.integration.test_secrets import _paths
from tests.page_forms import fields_of
from tests.workshop_room import LAST_STEP, OPENING, Room

pytestmark = pytest.mark.parametrize("template", ["sqlite"], indirect=True)

_FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
_FILE = re.compile(r'<input(?=[^>]*type="file")[^>]*\bname="([^"]+)"')
_ACTION = re.compile(r'<form[^>]*\baction="([^"]*)"')
_HIDDEN = re.compile(r'<input(?=[^>]*type="hidden")(?=[^>]*\bname="([^"]+)")[^>]*\bvalue="([^"]*)"')
LONG = "0" * 5_000
# A row of each kind of file that an upload takes: a path of one's own, and a list of actions.
ROWS = {
    "path": "sector;year;emissions_t\nwaste;{year};{number}\n",
    "list": "title;year;tonnes\nA;{year};{number}\n",
}
CELLS = {
    "a year of 5,000 digits": {"year": f"000002026{LONG}"},
    "a number of 5,000 digits": {"number": f"9{LONG}"},
    "a number that is none": {"number": "NaN"},
    "a number without end": {"number": "1e999"},
    "a cell of 150,000 letters": {"number": "x" * 150_000},
    "a formula": {"number": "=cmd()"},
    "a NUL": {"number": "5\0"},
    "a lone surrogate": {"number": "\ud800"},
    "a quote that opens": {"number": '"5'},
}
FILES = {
    "nothing": b"",
    "half a letter": b"title;tonnes\n\xc3;5\n",
    "UTF-16 cut in half": "title;tonnes\nA;5".encode("utf-16")[:-1],
    "a ZIP that ends": b"PK\x03\x04" + b"\0" * 200,
    "an old workbook that ends": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
    "JSON nested 100,000 deep": b"[" * 100_000,
    "JSON of 150,000 lists": b"[" + b"[]," * 150_000 + b"[]]",
    "JSON with a number without end": b'{"format": "handlingsrom/scenario", "version": 1, "budget_t": 1e999}',
    **{
        f"{what} in a {kind}": row.format(**{"year": "2030", "number": "5", **cells}).encode(
            "utf-8", "surrogatepass"
        )
        for what, cells in CELLS.items()
        for kind, row in ROWS.items()
    },
}


def _pages_with_files(room: Room) -> Iterator[tuple[str, str, dict[str, str]]]:
    """List the forms of all desk pages that take a file: address, name of the field, hidden fields."""
    known = {"code": room.code, "key": room.screen_key, "proposal_id": "none", "action_id": "electric-buses"}
    for path in sorted({LAST_STEP, *_paths(room, known)}):
        answer = room.desk.client.get(path)
        if answer.mimetype != "text/html":
            continue
        for form in _FORM.findall(answer.get_data(as_text=True)):
            for name in _FILE.findall(form):
                found = _ACTION.search(form)
                yield (
                    (found[1] if found and found[1] else path.partition("?")[0]),
                    name,
                    dict(_HIDDEN.findall(form)),
                )


def test_every_upload_answers_every_file_with_a_sentence(room: Room) -> None:
    forms = list(_pages_with_files(room))
    assert {path for path, *_ in forms} >= {
        *("/workshops/new", f"/desk/{room.code}/decided", f"/desk/{room.code}/scenario-files"),
    }
    for path, name, hidden in forms:
        for what, content in FILES.items():
            fields = {**OPENING, "reference_method": "own", **hidden, name: (io.BytesIO(content), "list.csv")}
            fields.pop("operation_id", None)
            answer = room.desk.send(path, **fields)
            assert answer.status_code in (200, 400, 409, 413, 422), (path, what)


def _own_file(room: Room, content: bytes) -> str:
    """Send the form for opening a workshop with a file of figures; return the answer's page."""
    return _send_file(room, "/workshops/new", {**OPENING, "reference_method": "own"}, "own_file", content)


def _send_file(room: Room, path: str, fields: dict[str, str], name: str, content: bytes) -> str:
    """Send a form with a file as bytes: the test client keeps a large one in a file that it never closes."""
    all_fields = {"csrf_token": room.desk.token(), "operation_id": str(uuid.uuid4()), **fields}
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in all_fields.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="figures.csv"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + b"\r\n--edge--\r\n"
    room.desk.page = room.desk.client.post(
        path, data=body, content_type="multipart/form-data; boundary=edge", follow_redirects=True
    )
    return room.desk.text


def test_a_bad_file_of_figures_is_told_in_words_and_not_in_marks(room: Room) -> None:
    page = _own_file(room, b"a;b;c\n1;2;3")
    assert "&lt;span" not in page
    assert page.count('<span lang="en">figures.csv: the heading is') == 2
    faults = room.desk.client.post(
        "/workshops/new",
        data={**OPENING, "csrf_token": room.desk.token(), "reference_method": "own"}
        | {"own_file": (io.BytesIO(b"a;b"), "<b>.csv")},
        headers={"Accept": "application/json"},
    ).get_json()["faults"]
    assert "<span" not in faults["own_file"][0]


@pytest.mark.parametrize(
    "content",
    [
        ";".join(f"column {number}" for number in range(30_000)).encode() + b"\n1;2",
        b"sector;year;" + b"x" * 100_000 + b"\n1;2;3",
        b"sector;year;emissions_t\n" + b"\n".join([b"y" * 20_000 + b";2030;1"] * 40),
    ],
    ids=["columns", "heading", "targets"],
)
def test_what_is_wrong_with_a_file_is_told_briefly(room: Room, content: bytes) -> None:
    plain = len(_own_file(room, b"a;b;c\n1;2;3"))
    assert len(_own_file(room, content)) < plain + 8_000


def test_a_file_that_is_too_large_comes_back_as_the_form(room: Room) -> None:
    page = _own_file(room, b"sector;year;emissions_t\n" * 180_000)
    assert room.desk.page is not None
    assert room.desk.page.status_code == 422
    assert "the file is larger than 1,000,000 bytes" in page
    kept = fields_of(page, "agenda")
    assert (kept["title"], kept["agenda"]) == (OPENING["title"], OPENING["agenda"])


def test_more_than_can_be_sent_is_answered_by_a_page_that_leads_back(room: Room) -> None:
    page = _own_file(room, b"x" * 10_500_000)
    assert room.desk.page is not None
    assert room.desk.page.status_code == 413
    assert "This file is too large: 10 MB can be sent at most." in page
    assert "what you typed is still on that page" in page
    assert 'href="/workshops/new" data-module="go-back">Back to the page' in page
    _send_file(room, f"/desk/{room.code}/decided", {}, "file", b"x" * 10_500_000)
    assert f'href="/desk/{room.code}/decided" data-module="go-back"' in room.desk.text


def test_every_control_for_a_file_says_what_it_takes_at_most(room: Room) -> None:
    """Scripts then refuse a larger one before it is sent."""
    limits = ((LAST_STEP, 1), (f"/desk/{room.code}/decided", 10), (f"/desk/{room.code}/scenario-files", 5))
    for path, most in limits:
        page = room.desk.open(path).get_data(as_text=True)
        assert page.count('type="file"') == page.count(f'data-most="{most}000000"') == 1
