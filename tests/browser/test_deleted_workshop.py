"""A workshop that is deleted leaves the faces that are open: its code, its QR, its pictures, its words."""

from __future__ import annotations

import uuid
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.faces import Faces, without_sockets
from tests.patience import LIVE_MS
from tests.program import Program, running

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
        delete_workshop(desk, program)
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


def test_a_deleted_workshop_leaves_held_paired_and_polling_walls(chromium: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        desk, paired, polling = faces.desk(), faces.open("wall"), without_sockets(faces.open("wall"))
        polling.goto(program.wall)
        paired.goto(f"{program.address}/wall")
        code = paired.locator("[data-mark]").get_attribute("data-mark") or ""
        send(desk, "screen/pair", screen_code=code)
        expect(paired.locator(".join-code")).to_have_text(program.code)
        expect(polling.locator(".join-code")).to_have_text(program.code)
        send(desk, "screen/show", wall="held")
        for wall in (paired, polling):
            expect(wall.locator("body")).to_have_attribute("data-wall", "held")
        delete_workshop(desk, program)
        for wall in (paired, polling):
            expect(wall.locator("body")).not_to_contain_text(program.code)
            expect(wall.locator("body")).not_to_contain_text("Nyköping")
            assert "Nyköping" not in wall.title()
        for context in faces.contexts:
            context.close()


def send(desk: Page, path: str, **fields: str) -> None:
    """Send a form of the desk without its page."""
    token = desk.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    form = {"csrf_token": token, "operation_id": str(uuid.uuid4()), **fields}
    answer = desk.request.post(f"{desk.url}/{path}", form=form, headers={"Referer": desk.url})
    assert answer.ok, (path, answer.status, answer.text()[:400])


def delete_workshop(desk: Page, program: Program) -> None:
    """Delete the workshop in another tab of the desk."""
    other = desk.context.new_page()
    other.goto(f"{program.address}/workshops/{program.code}/delete")
    other.click("main button.primary")
    expect(other.locator("main")).to_contain_text("is deleted")
