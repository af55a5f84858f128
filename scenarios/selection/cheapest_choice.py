"""The cheapest choice that fits, by branch and bound, with a proof.


The bound of a node comes from one tangent: for a convex ``G`` below the emissions ``E``
(`scenarios.selection.choice.Choice.below`), every choice that fits satisfies, for any point ``y``,

``G(y) - sum of g[i] (x[i] - y[i]) <= E(x) <= B``, so ``sum of g[i] x[i] >= G(y) + sum of g[i] y[i] - B``,

and no choice is cheaper than the fractions of candidates that satisfy this inequality at the lowest price.

Branch and bound: Land and Doig (1960), Econometrica 28:497-520. Tangents of a convex function as bounds:
Kelley (1960), Journal of the Society for Industrial and Applied Mathematics 8:703-712.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

import numpy as np

from scenarios.arrays import Floats, Truths
from scenarios.selection.choice import Choice

TANGENTS = 3
"""Tangents at each node; each later one touches at the solution of the one before."""

MOST_COMBINATIONS = 4096
"""The most combinations of rivals to compare one by one."""

MARGIN = 1e-9
"""Relative tolerance for equal prices."""

Fits = Callable[[Floats], bool]


@dataclass
class Search:
    """Searches the cheapest choice that fits.

    Attributes
    ----------
    choice
        The candidates.
    prices
        Of each candidate, positive and without unit, shape (candidates,).
    budget_t
        What may be emitted over the horizon, t; no choice that fits may be above it.
    fits
        Returns whether a choice of zeros and ones, shape (candidates,), fits.
    most_nodes
        The most nodes to visit.
    best
        The cheapest choice found, 0 or 1 without unit, shape (candidates,); None before there is one.
    best_price
        The sum of its prices, without unit; infinite before there is one.
    nodes
        The number of visited nodes.
    open_bound
        The lowest bound, in the prices' unit, of nodes not visited; infinite if the best is proven.
    """

    choice: Choice
    prices: Floats
    budget_t: float
    fits: Fits
    most_nodes: int
    best: Floats | None = None
    best_price: float = np.inf
    nodes: int = 0
    open_bound: float = field(default=np.inf)

    def run(self) -> None:
        """Search until the best is proven or the nodes are used up."""
        count = len(self.prices)
        if not count:
            return
        self._offer(self._greedy())
        stack = [(0.0, np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_), np.full(count, 0.5))]
        while stack:
            known, chosen, free, start = stack.pop()
            if self._is_beaten(known):
                continue
            if self.nodes >= self.most_nodes:
                self.open_bound = min(self.open_bound, known)
                continue
            self.nodes += 1
            bound, x = self._bound(chosen, free, start)
            if self._is_beaten(max(bound, known)):
                continue
            self._offer(self._trimmed(x > 1e-9))
            part = np.flatnonzero(free & (x > 1e-9) & (x < 1 - 1e-9))
            undecided = part if len(part) else np.flatnonzero(free & (x > 1e-9))
            if not len(undecided):
                undecided = np.flatnonzero(free)
            if not len(undecided):
                continue  # nothing is free, and the choice was offered above
            row = int(undecided[np.argmax(np.abs(x[undecided] - 0.5) * -1.0)])
            stack.append((max(bound, known), chosen, _without(free, row), x))
            stack.append((max(bound, known), *self._with(chosen, free, row), x))

    def _is_beaten(self, bound: float) -> bool:
        return bound >= self.best_price * (1 - MARGIN)

    def _with(self, chosen: Truths, free: Truths, row: int) -> tuple[Truths, Truths]:
        more, less = chosen.copy(), _without(free, row)
        more[row] = True
        less[list(self.choice.rivals[row])] = False
        return more, less

    def _bound(self, chosen: Truths, free: Truths, start: Floats) -> tuple[float, Floats]:
        """Return the best bound of some tangents, and the solution of the best one."""
        spent = float(self.prices[chosen].sum())
        y = np.where(free, start, chosen)
        best, met = spent, y
        for _ in range(TANGENTS):
            value, fall = self.choice.below(y)
            missing = value + float(fall @ y) - self.budget_t - float(fall[chosen].sum())
            x, price = self._meet(missing, fall, free)
            if x is None:
                return np.inf, y
            x = np.where(chosen, 1.0, x)
            if spent + price >= best:
                best, met = spent + price, x
            y = (y + x) / 2
        return self._rounded(best), met

    def _meet(self, missing: float, fall: Floats, free: Truths) -> tuple[Floats | None, float]:
        """Solve ``sum of fall[i] x[i] >= missing`` at the lowest price; None if nothing does."""
        x = np.zeros(len(fall))
        if missing <= 0:
            return x, 0.0
        rows = np.flatnonzero(free & (fall > 0))
        rows = rows[np.argsort(-fall[rows] / self.prices[rows], kind="stable")]
        sums = np.cumsum(fall[rows])
        if not len(rows) or sums[-1] < missing:
            return None, np.inf
        last = int(np.searchsorted(sums, missing))
        x[rows[:last]] = 1.0
        x[rows[last]] = 1.0 - (sums[last] - missing) / fall[rows[last]]
        return x, float(self.prices @ x)

    def _rounded(self, bound: float) -> float:
        """Round a bound up if all prices are equal: a choice costs a whole multiple."""
        price = float(self.prices[0])
        if np.ptp(self.prices) > 1e-12 * price:
            return bound
        return float(np.ceil(bound / price - 1e-6)) * price

    def _greedy(self) -> Truths:
        """Repeatedly choose the largest fall per price, until the choice fits."""
        x = np.zeros(len(self.prices))
        free = np.ones(len(x), dtype=np.bool_)
        while free.any() and not self.fits(x):
            here = self.choice.emissions_t(x)
            gain = np.full(len(x), -np.inf)
            for row in np.flatnonzero(free):
                x[row] = 1.0
                gain[row] = (here - self.choice.emissions_t(x)) / self.prices[row]
                x[row] = 0.0
            steepest = int(np.argmax(gain))
            x[steepest], free[steepest] = 1.0, False
            free[list(self.choice.rivals[steepest])] = False
        return self._trimmed(x > 0)

    def _trimmed(self, chosen: Truths) -> Truths:
        """Leave out what is not needed, most expensive first, and all rivals but the steepest."""
        kept = chosen.copy()
        for row in np.flatnonzero(chosen).tolist():
            if kept[row]:
                kept[list(self.choice.rivals[row])] = False
        if not self.fits(kept.astype(np.float64)):
            return kept
        for row in np.argsort(-self.prices, kind="stable").tolist():
            if kept[row]:
                kept[row] = False
                if not self.fits(kept.astype(np.float64)):
                    kept[row] = True
        return kept

    def _offer(self, chosen: Truths) -> None:
        price = float(self.prices[chosen].sum())
        if price < self.best_price * (1 - MARGIN) and self.fits(chosen.astype(np.float64)):
            self.best, self.best_price = chosen.astype(np.float64), price


def least_emissions(choice: Choice) -> tuple[Floats, bool]:
    """Return a choice with the least emissions, and whether that is proven.

    A candidate lowers emissions or leaves them unchanged, so all are chosen, unless it has rivals or
    displaces a decided action: these need a decision. Members that nowhere reduce more than another are left
    out; then every combination is compared or, if there are too many, one group after the other until nothing
    improves.

    Parameters
    ----------
    choice
        The candidates, and what any choice of them emits.

    Returns
    -------
    x
        0 or 1 without unit, shape (candidates,); no two rivals are 1.
    proved
        True if every combination that could be better was compared.
    """
    x = np.ones(len(choice.candidates))
    rivals = {tuple(sorted((row, *others))) for row, others in enumerate(choice.rivals) if others}
    # A candidate that displaces a decided action removes that effect: emissions may be lower without it.
    displacing = np.flatnonzero((choice.exponents < 0).any(axis=1)).tolist()
    alone = {(row,) for row in displacing if not choice.rivals[row]}
    groups = sorted(rivals | alone)
    options: list[list[tuple[int, ...]]] = []
    for rows in groups:
        x[list(rows)] = 0.0
        members: list[tuple[int, ...]] = [(row,) for row in rows if not _is_covered(choice, row, rows)]
        options.append([*members, ()] if set(rows) & set(displacing) else members)
    if math.prod(map(len, options)) <= MOST_COMBINATIONS:
        return min((_with_rows(x, chosen) for chosen in product(*options)), key=choice.emissions_t), True
    chosen = tuple(members[0] for members in options)
    least = np.inf
    while (emissions := choice.emissions_t(_with_rows(x, chosen))) < least:
        least = emissions
        for place, members in enumerate(options):
            others = [(*chosen[:place], option, *chosen[place + 1 :]) for option in members]
            chosen = min(others, key=lambda option: choice.emissions_t(_with_rows(x, option)))
    return _with_rows(x, chosen), False


def _with_rows(x: Floats, chosen: Sequence[tuple[int, ...]]) -> Floats:
    y = x.copy()
    y[list(chain.from_iterable(chosen))] = 1.0
    return y


def _is_covered(choice: Choice, row: int, rows: tuple[int, ...]) -> bool:
    mine = choice.exponents[row]
    for other in rows:
        theirs = choice.exponents[other]
        if other != row and (theirs >= mine).all() and ((theirs > mine).any() or other < row):
            return True
    return False


def _without(free: Truths, row: int) -> Truths:
    less = free.copy()
    less[row] = False
    return less
