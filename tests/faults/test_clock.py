"""The server's clock jumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.faces import Faces, pick
from tests.patience import LIVE_MS
from tests.program import running

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
# A lost socket is opened again after two seconds at most, and after four where that fails, too.
GREY_MS = 15_000
NOTE_GREY = """() => {
  window.grey = [];
  let since = null;
  new MutationObserver(() => {
    const off = document.body.dataset.connection === "off";
    if (off) since ??= performance.now();
    else if (since !== null) {
      grey.push(performance.now() - since);
      since = null;
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["data-connection"] });
}"""


@pytest.fixture
def library() -> str:
    """Find the library that moves a program's clock."""
    found = [path for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))]
    assert found, "faketime is missing: apt install faketime (make test installs it where it may)"
    return str(found[0])


# The program is slow under a clock that is read from a file: nothing runs beside it.
@pytest.mark.clock
@pytest.mark.browser
def test_the_servers_clock_jumps(chromium: Browser, tmp_path: Path, library: str) -> None:
    """The server's clock is set forward by a day, then back by two. At most the dot is grey for some
    seconds: phones stay the same person, what they send is stored, the wall follows, and nobody is logged
    out.
    """
    clock = tmp_path / "clock"
    _set(clock, "+0")
    environment = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # As in life, only the clock on the wall jumps.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with running(tmp_path / "data", environment=environment) as program:
        faces = Faces(chromium, program)
        desk, wall, phone = faces.desk(), faces.wall(), faces.phone()
        wall.evaluate(NOTE_GREY)
        desk.click("button[data-phase=propose]")
        # Each look at the clock costs this program a look at a file: the press itself may take a while.
        expect(desk.locator("button[data-phase=propose]")).to_have_attribute("aria-current", "step")
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose", timeout=LIVE_MS)
        for number, (jump, action, title) in enumerate(
            (("+1d", "electric-buses", "City buses go electric"), ("-1d", "telework", "Work from home"))
        ):
            _set(clock, jump)
            pick(phone, program, action, "12")
            expect(wall.locator("#newest")).to_contain_text(title, timeout=20_000)
            expect(phone.locator(".mine li")).to_have_count(number + 1)
            expect(phone.locator("#outbox")).to_be_hidden()
            desk.click(f"button[data-phase={'combine' if number else 'propose'}]")
            for page in (wall, phone):
                expect(page.locator("body")).to_have_attribute("data-connection", "on", timeout=20_000)
        expect(wall.locator(".stage")).to_have_attribute("data-phase", "combine", timeout=20_000)
        # The wall, whose page stays, has written down how long its dot was grey.
        assert max(wall.evaluate("grey"), default=0) < GREY_MS
        late = faces.phone("elected")
        expect(late.locator("#phase")).to_have_text("Combine")
        for context in faces.contexts:
            context.close()


def _set(clock: Path, jump: str) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(f"{jump}\n", encoding="ascii")
    fresh.replace(clock)
