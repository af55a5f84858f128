"""A scenario tried many times, each time with other values of the effects.

In every try the sources are combined as `scenarios.engine.combination` says, by the project's model
(MODEL.md, section 9).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.combination import InteractionGroup, add_up, strengths, winner
from scenarios.engine.exhaustion import exceeds
from scenarios.engine.grid import ActionArrays, EmissionGrid
from scenarios.engine.uncertainty import value_blocks
from scenarios.finiteness import refuse_infinite
from scenarios.outcome import PERCENTILES, DrawsOutcome
from scenarios.scenario import Scenario

CHUNK_VALUES: Final = 2**15
"""About how many numbers one array of years and draws may hold: it stays in the cache."""


def draws_outcome(
    grid: EmissionGrid, groups: Sequence[InteractionGroup], scenario: Scenario, draws: int, seed: int
) -> DrawsOutcome:
    """Tell what many draws give.

    Parameters
    ----------
    grid, groups
        The scenario as arrays.
    scenario
        Its budget and the correlation of its draws.
    draws, seed
        As for :func:`scenarios.engine.uncertainty.value_blocks`.

    Returns
    -------
    DrawsOutcome
        Percentiles in t/yr of each year on its own, and in t of the totals; a share that fits.

    Raises
    ------
    ScenarioFileError
        A total is beyond a double.

    Notes
    -----
    ``probability_fits = draws that fit / draws``. A percentile ``p`` of ``n`` sorted values stands at
    place ``p / 100 (n - 1)``, counted from 0, and between two places on the straight line.
    """
    emissions = drawn_emissions_t(grid, groups, draws=draws, seed=seed, correlation=scenario.correlation)
    totals = np.add.accumulate(emissions, axis=0)[-1]
    refuse_infinite("", *totals.tolist())
    emissions.sort(axis=1)
    totals.sort()
    # Sorted, so those that exceed the budget are the last ones.
    fitting = bisect_left(totals.tolist(), True, key=lambda total: exceeds(total, scenario.budget_t))
    return DrawsOutcome(
        probability_fits=fitting / draws,
        emissions_percentiles_t=_percentiles(emissions),
        cumulative_percentiles_t=_percentiles(totals),
    )


def drawn_emissions_t(
    grid: EmissionGrid, groups: Sequence[InteractionGroup], *, draws: int, seed: int, correlation: float
) -> Floats:
    """Evaluate the scenario for many draws of its effects.

    Parameters
    ----------
    grid, groups
        The scenario.
    draws, seed
        As for :func:`scenarios.engine.uncertainty.value_blocks`.
    correlation
        ``rho`` there, from 0 to below 1.

    Returns
    -------
    ndarray
        Total emissions in t/yr, shape (t, draws).

    Notes
    -----
    Memory grows with years times draws; what belongs to single actions and sources is held for
    some draws at a time. The winner of an exclusive group is chosen anew in each draw.
    """
    groups = sorted(groups, key=lambda group: (group.rows, group.key))
    actions = [member.action for group in groups for member in group.members]
    effects = [member.fraction_per_value()[:, None] for group in groups for member in group.members]
    years = grid.reference_t.shape[1]
    totals = np.empty((years, draws))
    step = max(1, CHUNK_VALUES // years)
    first = 0
    for values in value_blocks(actions, draws=draws, seed=seed, correlation=correlation):
        for start in range(0, values.shape[1], step):
            chunk = values[:, start : start + step]
            _emissions_t(grid, groups, effects, chunk, totals[:, first : first + chunk.shape[1]])
            first += chunk.shape[1]
    return totals


def _emissions_t(
    grid: EmissionGrid,
    groups: Sequence[InteractionGroup],
    effects: Sequence[Floats],
    values: Floats,
    out: Floats,
) -> None:
    left = np.repeat(grid.reference_t[:, :, None], values.shape[1], axis=2)
    buffer = np.empty(left.shape[1:])
    added: list[tuple[ActionArrays, Floats]] = []
    place = 0
    for group in groups:
        end = place + len(group.members)
        if len(group.members) == 1:
            value = values[place]
            if value.min() < 0.0:
                added.append((group.members[0], np.maximum(-value, 0.0)))
                value = np.maximum(value, 0.0)
            _fraction(effects[place], value, buffer)
            np.subtract(1.0, buffer, out=buffer)
            for row in group.rows:
                left[row] *= buffer
        else:
            fractions = [
                _fraction(effect, value, np.empty_like(buffer))
                for effect, value in zip(effects[place:end], values[place:end], strict=True)
            ]
            for row, total in add_up(group.members, _counted(group, fractions)).items():
                np.minimum(total, 1.0, out=buffer)
                np.subtract(1.0, buffer, out=buffer)
                left[row] *= buffer
        place = end
    # In the order of ids, so that the last bit does not depend on the order of groups.
    for member, amount in sorted(added, key=lambda pair: pair[0].action.id):
        for row in member.targets.rows:
            left[row] += member.increase_per_value_t(grid.reference_t[row])[:, None] * amount
    left.sum(axis=0, out=out)


def _fraction(effect: Floats, value: Floats, out: Floats) -> Floats:
    """Return r[t,d] of one action alone."""
    np.multiply(effect, value, out=out)
    if effect.max() * value.max() > 1.0:
        np.minimum(out, 1.0, out=out)
    return out


def _counted(group: InteractionGroup, fractions: list[Floats]) -> list[Floats]:
    """Return r[t,d] of each member, 0 where it loses."""
    if group.relation == "exclusive":
        chosen = winner(strengths(group.members, fractions))
        for place, fraction in enumerate(fractions):
            fraction *= chosen == place
    return fractions


def _percentiles(ascending: Floats) -> Floats:
    """Return the percentiles of sorted values along the last axis, as first axis."""
    places = np.array(PERCENTILES) / 100.0 * (ascending.shape[-1] - 1)
    below = np.floor(places).astype(np.intp)
    above = np.ceil(places).astype(np.intp)
    lower, upper = ascending[..., below], ascending[..., above]
    result: Floats = np.moveaxis(lower + (upper - lower) * (places - below), -1, 0)
    result.setflags(write=False)
    return result
