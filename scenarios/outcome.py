"""What evaluating a scenario gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenarios.arrays import Floats
from scenarios.scenario import Gas

PERCENTILES = (10, 50, 90)
DAYS_A_YEAR = 365.0

STANDALONE, MARGINAL, CAPPED, ATTRIBUTED, BLOCK, BY_YEAR = range(6)
"""Columns of what actions do; the last is the first of the years."""


@dataclass(frozen=True, slots=True, eq=False)
class ActionOutcome:
    """What one action that counts has done, over the horizon.

    Attributes
    ----------
    standalone_t
        The action alone against the reference, t; negative for an increase.
    marginal_t
        What would be lost if only this action went, t; negative for an increase.
    attributed_t
        Its part of reference minus net emissions, t.
    capped_t
        What a tonnes effect promises beyond what its targets emit, t.
    block_t
        Its block of the bridge, on which the decided plan comes first, t; see `scenarios.engine.blocks`.
    days
        `marginal_t` in days of the first year's reference; None where that is 0.
    warming_c
        What `marginal_t` lowers the warming of this share by, degrees C; negative for an increase;
        None without warming marks.
    attributed_by_year_t
        As `attributed_t`, for each year, t/yr, shape (years,).
    """

    standalone_t: float
    marginal_t: float
    attributed_t: float
    capped_t: float
    block_t: float
    days: float | None
    warming_c: float | None
    attributed_by_year_t: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ActionOutcomes(Mapping[str, ActionOutcome]):
    """Action id to outcome, held as columns: the figures of one action are taken out when asked for.

    Attributes
    ----------
    row_of
        Action id to row, in the order of the scenario.
    table_t
        Tonnes, shape (n, 5 + years): standalone, marginal, capped, attributed and block, then the
        attributed ones by year.
    days
        `marginal_t` in days, shape (n,); None where nothing is emitted in the first year.
    warming_c
        What `marginal_t` lowers the warming by, degrees C, shape (n,); None without warming marks.
    """

    row_of: Mapping[str, int]
    table_t: Floats
    days: Floats | None
    warming_c: Floats | None = None

    def __getitem__(self, action_id: str) -> ActionOutcome:
        """Return the outcome of one action."""
        row = self.row_of[action_id]
        tonnes = self.table_t[row]
        return ActionOutcome(
            standalone_t=float(tonnes[STANDALONE]),
            marginal_t=float(tonnes[MARGINAL]),
            attributed_t=float(tonnes[ATTRIBUTED]),
            capped_t=float(tonnes[CAPPED]),
            block_t=float(tonnes[BLOCK]),
            days=None if self.days is None else float(self.days[row]),
            warming_c=None if self.warming_c is None else float(self.warming_c[row]),
            attributed_by_year_t=tonnes[BY_YEAR:],
        )

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the order of the scenario."""
        return iter(self.row_of)

    def __len__(self) -> int:
        """Return how many actions count."""
        return len(self.row_of)


@dataclass(frozen=True, slots=True)
class LimitOutcome:
    """One annual limit, beside what is emitted in its year.

    Attributes
    ----------
    year
        Of the limit.
    limit_t, emissions_t
        What the limit allows, and the net emissions (t/yr).
    difference_t
        Emissions minus limit (t/yr).
    met
        Whether the difference is at most ``1e-9 max(1, limit)``.
    """

    year: int
    limit_t: float
    emissions_t: float
    difference_t: float
    met: bool


@dataclass(frozen=True, slots=True, eq=False)
class DecidedOutcome:
    """The same scenario with the decided actions only.

    Attributes
    ----------
    emissions_t
        Net emissions in t/yr, shape (years,).
    cumulative_emissions_t
        Their sum over the horizon, t.
    exhausted
        Decimal year in which the budget is used up; None if never on the horizon.
    fits
        Whether the sum does not exceed the budget.
    """

    emissions_t: Floats
    cumulative_emissions_t: float
    exhausted: float | None
    fits: bool


