"""Whatever is in a file that somebody uploads, the answer is a sentence: no file is a failure of ours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest

from tests.integration.test_secrets import _paths
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
    assert {path for path, *_ in forms} >= {"/workshops/new", f"/desk/{room.code}/decided"}
    for path, name, hidden in forms:
        for what, content in FILES.items():
            fields = {**OPENING, "reference_method": "own", **hidden, name: (io.BytesIO(content), "list.csv")}
            fields.pop("operation_id", None)
            answer = room.desk.send(path, **fields)
            assert answer.status_code in (200, 400, 409, 413, 422), (path, what)
