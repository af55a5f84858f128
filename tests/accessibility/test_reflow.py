"""Large letters and narrow screens: every page of phone and desk stays as wide as its window."""

from __future__ import annotations

import pytest

from tests.accessibility.hall import Hall

# The tour of all pages takes minutes while other workers share the processor.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_nothing_overlaps_on_an_old_projector(tour: dict[str, list[str]]) -> None:
    assert tour["wall"] == [], "\n".join(tour["wall"])


def test_no_page_scrolls_sideways_with_letters_of_double_size(tour: dict[str, list[str]]) -> None:
    assert tour["overflow"] == [], "\n".join(tour["overflow"])


def test_a_long_tag_makes_no_card_wider_than_its_column(hall: Hall) -> None:
    phone = hall.open_phone()
    phone.set_viewport_size({"width": 360, "height": 640})
    try:
        phone.evaluate(
            """() => {
                 document.documentElement.style.fontSize = "200%";
                 const tag = document.createElement("span");
                 tag.className = "tag";
                 tag.textContent = "ändrat av processledaren";
                 document.getElementById("main").prepend(tag);
               }"""
        )
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    finally:
        hall.reset_sizes()


_WIDER = """() => [...document.querySelectorAll(".entry, .card")].flatMap((card) => {
  const { right } = card.getBoundingClientRect();
  const unseen = ".visually-hidden, .scroll-x, details:not([open])";
  return [...card.querySelectorAll("*")]
    .filter((part) => part.getBoundingClientRect().right > right + 1 && !part.closest(unseen))
    .map((part) => `${card.id}: ${part.outerHTML.slice(0, 90)}`);
})"""


def test_nothing_on_the_desk_is_wider_than_its_card(hall: Hall) -> None:
    hall.move("propose")
    for width, height in ((1440, 900), (1280, 720), (1024, 768)):
        hall.desk.set_viewport_size({"width": width, "height": height})
        desk = hall.open_desk()
        # The question about an overlap once was.
        assert desk.locator(".entry").count() > 0
        assert desk.evaluate(_WIDER) == []
    hall.reset_sizes()
