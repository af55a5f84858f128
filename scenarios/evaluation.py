"""Evaluate a scenario: the same scenario always gives the same outcome."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scenarios.actions import likely_value
from scenarios.arrays import Floats
from scenarios.attribution import attribute
from scenarios.combination import Combination, capped_t, combine, net_emissions_t, standalone_t
from scenarios.errors import Fault, ScenarioFileError
from scenarios.exhaustion import exceeds, exhaustion
from scenarios.layout import Layout, lay_out
from scenarios.marginal import marginals_t
from scenarios.outcome import PERCENTILES, ActionOutcome, DecidedOutcome, DrawsOutcome, Outcome
from scenarios.scenario import Scenario
from scenarios.uncertainty import drawn_emissions_t

DAYS_A_YEAR = 365.0


def evaluate(scenario: Scenario, *, draws: int | None = None, seed: int = 0) -> Outcome:
    """Evaluate a scenario.

    Parameters
    ----------
    scenario
        A sound scenario, as :func:`scenarios.schema.read_scenario` gives.
    draws
        How many draws of the uncertain effects to make, at least 1; None for none.
    seed
        Of the draws; any whole number.

    Returns
    -------
    Outcome
        Its arrays cannot be written to. It does not depend on the order of sources, actions or
        groups, on the clock, or on earlier calls.

    Raises
    ------
    ScenarioFileError
        A number of the outcome is beyond a double (1.8e308).
    ValueError
        `draws` is below 1.

    Notes
    -----
    ``E[l,t] = R[l,t] x product over groups (1 - r[g,l,t]) + sum of A[i,l,t]``; see
    :mod:`scenarios.combination`, :mod:`scenarios.marginal`, :mod:`scenarios.attribution` and
    :mod:`scenarios.uncertainty`.
    """
    if draws is not None and draws < 1:
        raise ValueError(f"{draws} draws; at least 1 is needed")
    # Absurd inputs overflow silently and are refused afterwards, by looking at the numbers.
    with np.errstate(all="ignore"):
        return _evaluate(scenario, draws, seed)


def _evaluate(scenario: Scenario, draws: int | None, seed: int) -> Outcome:
    layout = lay_out(scenario)
    _refuse_infinite_effects(scenario, layout, [layout.likely])
    combination = combine(layout, layout.likely[:, None])
    reference = layout.reference_t.sum(axis=0)
    by_source = _frozen(combination.emissions_t[:, :, 0])
    emissions = by_source.sum(axis=0)
    cumulative = np.cumsum(emissions)
    budget = float(scenario.budget_t)
    total = float(cumulative[-1])
    total_reference = float(np.cumsum(reference)[-1])
    _refuse_infinite("/sources", total_reference)
    table = _action_table(scenario, layout, combination, float(reference[0]))
    gross = float(table["standalone_t"].sum())
    row_of_source = {source_id: row for row, source_id in enumerate(layout.source_ids)}
    outcome = Outcome(
        gas=scenario.gas,
        years=tuple(range(scenario.start_year, scenario.end_year + 1)),
        reference_t=_frozen(reference),
        emissions_t=_frozen(emissions),
        emissions_by_source_t={source.id: by_source[row_of_source[source.id]] for source in scenario.sources},
        cumulative_t=_frozen(cumulative),
        budget_t=budget,
        cumulative_reference_t=total_reference,
        cumulative_emissions_t=total,
        remaining_t=budget - total,
        gap_t=total_reference - budget,
        fits=not exceeds(total, budget),
        exhausted=exhaustion(scenario.start_year, emissions, budget),
        exhausted_reference=exhaustion(scenario.start_year, reference, budget),
        last_year_t=float(emissions[-1]),
        gross_t=gross,
        overlap_t=gross - (total_reference - total),
        decided=_decided_outcome(scenario, layout),
        actions=_action_outcomes(scenario, layout, table, attribute(layout, combination)),
        unquantified=_sorted(a.id for a in scenario.actions if a.included and a.effect is None),
        excluded=_sorted(a.id for a in scenario.actions if not a.included),
        consumption_t_per_year=_consumption(scenario),
        draws=None if draws is None else _draws_outcome(scenario, layout, draws, seed),
    )
    _refuse_infinite("", total, outcome.remaining_t, outcome.gap_t, outcome.decided.cumulative_emissions_t)
    _refuse_infinite("", gross, outcome.overlap_t)
    return outcome


def _action_table(
    scenario: Scenario, layout: Layout, combination: Combination, today_t: float
) -> dict[str, Floats]:
    """Return the single numbers of the counting actions, in the order of the layout."""
    standalone = standalone_t(layout, combination.alone, slice(None))[:, 0]
    if combination.increases is not None:
        added = combination.increases.by_action_t()[:, :, 0].sum(axis=1)
        standalone[combination.increases.rows] -= added
    marginal = marginals_t(layout, combination)
    days = marginal / (today_t / DAYS_A_YEAR) if today_t > 0.0 else np.zeros_like(marginal)
    table = {
        "standalone_t": standalone,
        "marginal_t": marginal,
        "capped_t": capped_t(layout),
        "days": days,
    }
    _refuse_infinite_effects(scenario, layout, list(table.values()))
    return table


def _action_outcomes(
    scenario: Scenario, layout: Layout, table: dict[str, Floats], attributed: Floats
) -> dict[str, ActionOutcome]:
    by_year = _frozen(attributed)
    columns = {name: column.tolist() for name, column in table.items()}
    totals = by_year.sum(axis=1).tolist()
    without_today = not layout.reference_t[:, 0].any()
    row_of = {action.id: row for row, action in enumerate(layout.actions)}
    return {
        action.id: ActionOutcome(
            standalone_t=columns["standalone_t"][row],
            marginal_t=columns["marginal_t"][row],
            attributed_t=totals[row],
            capped_t=columns["capped_t"][row],
            days=None if without_today else columns["days"][row],
            attributed_by_year_t=by_year[row],
        )
        for action in scenario.actions
        if (row := row_of.get(action.id)) is not None
    }


def _decided_outcome(scenario: Scenario, layout: Layout) -> DecidedOutcome:
    # Without influence is the same as a value of 0, also where an exclusive group chooses.
    decided = np.where(layout.is_decided, layout.likely, 0.0)
    emissions = net_emissions_t(layout, decided[:, None])[:, :, 0].sum(axis=0)
    total = float(np.cumsum(emissions)[-1])
    return DecidedOutcome(
        emissions_t=_frozen(emissions),
        cumulative_emissions_t=total,
        exhausted=exhaustion(scenario.start_year, emissions, scenario.budget_t),
        fits=not exceeds(total, scenario.budget_t),
    )


def _draws_outcome(scenario: Scenario, layout: Layout, draws: int, seed: int) -> DrawsOutcome:
    emissions = drawn_emissions_t(layout, draws=draws, seed=seed, correlation=scenario.correlation)
    totals = np.cumsum(emissions, axis=0)[-1]
    _refuse_infinite("", *totals.tolist())
    fitting = sum(not exceeds(total, scenario.budget_t) for total in totals.tolist())
    return DrawsOutcome(
        probability_fits=fitting / draws,
        emissions_percentiles_t=_frozen(np.percentile(emissions, PERCENTILES, axis=1)),
        cumulative_percentiles_t=_frozen(np.percentile(totals, PERCENTILES)),
    )


def _consumption(scenario: Scenario) -> dict[str, float | None]:
    by_id: dict[str, float | None] = {}
    for index, action in enumerate(scenario.actions):
        if action.included and action.effect is not None and action.ledger == "consumption":
            is_share = action.effect.kind == "share"
            by_id[action.id] = None if is_share else likely_value(action.effect)
            _refuse_infinite(f"/actions/{index}/effect", by_id[action.id] or 0.0)
    return dict(sorted(by_id.items()))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))


def _frozen(values: Floats) -> Floats:
    """Return a copy that cannot be written to, and has 0.0 where the values have -0.0."""
    copy = values + 0.0
    copy.flags.writeable = False
    return copy


def _refuse_infinite(pointer: str, *numbers: float) -> None:
    if not np.isfinite(numbers).all():
        raise ScenarioFileError([_infinite(pointer)])


def _refuse_infinite_effects(scenario: Scenario, layout: Layout, columns: list[Floats]) -> None:
    """Refuse every action for which one of the columns is not finite."""
    finite = np.isfinite(columns).all(axis=0)
    if not finite.all():
        index_of = {action.id: index for index, action in enumerate(scenario.actions)}
        absurd = sorted(index_of[layout.actions[row].id] for row in np.flatnonzero(~finite))
        raise ScenarioFileError(_infinite(f"/actions/{index}/effect") for index in absurd)


def _infinite(pointer: str) -> Fault:
    return Fault(pointer, "the result is not finite", "amounts whose sums stay below 1.8e308")
