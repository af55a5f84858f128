"""The outcome, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

import numpy as np

from scenarios.errors import ScenarioFileError
from scenarios.finiteness import infinite, refuse_infinite
from scenarios.outcome import ActionOutcomes, DecidedOutcome, Outcome
from scenarios.roster import Bystanders
from scenarios.scenario import Scenario
from scenarios.verdict import Verdict


def assemble(
    scenario: Scenario,
    reference: Verdict,
    verdict: Verdict,
    decided: Verdict,
    actions: ActionOutcomes,
    bystanders: Bystanders,
    position_of: Mapping[str, int],
) -> Outcome:
    """Put an outcome together.

    Parameters
    ----------
    scenario
        Its budget, horizon and sources.
    reference, verdict, decided
        Without actions, with all that count, and with the decided ones only.
    actions, bystanders
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
    """
    _refuse_infinite_actions(actions, position_of)
    budget = float(scenario.budget_t) + 0.0  # no -0.0
    total, total_reference = verdict.total_t, reference.total_t
    gross = fsum(actions.standalone_t.tolist())  # the same for every order
    by_source = verdict.emissions_by_source_t
    outcome = Outcome(
        gas=scenario.gas,
        years=tuple(range(scenario.start_year, scenario.end_year + 1)),
        reference_t=reference.emissions_t,
        emissions_t=verdict.emissions_t,
        emissions_by_source_t={source.id: by_source[source.id] for source in scenario.sources},
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
        decided=DecidedOutcome(decided.emissions_t, decided.total_t, decided.exhausted, decided.fits),
        actions=actions,
        unquantified=bystanders.unquantified,
        excluded=bystanders.excluded,
        consumption_t_per_year=bystanders.consumption_t_per_year,
    )
    refuse_infinite("", total, outcome.remaining_t, outcome.gap_t, decided.total_t, gross, outcome.overlap_t)
    return outcome


def _refuse_infinite_actions(actions: ActionOutcomes, position_of: Mapping[str, int]) -> None:
    """Refuse every action for which one of the figures is not finite."""
    columns = [actions.standalone_t, actions.marginal_t, actions.capped_t]
    if actions.days is not None:
        columns.append(actions.days)
    finite = np.isfinite(columns)
    if not finite.all():
        absurd = [key for key, row in actions.row_of.items() if not finite[:, row].all()]
        positions = sorted(position_of[key] for key in absurd)
        raise ScenarioFileError(infinite(f"/actions/{position}/effect") for position in positions)
