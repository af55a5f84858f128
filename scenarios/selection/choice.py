"""Which actions to choose, as arrays: emissions of any choice, and a convex function below them.

A choice ``x`` has 1 for each chosen candidate and 0 for the others. Cells ``k`` are the pairs of source and
year; the emissions ``R`` of the cells include the decided actions. How actions combine is the project's
model (MODEL.md, section 6; `scenarios.engine.combination`), written with logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.actions import likely_value
from scenarios.engine.combination import TIE
from scenarios.engine.grid import profile_of
from scenarios.scenario import Action, Scenario, sector_of

LARGEST_EXPONENT = 40.0
"""Replaces the logarithm of 0: the remaining fraction, 4e-18, is below any rounding."""


@dataclass(frozen=True, eq=False)
class Disjoint:
    """A disjoint group with candidates.

    Attributes
    ----------
    rows
        Its candidates.
    fractions
        Each candidate's reduction of each cell, as a fraction of its emissions, shape (rows, cells).
    decided
        The fraction of each cell that its decided members remove, at most 1, shape (cells,).
    """

    rows: tuple[int, ...]
    fractions: Floats
    decided: Floats


class Left:
    """The remainder after all disjoint groups, computed together from one array of all members.

    Parameters
    ----------
    groups
        The disjoint groups with candidates; there may be none.
    cells
        How many cells there are.
    """

    def __init__(self, groups: Sequence[Disjoint], cells: int) -> None:
        self.rows = np.array([row for group in groups for row in group.rows], dtype=np.intp)
        self.starts = np.cumsum([0, *(len(group.rows) for group in groups)])[:-1]
        self.fractions = np.concatenate([np.empty((0, cells)), *(group.fractions for group in groups)])
        self.open = np.array([1.0 - group.decided for group in groups])

    def of(self, x: Floats) -> Floats | float:
        """Return the fraction of each cell that remains after a choice.

        Parameters
        ----------
        x
            From 0 to 1, shape (candidates,).

        Returns
        -------
        ndarray or float
            ``product over groups max(0, 1 - d - sum of x[i] r[i])`` with the decided fraction ``d``, from 0
            to 1, shape (cells,); the number 1 if there is no such group.
        """
        if not len(self.rows):
            return 1.0
        taken = np.add.reduceat(x[self.rows, None] * self.fractions, self.starts, axis=0)
        left: Floats = np.maximum(0.0, self.open - taken).prod(axis=0)
        return left


@dataclass(frozen=True, eq=False)
class Choice:
    """The candidates of a scenario, and the emissions of any choice of them.

    Attributes
    ----------
    candidates
        The actions that can be chosen and have an effect within the horizon, sorted by id.
    rivals
        For each candidate the rows of the other members of its exclusive group.
    added_t
        Increases by decided actions over the horizon, t.
    cells_t
        R[k] with the decided actions, t/yr, without the disjoint groups of `left`, shape (cells,).
    exponents
        a[i,k] without unit, shape (candidates, cells): a candidate outside disjoint groups leaves the
        fraction ``exp(-a)`` of a cell; 0 for the others.
    left
        The remainder of each cell after the disjoint groups with candidates.
    below_t, below_exponents
        `cells_t` (t/yr) and `exponents` (without unit), of the same shape (cells,) and
        (candidates, cells), with every disjoint group replaced by something below it, see `below`.
    """

    candidates: tuple[Action, ...]
    rivals: tuple[tuple[int, ...], ...]
    added_t: float
    cells_t: Floats
    exponents: Floats
    left: Left
    below_t: Floats
    below_exponents: Floats

    def emissions_t(self, x: Floats) -> float:
        """Return the cumulative emissions of a choice.

        ``E(x) = sum over k of R[k] exp(-sum over i of a[i,k] x[i]) left[k](x) + added``

        Parameters
        ----------
        x
            0 or 1, shape (candidates,), and at most one 1 among rivals.

        Returns
        -------
        float
            t over the horizon.
        """
        cells = self.cells_t * np.exp(-(x @ self.exponents)) * self.left.of(x)
        return float(cells.sum()) + self.added_t

    def below(self, x: Floats) -> tuple[float, Floats]:
        """Return a convex lower bound of the emissions of a choice, and minus its gradient.

        Parameters
        ----------
        x
            From 0 to 1, shape (candidates,).

        Returns
        -------
        value, fall
            Cumulative t, and minus its gradient, t per unit of x, shape (candidates,).

        Notes
        -----
        ``G(x) = sum over k of R[k] exp(-sum over i of a[i,k] x[i])`` equals the emissions of every choice
        if no group is disjoint. The remainder after a disjoint group, ``1 - d - u`` with ``u`` the sum of the
        chosen fractions and ``d`` the decided ones, is at least ``(1 - d) exp(-c u)``, with ``c`` such that
        the two are equal if all are chosen: the logarithm of the first is concave in ``u``.
        """
        cells = self.below_t * np.exp(-(x @ self.below_exponents))
        fall: Floats = self.below_exponents @ cells
        return float(cells.sum()) + self.added_t, fall


def lay_out_choice(scenario: Scenario, candidates: Sequence[Action], decided: Sequence[Action]) -> Choice:
    """Return the choice among candidates, given the decided actions.

    Parameters
    ----------
    scenario
        A valid scenario.
    candidates, decided
        Actions that count, disjoint.

    Returns
    -------
    Choice
        Without candidates that reduce nothing within the horizon, and without those that lose to a decided
        member of their exclusive group.

    Raises
    ------
    ValueError
        If an action has an effect but no ramp or start year.
    """
    source_ids = sorted(source.id for source in scenario.sources)
    of = {source.id: source.reference_t for source in scenario.sources}
    reference = np.array([of[source] for source in source_ids], dtype=np.float64)
    fraction = {a.id: _fractions(a, scenario, source_ids, reference) for a in (*candidates, *decided)}
    added = sum(_increase_t(a, scenario, source_ids, reference) for a in decided)
    settled = {action.id for action in decided}
    relation = {member: group for group in scenario.groups for member in group.actions}
    useful = [a for a in sorted(candidates, key=lambda a: a.id) if (fraction[a.id] * reference.ravel()).any()]
    weight = {key: float(values @ reference.ravel()) for key, values in fraction.items()}
    strongest: dict[str, str] = {}
    for action in sorted(decided, key=lambda a: a.id):
        group = relation.get(action.id)
        if group and group.relation == "exclusive":
            best = strongest.get(group.id)
            strongest[group.id] = action.id if best is None or _beats(action.id, best, weight) else best
    chosen = [
        a
        for a in useful
        if not (group := relation.get(a.id))
        or group.id not in strongest
        or _beats(a.id, strongest[group.id], weight)
    ]
    row = {action.id: index for index, action in enumerate(chosen)}
    cells, exponents = reference.ravel().copy(), np.zeros((len(chosen), reference.size))
    for action in chosen:
        exponents[row[action.id]] = _exponent(fraction[action.id])
    disjoint, grouped = [], set()
    for group in scenario.groups:
        members = sorted(member for member in group.actions if member in fraction)
        rows = tuple(row[member] for member in members if member in row)
        grouped |= set(members)
        if group.relation == "exclusive":
            if group.id in strongest:
                base = _exponent(fraction[strongest[group.id]])
                cells *= np.exp(-base)
                exponents[list(rows)] -= base
            continue
        adopted = [fraction[member] for member in members if member in settled]
        taken = np.minimum(1.0, sum(adopted, np.zeros(reference.size)))
        if rows:
            disjoint.append(Disjoint(rows, np.array([fraction[chosen[r].id] for r in rows]), taken))
            exponents[list(rows)] = 0.0
        else:
            cells *= 1.0 - taken
    for action in decided:
        if action.id not in grouped:
            cells *= 1.0 - fraction[action.id]
    below_t, below_exponents = _below(cells, exponents, disjoint)
    rivals = [
        tuple(row[m] for m in group.actions if m in row and m != a.id)
        if (group := relation.get(a.id)) and group.relation == "exclusive"
        else ()
        for a in chosen
    ]
    left = Left(disjoint, reference.size)
    return Choice(tuple(chosen), tuple(rivals), added, cells, exponents, left, below_t, below_exponents)


def _below(cells: Floats, exponents: Floats, disjoint: Sequence[Disjoint]) -> tuple[Floats, Floats]:
    below, steep = cells.copy(), exponents.copy()
    for group in disjoint:
        first = 1.0 - group.decided
        furthest = np.minimum(group.fractions.sum(axis=0), first)
        is_open = furthest > 0
        part = np.divide(furthest, first, out=np.zeros_like(first), where=is_open)
        slope = np.divide(_exponent(part), furthest, out=np.zeros_like(first), where=is_open)
        below *= first
        steep[list(group.rows)] = group.fractions * slope
    return below, steep


def _exponent(fraction: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        result: Floats = np.minimum(-np.log1p(-np.minimum(fraction, 1.0)), LARGEST_EXPONENT)
    return result


def _beats(one: str, other: str, weight: dict[str, float]) -> bool:
    """Return whether the first wins the exclusive group, as `scenarios.engine.combination` chooses."""
    difference = weight[one] - weight[other]
    if abs(difference) <= TIE * max(weight[one], weight[other]):
        return one < other
    return difference > 0


def _targets(action: Action, source_ids: Sequence[str]) -> Floats:
    wanted = set(action.targets)
    hit = [source in wanted or sector_of(source) in wanted for source in source_ids]
    return np.array(hit, dtype=np.float64)


def _strength(action: Action, scenario: Scenario) -> tuple[float, Floats]:
    value = 0.0 if action.effect is None else likely_value(action.effect)
    return value, profile_of(action, scenario.start_year, scenario.end_year)


def _fractions(action: Action, scenario: Scenario, source_ids: Sequence[str], reference: Floats) -> Floats:
    """Return r[k], 0 for an increase, shape (sources x years,)."""
    targets = _targets(action, source_ids)
    targeted = targets @ reference
    value, profile = _strength(action, scenario)
    amount = max(value, 0.0) * (1.0 - action.rebound) * profile
    if action.effect is not None and action.effect.kind != "share":
        amount = np.divide(amount, targeted, out=np.zeros_like(amount), where=targeted > 0)
    result: Floats = (targets[:, None] * np.minimum(amount, 1.0)).ravel()
    return result


def _increase_t(action: Action, scenario: Scenario, source_ids: Sequence[str], reference: Floats) -> float:
    targeted = _targets(action, source_ids) @ reference
    value, profile = _strength(action, scenario)
    is_share = action.effect is not None and action.effect.kind == "share"
    by_year = max(-value, 0.0) * profile * (targeted if is_share else 1.0)
    return float(by_year.sum())
