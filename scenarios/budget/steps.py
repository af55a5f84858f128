"""A budget and the chain of steps that leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.budget.pathways import exhaustion_year, linear_zero_year, required_rate, years_left
from scenarios.errors import ScenariosError
from scenarios.inventory.left_out import LeftOut
from scenarios.years import FIRST_YEAR, LAST_YEAR

DISCLAIMER = "Computed here, not the municipality's adopted budget."
OWN_DISCLAIMER = "The municipality's own carbon budget, as given; not computed here."
LIMITS_DISCLAIMER = "The sum of adopted annual limits, as given: no carbon budget by an allocation rule."
LIMITS = "climate-budget"
"""Preset of the sum of adopted annual limits."""
NO_SOURCE = "given by the user; no source stated"
"""Source of an own amount without a stated source."""


class BudgetError(ScenariosError):
    """A budget that cannot be computed."""


@dataclass(frozen=True)
class Step:
    """One step of the chain.

    Attributes
    ----------
    key
        Stable name of the kind of step, for translations: ``amount``, ``overhead``, ``domestic``,
        ``local_emissions``, ``all_emissions``, ``share``, ``local_budget``, ``spent``, ``limit`` ...
    label
        The step in words.
    value, unit
        The figure; ``t`` (tonnes of the budget's gas), ``t/yr``, ``share`` (of 1), ``inhabitants`` or
        ``% a year``. Subtracted amounts are negative.
    source
        The publication, or the method of computing it.
    year, status
        For a subtracted year: which, and ``official``, ``preliminary`` or ``reference``.
    """

    key: str
    label: str
    value: float
    unit: str
    source: str
    year: int | None = None
    status: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the step as JSON has it.

        Returns
        -------
        dict
            The value in its ``unit``; year and status only if they apply.
        """
        entry: dict[str, Any] = {
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
        }
        if self.year is not None:
            entry |= {"year": self.year, "status": self.status}
        return entry


@dataclass(frozen=True)
class Budget:
    """A territory's carbon budget with its derivation.

    Attributes
    ----------
    territory, name
        Id and name of the territory.
    preset
        Id of the preset, ``own`` or ``climate-budget``.
    gas
        ``CO2``; ``CO2e`` for the sum of adopted annual limits.
    budget_t
        What is left on 1 January of ``start_year``, t; negative if more has been emitted.
    start_year
        First year that the budget has to cover.
    base_emissions_t, base_year
        ``E0``, t/yr, and the year of the statistic that it is.
    steps
        The chain, in order.
    cement
        Whether emissions of cement plants are included; the reference must match.
    without, left_out
        Sectors, sources and ``cement`` that were asked to be left out; and all that is left out, also by the
        preset, with its share of the territory's emissions. None if nothing is.
    temperature_c, probability_pct, edition
        Warming limit in °C, chance of staying below it in % and edition of the amount, if known.
    warnings, disclaimer
        What must be shown with this budget, and with every budget.

    Notes
    -----
    The properties are computed by `scenarios.budget.pathways`. They raise its ``PathwayError`` if budget and
    emissions are so far out of proportion that the result overflows a double.
    """

    territory: str
    name: str
    preset: str
    gas: str
    budget_t: float
    start_year: int
    base_emissions_t: float
    base_year: int
    steps: tuple[Step, ...]
    cement: bool
    temperature_c: float | None = None
    probability_pct: float | None = None
    edition: str | None = None
    warnings: tuple[str, ...] = ()
    disclaimer: str = DISCLAIMER
    without: tuple[str, ...] = ()
    left_out: LeftOut | None = None

    @property
    def used_up_since(self) -> int | None:
        """Year in which the amount was used up; None if something is left, or it was never positive."""
        return used_up_since([step.to_dict() for step in self.steps])

    @property
    def annual_reduction_pct(self) -> float | None:
        """Yearly reduction that keeps the budget, %; None if nothing is left, or limits end it."""
        if self.preset == LIMITS:
            # A path that falls for ever saves for years that adopted limits do not reach.
            return None
        rate = required_rate(budget_t=self.budget_t, base_emissions_t=self.base_emissions_t)
        return None if rate is None else 100 * rate

    @property
    def years_left(self) -> float | None:
        """Years at today's rate; negative if the budget is overspent."""
        return years_left(budget_t=self.budget_t, base_emissions_t=self.base_emissions_t)

    @property
    def exhausted(self) -> float | None:
        """Decimal year in which constant base emissions have used up the budget."""
        return exhaustion_year(
            budget_t=self.budget_t, base_emissions_t=self.base_emissions_t, start_year=self.start_year
        )

    @property
    def linear_zero_year(self) -> float | None:
        """Decimal year in which a straight line that keeps the budget reaches zero."""
        return linear_zero_year(
            budget_t=self.budget_t, base_emissions_t=self.base_emissions_t, start_year=self.start_year
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the budget as the command prints it."""
        return {
            "territory": self.territory,
            "name": self.name,
            "preset": self.preset,
            "gas": self.gas,
            "budget_t": self.budget_t,
            "start_year": self.start_year,
            "base_emissions_t": self.base_emissions_t,
            "base_year": self.base_year,
            "annual_reduction_pct": self.annual_reduction_pct,
            "years_left": self.years_left,
            "exhausted": self.exhausted,
            "linear_zero_year": self.linear_zero_year,
            "temperature_c": self.temperature_c,
            "probability_pct": self.probability_pct,
            "edition": self.edition,
            "cement": self.cement,
            "without": list(self.without),
            "left_out": None if self.left_out is None else self.left_out.to_dict(),
            "steps": [step.to_dict() for step in self.steps],
            "disclaimer": self.disclaimer,
            "warnings": list(self.warnings),
        }


def used_up_since(steps: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the year in which a chain's amount was used up.

    Parameters
    ----------
    steps
        As in a budget's JSON; amounts in t.

    Returns
    -------
    int or None
        None if something is left, or if nothing was there in the first year.
    """
    left: float | None = None
    for step in steps:
        if step["key"] == "local_budget" or (step["key"] == "amount" and step["unit"] == "t"):
            left = float(step["value"])
        elif step["key"] == "spent" and left is not None and left > 0:
            left += float(step["value"])
            if left <= 0:
                return int(step["year"])
    return None


def check_year(name: str, year: object) -> int:
    """Return a year if it is a whole number from 1900 to 2200.

    Parameters
    ----------
    name
        What the year is, for the message.
    year
        Anything.

    Returns
    -------
    int
        The year.

    Raises
    ------
    BudgetError
        If it is not.
    """
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BudgetError(f"The {name} is {year!r}; give a whole year from {FIRST_YEAR} to {LAST_YEAR}.")
    return year
