"""The moments of the wall: a block comes with its name, a burst counts, the budget is a beat."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.live.rooms import Plan, prepare
from tests.browser.crowd import crowd
from tests.browser.faces import Faces
from tests.program import Program, running

pytestmark = [pytest.mark.browser]

COVERS = """() => {
  const label = document.getElementById("moment").getBoundingClientRect();
  const bridge = document.getElementById("bridge").getBoundingClientRect();
  const isInside = label.left >= 0 && label.right <= innerWidth && label.top >= 0;
  return label.bottom <= bridge.top + 1 && isInside ? "" : JSON.stringify([label, bridge]);
}"""
BLOCK = "(id) => document.getElementById(id)?.querySelector('.fill').getBoundingClientRect().width ?? 0"


def test_a_block_drops_with_its_name_and_a_burst_is_one_moment(chromium: Browser, tmp_path: Path) -> None:
    # A budget that one action keeps, so that reaching it is seen as well.
    prepare(tmp_path, Plan(people=1, actions=0, frame_bytes=None, preset="own", own_amount_t=4_300_000.0))
    with running(tmp_path) as program:
        faces = Faces(chromium, program)
        wall = faces.wall()
        people = crowd(program, 3)
        moment = wall.locator("#moment")
        _pick(program, people[0], "electric-buses", 20)
        expect(moment).to_have_text("City buses go electric", timeout=2_000)
        assert wall.evaluate(COVERS) == "", "the moment covers a figure or leaves the screen"
        assert wall.evaluate(BLOCK, wall.locator(".bridge-block").first.get_attribute("id")) > 20
        expect(moment).to_be_hidden(timeout=5_000)
        _pick(program, people[1], "shared-deliveries", 10)
        _pick(program, people[1], "fewer-car-kilometres", 1)
        _pick(program, people[2], "biogas-trucks", 5)
        expect(moment).to_have_text("2 new proposals", timeout=5_000)
        wall.emulate_media(reduced_motion="reduce")
        _pick(program, people[2], "private-cars-electric", 12_000)
        expect(moment).to_have_text(re.compile("The budget is kept: 5 proposals by . roles?"), timeout=5_000)
        expect(wall.locator("body")).to_have_attribute("data-moment", "budget")
        expect(moment).to_be_hidden(timeout=8_000)
        faces.close()


def _pick(program: Program, person: object, action: str, amount: int) -> None:
    person.send(f"/phone/{program.code}/catalogue/{action}", amount=amount, start_year=2027)  # type: ignore[attr-defined]
