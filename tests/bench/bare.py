"""The yardstick: the formulas in bare NumPy, as tightly as one writes them by hand.

Arrays are arrays out beforehand, actions by source and padded with ones to a block (places, sources,
years), so that every formula is a handful of calls on the whole block. There are no groups, no
increases and no zeros; nothing is checked, named, kept or handed out. One action has one target.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.engine.attribution import node_count
from scenarios.engine.grid import build_action_arrays, build_grid
from scenarios.scenario import Scenario

Floats = NDArray[np.float64]


class Bare:
    """One scenario as a block of arrays."""

    def __init__(self, scenario: Scenario) -> None:
        grid = build_grid(scenario)
        arrays = [
            build_action_arrays(grid, action, grid.targets(action.targets)) for action in scenario.actions
        ]
        self.start_year, self.budget = scenario.start_year, scenario.budget_t
        self.reference = grid.reference_t.copy()
        filled = [0] * len(self.reference)
        self.place_of: dict[str, tuple[int, int]] = {}
        for action in arrays:
            (source,) = action.targets.rows
            self.place_of[action.action.id] = (filled[source], source)
            filled[source] += 1
        shape = (max(filled), *self.reference.shape)
        self.effect, self.alone = np.zeros(shape), np.zeros(shape)
        for action in arrays:
            self.effect[self.place_of[action.action.id]] = action.fraction_per_value()
            self.alone[self.place_of[action.action.id]] = action.alone
        self.kept = 1.0 - self.alone
        # As few nodes as the engine takes: it may not win by a coarser rule.
        nodes, weights = np.polynomial.legendre.leggauss(
            node_count(len(self.kept), float(self.alone.sum(axis=0).max()))
        )
        self.nodes, self.weights = (nodes[:, None, None, None] + 1) / 2, weights[:, None, None, None] / 2
        self.factors = np.empty((len(nodes), *shape))
        effects = [action.action.effect for action in arrays]
        estimates = [effect.estimates[0] for effect in effects if effect is not None]
        low, likely, high = np.array([[e.low, e.likely, e.high] for e in estimates]).T[:, :, None]
        self.low, self.high, self.turn = low, high, (likely - low) / (high - low)
        self.rise, self.fall = (high - low) * (likely - low), (high - low) * (high - likely)
        self.by_source: list[list[tuple[int, Floats]]] = [[] for _ in self.reference]
        for number, action in enumerate(arrays):
            self.by_source[action.targets.rows[0]].append((number, action.fraction_per_value()[:, None]))

    def change(self, key: str, value: float) -> None:
        """Give one action another value."""
        place = self.place_of[key]
        alone = self.alone[place]
        np.multiply(self.effect[place], value, out=alone)
        np.minimum(alone, 1.0, out=alone)
        np.subtract(1.0, alone, out=self.kept[place])

    def verdict(self) -> Any:
        """Net emissions by source, the cumulative, the decimal year, and whether it fits."""
        product = np.multiply.reduce(self.kept, axis=0)
        net = product * self.reference
        annual = np.add.reduce(net, axis=0)
        cumulative = np.add.accumulate(annual)
        year = int(cumulative.searchsorted(self.budget, "right"))
        exhausted = None
        if year < len(annual):
            before = cumulative[year - 1] if year else 0.0
            exhausted = self.start_year + year + float((self.budget - before) / annual[year])
        return net, cumulative, exhausted, exhausted is None, product

    def outcome(self) -> Any:
        """The verdict, and standalone, marginal and attributed tonnes of every action."""
        verdict = self.verdict()
        tonnes = self.alone * self.reference
        standalone = np.add.reduce(tonnes, axis=2)
        # Nothing is 0 here, so the product of the others is the whole divided by one's own.
        lost = verdict[4] / self.kept
        lost *= tonnes
        marginal = np.add.reduce(lost, axis=2)
        factors = self.factors
        np.multiply(self.nodes, self.alone, out=factors)
        np.subtract(1.0, factors, out=factors)
        products = np.multiply.reduce(factors, axis=1, keepdims=True)
        products *= self.weights
        np.divide(products, factors, out=factors)
        attributed = np.add.reduce(factors, axis=0)
        attributed *= tonnes
        return verdict, standalone, marginal, attributed, np.add.reduce(attributed, axis=2)

    def draws(self, draws: int, seed: int) -> Any:
        """The probability that it fits, and the totals by year, of independent draws."""
        u = np.random.default_rng(seed).random((len(self.low), draws))
        values = np.where(
            u < self.turn, self.low + np.sqrt(u * self.rise), self.high - np.sqrt((1.0 - u) * self.fall)
        )
        annual = np.zeros((self.reference.shape[1], draws))
        left, buffer = np.empty_like(annual), np.empty_like(annual)
        for reference, actions in zip(self.reference, self.by_source, strict=True):
            left[:] = reference[:, None]
            for number, effect in actions:
                np.multiply(effect, values[number], out=buffer)
                np.minimum(buffer, 1.0, out=buffer)
                np.subtract(1.0, buffer, out=buffer)
                left *= buffer
            annual += left
        totals = np.add.reduce(annual, axis=0)
        return float((totals <= self.budget).mean()), annual, totals
