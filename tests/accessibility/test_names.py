"""What pictures are called, what can be seen of thin lines, what cameras see, and which language is read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.hall import Hall
from tests.accessibility.scenes import ESTIMATES
from tests.patience import LIVE_MS

pytestmark = pytest.mark.browser

# WCAG 2.1, 1.4.11: what is needed to understand a picture.
LEAST_CONTRAST = 3.0
# ISO/IEC 18004: white around a code, in modules.
QUIET_ZONE = 4
_CONTRAST = """(selector) => {
  const element = document.querySelector(selector);
  const channels = (color) => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (part) => {
    for (let each = part; each; each = each.parentElement) {
      const color = channels(getComputedStyle(each).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const style = getComputedStyle(element, selector.includes("track") ? "::before" : null);
  const paint = style.stroke && style.stroke !== "none" ? style.stroke : style.backgroundColor;
  let opacity = 1;
  for (let each = element; each; each = each.parentElement) opacity *= Number(getComputedStyle(each).opacity);
  const ground = behind(element.parentElement);
  const mixed = channels(paint).map((value, i) => value * opacity + ground[i] * (1 - opacity));
  const light = ([r, g, b]) => [r, g, b]
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const [high, low] = [light(mixed), light(ground)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}"""
_QR = """() => {
  const svg = document.querySelector("svg.qr");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const dots = svg.querySelector(".qr-dots").getBBox();
  return {
    white: getComputedStyle(svg).backgroundColor,
    dark: getComputedStyle(svg.querySelector(".qr-dots")).stroke,
    left: dots.x, right: width - dots.x - dots.width,
    // A row of modules is a line along its middle.
    top: dots.y - 0.5, bottom: height - dots.y - dots.height - 0.5,
    module: svg.getBoundingClientRect().width / width,
  };
}"""


def pictures(page: Page) -> list[str]:
    """Return what the pictures of a page are called."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("[role=img], figure[role=group]")]
        .map((element) => element.getAttribute("aria-label"))"""
    )
    return found


def look(hall: Hall, **values: str) -> None:
    """Let the room look at the car-free street, and estimate it."""
    proposal = hall.id_of("A car-free street")
    hall.order("estimates/look", step=hall.step, proposal=proposal, **values)


def estimate(hall: Hall, number: str) -> None:
    """Let everybody give an estimate."""
    proposal = hall.id_of("A car-free street")
    for person, (low, likely, high) in zip(hall.people, ESTIMATES * 2, strict=False):
        path = f"/phone/{hall.program.code}/estimates/{proposal}"
        person.send(path, round=number, low=low, likely=likely, high=high)


def test_bridges_and_curve_say_the_budget_its_last_year_and_the_marks(hall: Hall) -> None:
    hall.move("propose")
    wall, desk = hall.wall, hall.open_desk()
    expect(wall.locator(".bridge")).to_be_visible(timeout=LIVE_MS)
    bridge = pictures(wall)[0]
    on_desk, curve = pictures(desk)[:2]
    for name in (bridge, on_desk, curve):
        assert re.search(r"[Tt]he budget is 0\.86\sMt", name)
        assert re.search(r"The budget runs out in 20\d\d\.", name)
    for name in (bridge, on_desk):
        assert re.search(r"Limits: .*2\.0\s°C: 2\.1\sMt", name)
    assert re.search(r"The yearly cut .*: [\d.]+\s%", curve)


def test_the_pictures_of_the_survey_are_sentences(hall: Hall) -> None:
    hall.move("thanks")
    for person in hall.people:
        person.send(f"/phone/{hall.program.code}/survey/after", knowledge=4, urgency=5, agency=3)
    hall.order("survey", step=hall.step, shown="yes")
    expect(hall.wall.locator("#learnt")).to_be_visible(timeout=LIVE_MS)
    before, after = pictures(hall.wall)[:2]
    assert before.startswith("How well do you know how much Nyköping emits")
    assert "before the meeting" in before
    assert "6 people chose 2" in before
    assert "The mean is 2.0." in before
    assert "after the meeting" in after
    assert "6 people chose 4" in after


def test_the_lines_of_estimates_can_be_seen_and_are_told_in_words(hall: Hall) -> None:
    hall.move("estimate")
    phone = hall.open_phone()
    look(hall, round="1")
    estimate(hall, "1")
    look(hall, round="1", shown="yes")
    look(hall, round="2")
    estimate(hall, "2")
    pale = []
    phone = hall.open_phone(f"/estimates/{hall.id_of('A car-free street')}")
    expect(phone.locator(".range-track")).to_be_visible()
    expect(phone.locator(".range-ends span").last).to_contain_text("t a year")
    look(hall, round="2", shown="yes")
    expect(hall.wall.locator(".spread-faded .spread-bar").first).to_be_attached(timeout=LIVE_MS)
    for scheme in ("light", "dark"):
        for page, selector in (
            (phone, ".range-track"),
            (hall.wall, ".spread-newest .spread-bar"),
            (hall.wall, ".spread-faded .spread-bar"),
            (hall.wall, ".spread-faded .spread-middle"),
        ):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            contrast = page.evaluate(_CONTRAST, selector)
            if contrast < LEAST_CONTRAST:
                pale.append(f"{selector}, {scheme}: {contrast:.2f}")
    assert pale == []
    name = pictures(hall.wall)[0]
    for words in ("The median is", "from 90 to", "All: 6 answers"):
        assert words in name
    expect(hall.wall.locator("#room")).to_contain_text(
        "Filled: second round, from “at least” to “at most”", timeout=LIVE_MS
    )
    phone = hall.open_phone()
    expect(phone.locator("main")).to_contain_text("together from 90 to")
    for page in (phone, hall.wall):
        page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_code_has_four_modules_of_white_around_it(hall: Hall, scheme: str) -> None:
    hall.move("propose")
    for page in (hall.wall, hall.open_desk()):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        code = page.evaluate(_QR)
        page.emulate_media(color_scheme="light")
        assert code["white"] == "rgb(255, 255, 255)"
        assert code["dark"] == "rgb(0, 0, 0)"
        for side in ("left", "right", "top", "bottom"):
            assert code[side] >= QUIET_ZONE, (side, code)
        assert code["module"] > 2


@pytest.mark.timeout(900)
def test_no_face_shows_dates_or_values_as_programs_write_them(tour: dict[str, list[str]]) -> None:
    assert tour["raw"] == [], "\n".join(tour["raw"])


def test_what_is_quoted_in_english_is_marked_in_pages_of_another_language(hall: Hall) -> None:
    address, code = hall.program.address, hall.program.code
    hall.move("thanks")
    phone = hall.open_phone()
    cookie = {"name": "language", "value": "sv", "url": address}
    phone.context.add_cookies([cookie])  # type: ignore[list-item]
    # Words that stand in no Swedish text.
    english = re.compile(r"\b(the|and|with|from the|of the)\b")
    unmarked = []
    for path in (f"/budget/{code}", f"/phone/{code}/catalogue/electric-buses", f"/phone/{code}/result"):
        phone.goto(address + path)
        assert phone.locator("html").get_attribute("lang") == "sv"
        assert phone.locator('main [lang="en"]').count() > 0, path
        texts = phone.evaluate(
            """() => {
              const found = [], walk = document.createTreeWalker(document.querySelector("main"), 4);
              while (walk.nextNode()) {
                if (walk.currentNode.parentElement.closest("[lang=en], script")) continue;
                found.push(walk.currentNode.textContent.trim());
              }
              return found.filter(Boolean);
            }"""
        )
        unmarked += [f"{path}: {text}" for text in texts if english.search(text)]
    phone.context.add_cookies([{**cookie, "value": "en"}])  # type: ignore[list-item]
    assert unmarked == []
