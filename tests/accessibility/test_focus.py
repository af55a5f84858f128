"""Where the focus is: never under a bar, and in a sensible place after each press."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_no_bar_lies_over_what_has_the_focus(tour: dict[str, list[str]]) -> None:
    assert tour["covered"] == [], "\n".join(tour["covered"])