@dataclass(frozen=True, slots=True, eq=False)
class DrawsOutcome:
    """What many draws of the effects give.

    Attributes
    ----------
    probability_fits
        Share of the draws that fit the budget.
    emissions_percentiles_t
        Percentiles 10, 50 and 90 of each year on its own, t/yr, shape (3, years).
    cumulative_percentiles_t
        The same of the draws' totals over the horizon, t, shape (3,).
    """

    probability_fits: float
    emissions_percentiles_t: Floats
    cumulative_percentiles_t: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What evaluating a scenario gives; all amounts in tonnes of `gas`.

    Attributes
    ----------
    gas
        ``CO2`` or ``CO2e``, as the scenario says.
    years
        Calendar years of the horizon.
    reference_t, emissions_t
        Without and with the actions (t/yr), summed over sources, shape (years,).
    emissions_by_source_t
        Source id to net emissions (t/yr), shape (years,).
    cumulative_t
        Cumulative net emissions at the end of each year (t), shape (years,).
    budget_t
        What was left on 1 January of the first year (t).
    cumulative_reference_t, cumulative_emissions_t
        Totals over the horizon (t).
    remaining_t
        Budget minus cumulative net emissions (t).
    gap_t
        Cumulative reference minus budget (t).
    gap_closed
        A fraction, ``(cumulative reference - cumulative emissions) / gap``; may be above 1 or negative;
        None where the reference keeps the budget.
    warming_c, warming_reference_c
        Warming that a share of this size amounts to, with and without the actions, degrees C; None
        without warming marks. See `scenarios.engine.warming`.
    fits
        Whether the total does not exceed the budget.
    exhausted, exhausted_reference
        Decimal year in which the budget is used up, with and without the actions; None if never.
    last_year_t
        Net emissions of the last year (t/yr).
    gross_t, overlap_t
        Sum of the stand-alone effects, and what of it is lost because actions overlap (t):
        ``overlap = gross - (cumulative reference - cumulative emissions)``.
    limits
        The annual limits, years rising.
    decided
        The decided actions only.
    actions
        Outcome of every action that counts, by id, in the order of the scenario.
    unquantified, excluded, in_reference
        Ids of actions without tonnes, of those not included, and of those whose effect is in the
        reference or not to be added, sorted.
    consumption_t_per_year
        Id to t/yr at full effect of the consumption ledger's actions, None for a share; sorted.
    draws
        Only if draws were asked for.
    """

    gas: Gas
    years: tuple[int, ...]
    reference_t: Floats
    emissions_t: Floats
    emissions_by_source_t: Mapping[str, Floats]
    cumulative_t: Floats
    budget_t: float
    cumulative_reference_t: float
    cumulative_emissions_t: float
    remaining_t: float
    gap_t: float
    gap_closed: float | None
    warming_c: float | None
    warming_reference_c: float | None
    fits: bool
    exhausted: float | None
    exhausted_reference: float | None
    last_year_t: float
    gross_t: float
    overlap_t: float
    limits: tuple[LimitOutcome, ...]
    decided: DecidedOutcome
    actions: ActionOutcomes
    unquantified: tuple[str, ...]
    excluded: tuple[str, ...]
    in_reference: tuple[str, ...]
    consumption_t_per_year: Mapping[str, float | None]
    draws: DrawsOutcome | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the outcome as the JSON document that ``handlingsrom evaluate --json`` prints.

        Returns
        -------
        dict
            Plain lists, numbers, text and None; the last three keys only with draws.
        """
        document = {name: _plain(getattr(self, name)) for name in self.__slots__ if name != "draws"}
        if self.draws is not None:
            document |= _draws_to_dict(self.draws)
        return document


def _draws_to_dict(draws: DrawsOutcome) -> dict[str, Any]:
    names = [f"p{percentile}" for percentile in PERCENTILES]
    by_year = draws.emissions_percentiles_t.tolist()
    totals = draws.cumulative_percentiles_t.tolist()
    return {
        "probability_fits": draws.probability_fits,
        "emissions_percentiles_t": dict(zip(names, by_year, strict=True)),
        "cumulative_percentiles_t": dict(zip(names, totals, strict=True)),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, ActionOutcome | DecidedOutcome | LimitOutcome):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, tuple) else value
