"""Draws: many tries of the same scenario, each with other values of the effects."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from scenarios.actions import units_of
from scenarios.arrays import Floats
from scenarios.combination import net_emissions_t
from scenarios.layout import Layout
from scenarios.scenario import Action, sector_of

BLOCK: Final = 1024
"""Draws that are made at once. Streams are read block by block, whatever the number of draws."""

CHUNK_VALUES: Final = 2**18
"""About how many numbers one array may hold while draws are evaluated: it stays in the cache."""

GRID_STEP: Final = 1.0 / 256.0
GRID_END: Final = 9.0


def drawn_emissions_t(layout: Layout, *, draws: int, seed: int, correlation: float) -> Floats:
    """Evaluate the scenario for many draws of its effects.

    Parameters
    ----------
    layout
        The scenario.
    draws
        How many, at least 1.
    seed
        Any whole number; the same seed gives the same draws.
    correlation
        ``rho``, from 0 to below 1, between actions of the same sector.

    Returns
    -------
    ndarray
        Total emissions in t/yr, shape (t, draws).

    Notes
    -----
    Memory grows with years times draws; what belongs to single actions is held for some draws at
    a time. The winner of an exclusive group is chosen anew in each draw.
    """
    totals = np.empty((len(layout.years), draws))
    step = max(1, CHUNK_VALUES // max(1, layout.profile.size))
    first = 0
    for values in value_blocks(layout.actions, draws=draws, seed=seed, correlation=correlation):
        for start in range(0, values.shape[1], step):
            chunk = values[:, start : start + step]
            emissions = net_emissions_t(layout, chunk)
            emissions.sum(axis=0, out=totals[:, first : first + chunk.shape[1]])
            first += chunk.shape[1]
    return totals


def value_blocks(actions: Sequence[Action], *, draws: int, seed: int, correlation: float) -> Iterator[Floats]:
    """Draw the values of the effects, in blocks.

    Parameters
    ----------
    actions
        Actions with an effect.
    draws, seed, correlation
        As for :func:`drawn_emissions_t`.

    Yields
    ------
    ndarray
        Shape (n, d) with d at most :data:`BLOCK`: t/yr (already times the number of units) or a
        fraction, one value for all years.

    Notes
    -----
    Each draw takes one of the estimates of an action, all equally likely (a linear opinion pool;
    Stone, The Opinion Pool, 1961), and from it the value of the triangular distribution at
    ``u = Phi(z)``, ``z = sqrt(rho) Z[sector] + sqrt(1-rho) e``: a Gaussian copula in which the
    actions of a sector (that of the first target) share ``Z``. The draws of an action depend
    only on the seed, its id and its sector's factor, never on the other actions.
    """
    generators = {action.id: _generator(seed, "action", action.id) for action in actions}
    sectors = {sector_of(action.targets[0]) for action in actions} if correlation > 0.0 else set()
    factors = {sector: _generator(seed, "sector", sector) for sector in sectors}
    for first in range(0, draws, BLOCK):
        wanted = min(BLOCK, draws - first)
        common = {sector: factors[sector].standard_normal(BLOCK) for sector in sorted(factors)}
        values = np.empty((len(actions), wanted))
        for row, action in enumerate(actions):
            choice, own = _read_block(generators[action.id])
            if correlation > 0.0:
                shared = common[sector_of(action.targets[0])]
                own = math.sqrt(correlation) * shared + math.sqrt(1.0 - correlation) * own
            values[row] = _values(action, choice[:wanted], own[:wanted])
        yield values


def triangular(low: Floats, likely: Floats, high: Floats, u: Floats) -> Floats:
    """Return the quantile of the triangular distribution.

    Parameters
    ----------
    low, likely, high
        Its ends and its mode, ``low <= likely <= high``; they may all be the same.
    u
        Probability, from 0 to 1; all four broadcast.

    Returns
    -------
    ndarray
        From `low` to `high`.

    Notes
    -----
    With ``F = (likely - low) / (high - low)``: ``low + sqrt(u (high-low) (likely-low))`` where
    ``u < F``, else ``high - sqrt((1-u) (high-low) (high-likely))``.
    """
    # Roots of factors instead of the root of a product, which could overflow.
    width = np.sqrt(high - low)
    rising = low + np.sqrt(u) * width * np.sqrt(likely - low)
    falling = high - np.sqrt(1.0 - u) * width * np.sqrt(high - likely)
    # u < F, written without a division by a width of 0.
    value = np.where(u * (high - low) < likely - low, rising, falling)
    result: Floats = np.clip(value, low, high)
    return result


def normal_probability(z: Floats) -> Floats:
    """Return the distribution function of the standard normal distribution.

    Parameters
    ----------
    z
        Any values.

    Returns
    -------
    ndarray
        ``Phi(z) = erfc(-z / sqrt(2)) / 2``, within 1e-11.

    Notes
    -----
    A third-order Taylor step from the nearest point of a grid on which the function is known:
    ``Phi(g) + phi(g) (h - g h**2 / 2 + (g**2 - 1) h**3 / 6)``, ``|h| <= 1/512``.
    """
    probabilities, densities = _normal_grid()
    z = np.clip(z, -GRID_END, GRID_END)
    index = np.rint(z / GRID_STEP).astype(np.intp)
    grid = index * GRID_STEP
    index += round(GRID_END / GRID_STEP)
    h = z - grid
    slope = 1.0 + h * (-0.5 * grid + h * ((grid * grid - 1.0) / 6.0))
    result: Floats = probabilities[index] + densities[index] * h * slope
    return result


@lru_cache(maxsize=1)
def _normal_grid() -> tuple[Floats, Floats]:
    points = round(GRID_END / GRID_STEP)
    grid = np.arange(-points, points + 1) * GRID_STEP
    probabilities = np.array([math.erfc(-z / math.sqrt(2.0)) / 2.0 for z in grid.tolist()])
    return probabilities, np.exp(-0.5 * grid * grid) / math.sqrt(2.0 * math.pi)


def _generator(seed: int, kind: str, name: str) -> np.random.Generator:
    # A digest, so that neighbouring seeds and ids have unrelated streams.
    key = "\0".join((str(int(seed)), kind, name)).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(key, digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def _read_block(generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Read one block of a stream: the choice of the estimate (0 to 1) and a normal variable."""
    return generator.random(BLOCK), generator.standard_normal(BLOCK)


def _values(action: Action, choice: Floats, z: Floats) -> Floats:
    if action.effect is None:
        raise ValueError(f"action {action.id!r} has no effect to draw")
    estimates = action.effect.estimates
    units = units_of(action.effect)
    low, likely, high = (
        _chosen([getattr(estimate, name) for estimate in estimates], choice)
        for name in ("low", "likely", "high")
    )
    return triangular(low, likely, high, normal_probability(z)) * units


def _chosen(values: Sequence[float], choice: Floats) -> Floats:
    table = np.array(values, dtype=np.float64)
    if len(table) == 1:
        return table
    return table[(choice * len(table)).astype(np.intp)]
