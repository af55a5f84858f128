"""A scenario as arrays: the grid that actions act on, and each action on it.

Axes: ``l`` sources, ``t`` years. Sources are sorted by id, so that equal scenarios give equal
bits whatever the order of their lists. Most actions touch few sources: an action has one row of
fractions over the years, which holds for each of its targets. Source of the equations: the
project's model (MODEL.md, section 6).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenarios.arrays import Floats
from scenarios.engine.actions import likely_value, profile, profile_of_points
from scenarios.scenario import Action, Ramp, RampPoint, Scenario, sector_of

LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Some sources together.

    Attributes
    ----------
    rows
        Which sources, ascending.
    reference_t
        The sum of R over them in t/yr, shape (t,).
    divisor_t
        What t/yr are divided by to have a fraction: the same, infinite where it is 0, shape (t,).
    least_t
        The smallest of `reference_t`, t/yr: effects in tonnes up to this are never capped.
    """

    rows: tuple[int, ...]
    reference_t: Floats
    divisor_t: Floats
    least_t: float


@dataclass(frozen=True, slots=True, eq=False)
class EmissionGrid:
    """What actions act on; it stays when actions change.

    Attributes
    ----------
    start_year, end_year
        The horizon, both ends included.
    source_ids
        Sorted.
    reference_t
        R[l,t] in t/yr, shape (l, t).
    rows
        Source id or sector to the rows of `reference_t` that it stands for.
    listed
        The row of each source, by id, in the order of the scenario.
    years
        All calendar years of the horizon.
    """

    start_year: int
    end_year: int
    source_ids: tuple[str, ...]
    reference_t: Floats
    rows: dict[str, tuple[int, ...]]
    listed: dict[str, int]
    years: tuple[int, ...]

    def targets(self, names: Sequence[str]) -> Targets:
        """Add up what some source ids and sectors stand for.

        Parameters
        ----------
        names
            Source ids or sectors of the scenario; a source named twice counts once.

        Returns
        -------
        Targets
            With the sums over these sources.

        Raises
        ------
        KeyError
            A name is no source and no sector of the scenario.
        """
        rows = tuple(sorted({row for name in names for row in self.rows[name]}))
        reference = self.reference_t.take(rows, axis=0).sum(axis=0)
        divisor = np.where(reference > 0.0, reference, math.inf)
        return Targets(rows, reference, divisor, float(reference.min()))


@dataclass(eq=False)  # not frozen: made with every change, in a fraction of the time
class ActionArrays:
    """One action that counts, on its grid.

    Attributes
    ----------
    action
        As the scenario has it.
    value
        Of its effect without uncertainty: t/yr or a fraction; negative for an increase.
    targets
        What it acts on.
    profile
        f[t], from 0 to 1, shape (t,).
    alone
        r[t], shape (t,): the fraction that it alone takes away of each of its targets; 0 for an increase.
        ``share``: ``s (1-p) f``; ``tonnes`` and ``units``:
        ``min(1, a (1-p) f / sum of R over the targets)``, 0 where that sum is 0.
    capped_t
        What an effect in tonnes promises beyond what its targets emit, t over the horizon: the sum over
        years of ``max(0, a (1-p) f - sum of R over the targets)``; 0 for shares and increases.
    """

    action: Action
    value: float
    targets: Targets
    profile: Floats
    alone: Floats
    capped_t: float

    def increase_per_value_t(self, reference_t: Floats) -> Floats:
        """Return what an increase adds to one of its targets per unit of its value.

        Parameters
        ----------
        reference_t
            R[t] of the target, t/yr, shape (t,).

        Returns
        -------
        ndarray
            t/yr, shape (t,).

        Notes
        -----
        ``share``: ``f R[l]``; ``tonnes`` and ``units``: ``f``, spread over the targets in
        proportion to R, equally where their sum is 0. Rebound and cap do not apply.
        """
        targets = self.targets
        if is_share(self.action):
            return self.profile * reference_t
        equally = 1.0 / len(targets.rows)
        # Divided, not multiplied by the inverse: the parts then never exceed the whole.
        return self.profile * np.where(targets.reference_t > 0.0, reference_t / targets.divisor_t, equally)

    def fraction_per_value(self) -> Floats:
        """Return `alone` per unit of the value, before it is limited to 1.

        Returns
        -------
        ndarray
            ``(1-p) f`` for a share, else that over the sum of R over the targets: a fraction per fraction or
            per t/yr, shape (t,), finite.
        """
        effect = self.profile * (1.0 - self.action.rebound)
        if not is_share(self.action):
            # Dividing by a subnormal sum gives infinity: any amount is more than there is.
            effect = np.minimum(effect / self.targets.divisor_t, LARGEST)
        return effect


