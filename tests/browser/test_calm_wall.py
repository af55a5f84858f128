"""The wall is calm in a burst: its pictures glide to one aim at a time, and its words agree."""

from __future__ import annotations

import json
import time
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.crowd import Person, crowd
from tests.browser.faces import Faces
from tests.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.clock]

BURST_S = 4.0
COUNT = """
// What the words and the picture say after each change, as a reader may see it.
window.said = [];
new MutationObserver(() => said.push([
  document.getElementById("verdict")?.textContent,
  document.getElementById("newest")?.textContent.replace(/\\d+\\/\\d+/, ""),
  document.getElementById("bridge").textContent,
])).observe(document.getElementById("stage"), {
  attributes: true, subtree: true, childList: true, characterData: true
});
window.laid = {};
for (const id of ["stage", "bridge"]) {
  laid[id] = 0;
  const within = id === "stage" ? {} : { subtree: true, childList: true, characterData: true };
  const seen = new MutationObserver(() => laid[id]++);
  seen.observe(document.getElementById(id), { attributes: true, ...within });
}
"""


def test_pictures_take_a_new_aim_at_most_once_a_second(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    wall, desk = faces.wall(), faces.desk()
    desk.click("button[data-phase=propose]")
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "propose")
    # Enough of them that nobody sends more than one person may.
    people = cycle(crowd(program, 6))
    wall.wait_for_timeout(1_100)
    wall.evaluate(COUNT)
    begun, amount = time.monotonic(), 0
    while time.monotonic() < begun + BURST_S:
        amount = 250 + (amount + 250) % 5_000
        _estimate(program, next(people), amount)
    laid = wall.evaluate("laid")
    # The aim at the beginning, and one in each second after it.
    assert 2 <= laid["bridge"] <= 1 + BURST_S + 1, laid
    # Nobody reads a sentence with the figures of another picture.
    pictures: dict[str, set[str]] = {}
    for *words, picture in wall.evaluate("said"):
        pictures.setdefault(picture, set()).add(json.dumps(words))
    assert len(pictures) > 1
    assert all(len(words) == 1 for words in pictures.values()), pictures
    wall.wait_for_timeout(1_200)
    assert _bridge(wall) == _bridge(faces.wall())
    faces.close()


def test_the_desk_need_not_wait_for_a_picture(chromium: Browser, program: Program) -> None:
    faces = Faces(chromium, program)
    wall, desk = faces.wall(), faces.desk()
    desk.click("button[data-phase=propose]")
    (person,) = crowd(program, 1)
    for amount in (1_000, 2_000):
        _estimate(program, person, amount)
    desk.click("button[data-phase=combine]")
    expect(wall.locator("#board-wall")).to_be_visible(timeout=600)
    expect(wall.locator(".stage")).to_have_attribute("data-phase", "combine", timeout=600)
    assert _bridge(wall) == _bridge(faces.wall())
    faces.close()


def _estimate(program: Program, person: Person, amount: int) -> None:
    path = f"/phone/{program.code}/catalogue/private-cars-electric"
    person.send(path, amount=amount, start_year=2027)


def _bridge(wall: Page) -> str:
    """Return all shapes of the bridge with their places, and its texts."""
    return wall.locator("#bridge").inner_html()
