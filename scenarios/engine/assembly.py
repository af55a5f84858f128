"""The outcome, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, inf, isfinite

import numpy as np

from scenarios.engine.action_index import InactiveActions
from scenarios.engine.grid import EmissionGrid
from scenarios.engine.verdict import Verdict
from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite, refuse_infinite
from scenarios.outcome import ATTRIBUTED, STANDALONE, ActionOutcomes, DecidedOutcome, Outcome
from scenarios.scenario import Scenario


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
        Its gas and budget.
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
    With the totals ``C`` of emissions and ``C_ref`` of the reference, t, by the project's model:
    ``remaining = B - C``, ``gap = C_ref - B``, ``gross = sum over actions of standalone`` and
    ``overlap = gross - (C_ref - C)``.
    """
    _refuse_infinite_actions(actions, position_of)
    budget = float(scenario.budget_t) + 0.0  # no -0.0
    total, total_reference = verdict.total_t, reference.total_t
    gross = _sum(actions.table_t[:, STANDALONE].tolist())
    by_source = verdict.by_source_t
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
        gap_t=total_reference - budget,
        fits=verdict.fits,
        exhausted=verdict.exhausted,
        exhausted_reference=reference.exhausted,
        last_year_t=float(verdict.emissions_t[-1]),
        gross_t=gross,
        overlap_t=gross - (total_reference - total),
        decided=decided,
        actions=actions,
        unquantified=inactive.unquantified,
        excluded=inactive.excluded,
        consumption_t_per_year=inactive.consumption_t_per_year,
    )
    # None of these is finite unless all totals are.
    refuse_infinite("", outcome.remaining_t, outcome.gap_t, outcome.overlap_t, decided.cumulative_emissions_t)
    return outcome


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
