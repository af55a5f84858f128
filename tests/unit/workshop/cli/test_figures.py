"""Figures as people read them."""

from __future__ import annotations

import pytest

from workshop.cli.figures import write_tonnes


@pytest.mark.parametrize(
    ("tonnes", "words"),
    [
        (0, "0 t"),
        (194_849.9, "194 850 t"),
        (-194_849.9, "-194 850 t"),
        (9_999_999, "9 999 999 t"),
        (355e6, "355 Mt"),
        (-68_508_772, "-68.51 Mt"),
        (490e9, "490 Gt"),
        (1050e9, "1 050 Gt"),
    ],
)
def test_tonnes(tonnes: float, words: str) -> None:
    assert write_tonnes(tonnes) == words
