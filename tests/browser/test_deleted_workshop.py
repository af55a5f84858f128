"""A workshop that is deleted leaves the faces that are open: its code, its QR, its pictures, its words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.faces import Faces
from tests.patience import LIVE_MS
from tests.program import running

# What leaves at once must not wait for other tests.
pytestmark = [pytest.mark.browser, pytest.mark.clock]


def test_a_deleted_workshop_leaves_projector_phones_and_desks_at_once(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is gone is asked for, and the answer says so.
    monkeypatch.setattr(Faces, "heals", True)
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk, wall, phone = faces.desk(), faces.wall(), faces.phone()
        expect(wall.locator(".join-code")).to_have_text(program.code)
        expect(phone.locator(".phone-head")).to_be_visible()
        told: Counter[str] = Counter()
        for face, page in {"desk": desk, "wall": wall, "phone": phone}.items():
            page.on("response", lambda answer, face=face: told.update([face] * (answer.status == 404)))
        other = desk.context.new_page()
        other.goto(f"{program.address}/workshops/{program.code}/delete")
        other.click("main button.primary")
        expect(other.locator("main")).to_contain_text("is deleted")
        expect(wall.locator(".stage-gone")).to_be_visible(timeout=LIVE_MS)
        expect(wall.locator(".stage-gone")).to_have_text("This workshop is over. Nothing is shown any more.")
        assert wall.locator("svg").count() == 0
        assert program.code not in wall.locator("body").inner_text()
        assert "Nyköping" not in wall.locator("body").inner_text() + wall.title()
        expect(phone.locator("main h1")).to_have_text("This workshop no longer exists.", timeout=LIVE_MS)
        expect(phone.locator(".phone-head")).to_have_count(0)
        expect(desk.locator("#board")).to_be_empty(timeout=LIVE_MS)
        expect(desk.locator("body")).to_contain_text("This workshop no longer exists.")
        # Each asks once what has become of the workshop, whatever tells that it is over.
        desk.wait_for_timeout(1_500)
        assert told == {"desk": 1, "wall": 1, "phone": 1}
        for face in ("wall", "phone", "desk"):
            faces.forgive(face, "status of 404")
        faces.close()
