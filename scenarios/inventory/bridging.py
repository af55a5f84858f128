"""Preliminary CO2 years: the last official CO2, continued by the change in published CO2e."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.inventory.datasets import FloatArray

TINY_BASE_T = 1.0
"""Below this CO2e, t, a relative change is meaningless."""

SAME_SECTOR_LIMIT = 1.5
"""Above this ratio of CO2 to CO2e of one sector and year, the two editions cannot cover the same plants.

CO2 is a part of CO2e. In the shipped editions four sectors exceed the limit with a base that is not tiny;
the largest is Kumla's industry, where one edition includes a plant that the other counts as waste.
"""


def change_factors(
    official_t: FloatArray, base_t: FloatArray, later_t: FloatArray
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return the factor of each sector's last official CO2 in each preliminary year.

    With the last official CO2 ``C`` of year b and the published CO2e ``G``, preliminary CO2 is
    ``C G[y] / G[b]``. The level of ``C`` is kept (factor 1) if ``G[b]`` is below ``TINY_BASE_T`` or
    ``C > SAME_SECTOR_LIMIT G[b]``.

    Parameters
    ----------
    official_t
        Last official CO2, t, shape (municipalities, sectors).
    base_t
        CO2e of the same year, t, same shape.
    later_t
        CO2e of the years to bridge, t, shape (municipalities, sectors, years).

    Returns
    -------
    factors
        ``G[y] / G[b]``, fractions of the official level and none negative, shape of ``later_t``.
    kept
        True if the level is kept, shape of ``base_t``.

    Notes
    -----
    Source: the project's model (MODEL.md, section 2); the two limits are its own.
    """
    kept = (base_t < TINY_BASE_T) | (official_t > SAME_SECTOR_LIMIT * base_t)
    factors = later_t / np.where(kept, 1.0, base_t)[..., None]
    return np.asarray(np.where(kept[..., None], 1.0, factors), dtype=np.float64), kept
