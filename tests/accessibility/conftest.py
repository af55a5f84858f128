"""One server and one meeting for all checks: each page is opened once and looked at from many sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility.hall import Hall, open_hall
from tests.accessibility.looks import (
    focus_each,
    look_for_overflow,
    look_for_raw_values,
    look_in_another_language,
    look_over_wall,
    speak,
    speakers,
    tab_through,
)
from tests.accessibility.scenes import look_at_all
from tests.program import running

SMALL = ((390, 844), (360, 640))
# Their words are longer than the English ones, so that what fits in them fits in English.
FIRST, SECOND = "nb", "sv"
# Where a bar stays at the bottom, with the keyboard itself.
TABBED = ("deliberate, vote: phone/vote",)


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
        faults["raw"] += [f"{name}: {each}" for each in look_for_raw_values(page)]
        if page is hall.wall:
            faults["wall"] += [f"{name}: {each}" for each in look_over_wall(page)]
            return
        walk = tab_through if name in TABBED else focus_each
        found = {
            "overflow": look_for_overflow(page),
            "covered": [fault for size in SMALL for fault in walk(page, *size)],
            "speakers": [each for each in speakers(page) if 'id="announcer"' not in each],
        }
        for kind, told in found.items():
            faults[kind] += [f"{name}: {each}" for each in told]
        faults["overflow"] += [f"{name}: {each}" for each in look_in_another_language(page, SECOND)]
        # For the page that is opened next.
        speak(page, FIRST)

    try:
        for page in (hall.desk, hall.phone):
            speak(page, FIRST)
        look_at_all(hall, look)
    finally:
        # The other tests of this folder go on with the same pages, in English.
        for page in (hall.desk, hall.phone):
            speak(page, "en")
        hall.reset_sizes()
        # Two of the pages are there to say that they do not exist.
        hall.faces.forgive("desk", "status of 404")
    return faults
