"""Preliminary years from the change in CO2e."""

from __future__ import annotations

import numpy as np

from scenarios.inventory.bridging import change_factors


def factors(official: float, base: float, later: float) -> tuple[float, bool]:
    found, kept = change_factors(np.array([[official]]), np.array([[base]]), np.array([[[later]]]))
    return float(found[0, 0, 0]), bool(kept[0, 0])


def test_co2_follows_co2e() -> None:
    assert factors(80.0, 100.0, 120.0) == (1.2, False)


def test_a_sector_can_end() -> None:
    assert factors(80.0, 100.0, 0.0) == (0.0, False)


def test_no_base_keeps_the_level() -> None:
    assert factors(385.7, 0.0, 50.0) == (1.0, True)
    assert factors(0.5, 0.9, 500.0) == (1.0, True)


def test_editions_that_mean_other_plants_keep_the_level() -> None:
    """Kumla's industry in 2022: 143 331 t CO2 in one edition, 7 953 t CO2e in the other."""
    assert factors(143_331.5, 7_953.1, 392.9) == (1.0, True)
