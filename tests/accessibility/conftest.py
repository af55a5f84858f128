"""One server and one meeting for all checks: each page is opened once and looked at from many sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility.hall import Hall, open_hall
from tests.accessibility.looks import look_for_overflow, look_over_wall, speakers, tab_through
from tests.accessibility.scenes import look_at_all
from tests.program import running

SMALL = ((390, 844), (360, 640))
# The desk has many stops and is nearly the same in each phase: these show all of its parts.
TABBED = ("propose: desk", "deliberate, vote: desk", "briefing, keys: desk")


@pytest.fixture(scope="package")
def hall(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Open the meeting."""
    folder = tmp_path_factory.mktemp("hall")
    with running(folder) as program:
        opened = open_hall(chromium, program)
        yield opened
        log = (folder / "program.log").read_text(encoding="utf-8")
        assert "Traceback" not in log, log[log.index("Traceback") - 400 :]
        opened.faces.close()


@pytest.fixture(scope="package")
def tour(hall: Hall) -> dict[str, list[str]]:
    """Walk once through all pages of a meeting, and return what is wrong with them, by its kind."""
    faults: defaultdict[str, list[str]] = defaultdict(list)

    def look(name: str, page: Page) -> None:
        if page is hall.wall:
            faults["wall"] += [f"{name}: {each}" for each in look_over_wall(page)]
            return
        # Only phones and the desk's board have bars that stay; elsewhere the narrower window is enough.
        bars = "phone" in name or name in TABBED
        sizes = SMALL if bars else () if name.endswith(": desk") else SMALL[1:]
        found = {
            "overflow": look_for_overflow(page),
            "covered": [fault for size in sizes for fault in tab_through(page, *size)],
            "speakers": [each for each in speakers(page) if 'id="announcer"' not in each],
        }
        for kind, told in found.items():
            faults[kind] += [f"{name}: {each}" for each in told]

    look_at_all(hall, look)
    hall.reset_sizes()
    # Two of the pages are there to say that they do not exist.
    hall.faces.forgive("desk", "status of 404")
    return faults