def build_grid(scenario: Scenario) -> EmissionGrid:
    """Lay the sources of a scenario out.

    Parameters
    ----------
    scenario
        A sound scenario.

    Returns
    -------
    EmissionGrid
        Its arrays cannot be written to.
    """
    sources = sorted(scenario.sources, key=lambda source: source.id)
    rows: dict[str, tuple[int, ...]] = {}
    for row, source in enumerate(sources):
        for name in (source.id, sector_of(source.id)):
            rows[name] = (*rows.get(name, ()), row)
    reference = np.array([source.reference_t for source in sources], dtype=np.float64) + 0.0  # no -0.0
    reference.setflags(write=False)
    source_ids = tuple(source.id for source in sources)
    row_of = {source_id: row for row, source_id in enumerate(source_ids)}
    return EmissionGrid(
        start_year=scenario.start_year,
        end_year=scenario.end_year,
        source_ids=source_ids,
        reference_t=reference,
        rows=rows,
        listed={source.id: row_of[source.id] for source in scenario.sources},
        years=tuple(range(scenario.start_year, scenario.end_year + 1)),
    )


def build_action_arrays(grid: EmissionGrid, action: Action, targets: Targets) -> ActionArrays:
    """Lay one action out.

    Parameters
    ----------
    grid
        What it acts on.
    action
        An action that counts.
    targets
        Of the action, on this grid.

    Returns
    -------
    ActionArrays
        With its fractions.

    Raises
    ------
    ValueError
        The action has no effect or no ramp, as only a proposal without tonnes may.
    """
    if action.effect is None:
        raise ValueError(f"action {action.id!r} has no effect")
    over_years = profile_of(action, grid.start_year, grid.end_year)
    value = likely_value(action.effect)
    alone = over_years * ((value if value > 0.0 else 0.0) * (1.0 - action.rebound))
    capped_t = 0.0
    if not is_share(action):
        if value > targets.least_t:
            capped_t = float(np.maximum(0.0, alone - targets.reference_t).sum())
        # Limited first and divided last: what takes all there is leaves exactly nothing.
        np.minimum(alone, targets.divisor_t, out=alone)
        np.divide(alone, targets.divisor_t, out=alone)
    return ActionArrays(action, value, targets, over_years, alone, capped_t)


def is_share(action: Action) -> bool:
    """Return whether the effect of an action is a share of its targets' emissions.

    Parameters
    ----------
    action
        Any action.

    Returns
    -------
    bool
        False for tonnes, units and no effect.
    """
    return action.effect is not None and action.effect.kind == "share"


def profile_of(action: Action, first: int, last: int) -> Floats:
    """Return which part of its full effect an action has in each year of a horizon.

    Parameters
    ----------
    action
        Any action with an effect.
    first, last
        First and last year of the horizon.

    Returns
    -------
    ndarray
        ``f``, read-only, shape (last - first + 1,), from 0 to 1.

    Raises
    ------
    ValueError
        The action has no ramp or no start year, as only a proposal without tonnes may.
    """
    if action.ramp is None or action.start_year is None:
        raise ValueError(f"action {action.id!r} has no ramp or start year")
    return _profile_over(
        first,
        last,
        action.ramp,
        action.start_year,
        action.ramp_years,
        action.ramp_points,
        action.end_year,
    )


@lru_cache(maxsize=4096)
def _profile_over(
    first: int,
    last: int,
    ramp: Ramp,
    start_year: int,
    ramp_years: int | None,
    ramp_points: tuple[RampPoint, ...] | None,
    end_year: int | None,
) -> Floats:
    """Return a profile, read-only; few differ within one scenario."""
    years = np.arange(first, last + 1, dtype=np.float64)
    end = math.inf if end_year is None else float(end_year)
    if ramp_points is not None:
        result = profile_of_points(years, ramp_points, end_year=end)
    else:
        result = profile(
            years,
            start_year=float(start_year),
            ramp=ramp,
            ramp_years=1.0 if ramp_years is None else float(ramp_years),
            end_year=end,
        )
    result.setflags(write=False)
    return result
