"""Draws: many tries of the values of the effects."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.actions import units_of
from scenarios.engine.distributions import normal_probability, triangular
from scenarios.engine.streams import Key, Streams, normal, stream_key, uniform
from scenarios.scenario import Action, Effect, sector_of

BLOCK: Final = 1024
"""Draws that are made at once, at most. Streams are read block by block."""

SLAB: Final = 32
"""Actions whose values are drawn at once: their arrays stay in the cache."""

CHOICE: Final = 1
"""The purpose of the numbers that choose between estimates."""


def value_blocks(actions: Sequence[Action], *, draws: int, seed: int, correlation: float) -> Iterator[Floats]:
    """Draw the values of the effects, in blocks.

    Parameters
    ----------
    actions
        Actions with an effect.
    draws
        How many, at least 1.
    seed
        Any whole number; the same seed gives the same draws.
    correlation
        ``rho``, from 0 to below 1, between actions of the same sector.

    Yields
    ------
    ndarray
        Shape (n, d) with d at most :data:`BLOCK`: t/yr (already times the number of units) or a
        fraction, one value for all years.

    Raises
    ------
    ValueError
        An action has no effect to draw.

    Notes
    -----
    Each draw takes one of the estimates of an action, all equally likely (a linear opinion pool;
    Stone, The Opinion Pool, 1961), and from it the value of the triangular distribution at
    ``u = Phi(z)``, ``z = sqrt(rho) Z[sector] + sqrt(1-rho) e``: a Gaussian copula in which the
    actions of a sector (that of the first target) share ``Z``. With ``rho = 0`` u is uniform, and
    drawn as such. The draws of an action depend only on the seed, its id and its sector's factor,
    never on the other actions.
    """
    streams = Streams()
    keys = [stream_key(seed, "action", action.id) for action in actions]
    sectors = sorted({sector_of(action.targets[0]) for action in actions}) if correlation > 0.0 else []
    sector_keys = [stream_key(seed, "sector", sector) for sector in sectors]
    sector_row = {sector: row for row, sector in enumerate(sectors)}
    for block, first in enumerate(range(0, draws, BLOCK)):
        wanted = min(BLOCK, draws - first)
        common = np.empty((len(sectors), wanted))
        normal(streams, sector_keys, block, common)
        common *= math.sqrt(correlation)
        values = np.empty((len(actions), wanted))
        for start in range(0, len(actions), SLAB):
            some = actions[start : start + SLAB]
            u = values[start : start + SLAB]
            if correlation > 0.0:
                normal(streams, keys[start : start + SLAB], block, u)
                u *= math.sqrt(1.0 - correlation)
                u += common[[sector_row[sector_of(action.targets[0])] for action in some]]
                u[:] = normal_probability(u)
            else:
                uniform(streams, keys[start : start + SLAB], block, u)
            low, likely, high = _estimates(some, streams, keys[start : start + SLAB], block, wanted)
            u[:] = triangular(low, likely, high, u)
            units = [units_of(_effect(action)) for action in some]
            if units.count(1.0) < len(units):
                u *= np.array(units)[:, None]
        yield values


def _estimates(
    actions: Sequence[Action], streams: Streams, keys: Sequence[Key], block: int, wanted: int
) -> Floats:
    """Return low, likely and high, shape (3, n, draws), or (3, n, 1) where nothing is to choose."""
    pools = [_effect(action).estimates for action in actions]
    single = max(map(len, pools)) == 1
    chosen = np.empty((3, len(actions), 1 if single else wanted))
    for row, (pool, key) in enumerate(zip(pools, keys, strict=True)):
        table = np.array([[estimate.low, estimate.likely, estimate.high] for estimate in pool]).T
        if len(pool) > 1:
            choice = streams.at(key, block, CHOICE).random(wanted)
            table = table.take((choice * len(pool)).astype(np.intp), axis=1)
        chosen[:, row] = table
    return chosen


def _effect(action: Action) -> Effect:
    if action.effect is None:
        raise ValueError(f"action {action.id!r} has no effect to draw")
    return action.effect
