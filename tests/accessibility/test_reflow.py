"""Large letters and narrow screens: every page of phone and desk stays as wide as its window."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_nothing_lies_over_anything_else_on_an_old_projector(tour: dict[str, list[str]]) -> None:
    assert tour["wall"] == [], "\n".join(tour["wall"])


def test_no_page_scrolls_sideways_with_letters_of_double_size(tour: dict[str, list[str]]) -> None:
    assert tour["overflow"] == [], "\n".join(tour["overflow"])
