"""What is read aloud: one voice, each word once, and no more than a listener can follow."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_no_page_speaks_with_more_than_one_voice(tour: dict[str, list[str]]) -> None:
    assert tour["speakers"] == [], "\n".join(tour["speakers"])
