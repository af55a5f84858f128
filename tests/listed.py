"""Bring a list through the desk's pages, as a browser without scripts does."""

from __future__ import annotations

import io
import time
from typing import Any

from tests.page_forms import fields_of
from tests.workshop_room import Browser

PATIENCE_S = 90


def bring(desk: Browser, code: str, content: bytes | str, name: str = "list.csv") -> int:
    """Send a list and wait until it is read; return the status of the answer."""
    text, file = (content, {}) if isinstance(content, str) else ("", {"file": (io.BytesIO(content), name)})
    status = desk.send(f"/desk/{code}/decided", text=text, **file).status_code
    if status == 200:
        look(desk, code, "sheet")
    return status


def look(desk: Browser, code: str, view: str) -> str:
    """Open one of the three views; wait while the list is read."""
    until = time.monotonic() + PATIENCE_S
    while "Refresh" in desk.open(f"/desk/{code}/decided/{view}").headers:
        assert time.monotonic() < until
        time.sleep(0.1)
    return desk.text


def press(desk: Browser, code: str, view: str, do: str, **fields: Any) -> int:
    """Send the form of a view as it stands, with some fields filled in, by one of its buttons."""
    form = fields_of(look(desk, code, view), "operation_id" if view == "actions" else "use-A")
    status = desk.send(f"/desk/{code}/decided/{view}", **{**form, **fields, "do": do}).status_code
    if status == 200 and do != "import":
        look(desk, code, view)
    return status


def import_list(desk: Browser, code: str, content: bytes | str, **answers: Any) -> int:
    """Bring a list and import it, with answers to what it leaves open."""
    assert bring(desk, code, content) == 200, desk.text
    return press(desk, code, "actions", "import", **answers)
