"""The outcome, put together from its parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from math import fsum, inf, isfinite
from typing import Final

import numpy as np

from scenarios.engine.action_index import InactiveActions
from scenarios.engine.exhaustion import exceeds
from scenarios.engine.grid import EmissionGrid
from scenarios.engine.verdict import Verdict
from scenarios.engine.warming import warming_c
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite, refuse_infinite
from scenarios.outcome import (
    ATTRIBUTED,
    MARGINAL,
    STANDALONE,
    ActionOutcomes,
    DecidedOutcome,
    LimitOutcome,
    Outcome,
)
from scenarios.scenario import AnnualLimit, Scenario

LIMIT_TOLERANCE: Final = 1e-9
"""Of an annual limit, relative to it: below this the emissions are as good as the limit."""


def assemble(
    scenario: Scenario,
    grid: EmissionGrid,
    reference: Verdict,
    verdict: Verdict,
    decided: DecidedOutcome,
    actions: ActionOutcomes,
    inactive: InactiveActions,
    position_of: Mapping[str, int],
) -> Outcome:
    """Put an outcome together.

    Parameters
    ----------
    scenario
        Its gas, budget, annual limits and warming marks.
    grid
        Its sources and horizon.
    reference, verdict, decided
        Without actions, with all that count, and with the decided ones only.
    actions, inactive
        What the actions do, and those that do nothing.
    position_of
        Action id to its position in the scenario.

    Returns
    -------
    Outcome
        Without draws; its arrays cannot be written to.

    Raises
    ------
    ScenarioFileError
        A number of the outcome is beyond a double.

    Notes
    -----
    With the totals ``C`` of emissions and ``C_ref`` of the reference, t, by the project's model (MODEL.md,
    section 8): ``remaining = B - C``, ``gap = C_ref - B``, ``gap closed = (C_ref - C) / gap`` where ``C_ref``
    exceeds ``B``, ``gross = sum over actions of standalone`` and ``overlap = gross - (C_ref - C)``. What an
    action does to the warming of the share is ``warming(C + marginal) - warming(C)``.
    """
    _refuse_infinite_actions(actions, position_of)
    budget = float(scenario.budget_t) + 0.0  # no -0.0
    total, total_reference = verdict.total_t, reference.total_t
    gross = _sum(actions.table_t[:, STANDALONE].tolist())
    by_source = verdict.by_source_t
    gap = total_reference - budget
    warming, warming_reference, actions = _warm(scenario, total, total_reference, actions)
    outcome = Outcome(
        gas=scenario.gas,
        years=grid.years,
        reference_t=reference.emissions_t,
        emissions_t=verdict.emissions_t,
        emissions_by_source_t={source_id: by_source[row] for source_id, row in grid.listed.items()},
        cumulative_t=verdict.cumulative_t,
        budget_t=budget,
        cumulative_reference_t=total_reference,
        cumulative_emissions_t=total,
        remaining_t=budget - total,
        gap_t=gap,
        gap_closed=(total_reference - total) / gap if exceeds(total_reference, budget) else None,
        warming_c=warming,
        warming_reference_c=warming_reference,
        fits=verdict.fits,
        exhausted=verdict.exhausted,
        exhausted_reference=reference.exhausted,
        last_year_t=float(verdict.emissions_t[-1]),
        gross_t=gross,
        overlap_t=gross - (total_reference - total),
        limits=tuple(_limit(limit, grid, verdict) for limit in scenario.limits),
        decided=decided,
        actions=actions,
        unquantified=inactive.unquantified,
        excluded=inactive.excluded,
        in_reference=inactive.in_reference,
        consumption_t_per_year=inactive.consumption_t_per_year,
    )
    # None of these is finite unless all totals are.
    refuse_infinite("", outcome.remaining_t, outcome.gap_t, outcome.overlap_t, decided.cumulative_emissions_t)
    return outcome


def _limit(limit: AnnualLimit, grid: EmissionGrid, verdict: Verdict) -> LimitOutcome:
    emissions = float(verdict.emissions_t[limit.year - grid.start_year])
    difference = emissions - limit.limit_t
    refuse_infinite("", difference)
    met = difference <= LIMIT_TOLERANCE * max(1.0, limit.limit_t)
    return LimitOutcome(limit.year, limit.limit_t, emissions, difference, met)


def _warm(
    scenario: Scenario, total: float, total_reference: float, actions: ActionOutcomes
) -> tuple[float | None, float | None, ActionOutcomes]:
    """Return the warming with and without the actions, and the actions with theirs."""
    if not scenario.warming_marks:
        return None, None, actions
    totals = np.array([total, total_reference, *(total + actions.table_t[:, MARGINAL]).tolist()])
    warming = warming_c(scenario.warming_marks, totals)
    refuse_infinite("/warming_marks", *warming[:2].tolist())
    differences = warming[2:] - warming[0]
    differences.setflags(write=False)
    return float(warming[0]), float(warming[1]), dataclasses.replace(actions, warming_c=differences)


def _sum(numbers: list[float]) -> float:
    """Add up exactly, so that the order does not matter."""
    try:
        return fsum(numbers)
    except OverflowError:
        return inf


def _refuse_infinite_actions(actions: ActionOutcomes, position_of: Mapping[str, int]) -> None:
    """Refuse every action for which one of the figures is not finite."""
    totals, days = actions.table_t[:, :ATTRIBUTED], actions.days
    if isfinite(np.add.reduce(totals, axis=None)) and (days is None or isfinite(np.add.reduce(days))):
        return
    absurd = set(np.flatnonzero(~np.isfinite(totals).all(axis=1)).tolist())
    if days is not None:
        absurd.update(np.flatnonzero(~np.isfinite(days)).tolist())
    positions = sorted(position_of[key] for key, row in actions.row_of.items() if row in absurd)
    if positions:
        raise ScenarioFileError(infinite(f"/actions/{position}/effect") for position in positions)
