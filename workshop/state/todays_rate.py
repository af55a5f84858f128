"""Today's rate: the one figure by which every screen counts years left and days.

It is the reference of the first year, with that year and its status. The base emissions of the ``budget``
command are an official statistic instead; screens name that by its year.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.budget.pathways import exhaustion_year, required_rate, years_left
from workshop.state.snapshot import Snapshot

ESTIMATED = "estimated"


@dataclass(frozen=True)
class Rate:
    """Emissions (t/yr), their year, and ``official``, ``preliminary`` or ``estimated``."""

    emissions_t: float
    year: int
    status: str

    def years_of(self, budget_t: float) -> float | None:
        """Return how many years a budget lasts; negative if it is overdrawn, None if nothing is emitted."""
        return years_left(budget_t=budget_t, base_emissions_t=self.emissions_t)

    def end_of(self, budget_t: float) -> float | None:
        """Return the decimal year in which a budget runs out at this rate."""
        return exhaustion_year(budget_t=budget_t, base_emissions_t=self.emissions_t, start_year=self.year)

    def cut_for(self, budget_t: float) -> float | None:
        """Return the yearly cut (%) from here on that keeps a budget; None if it is used up."""
        rate = required_rate(budget_t=budget_t, base_emissions_t=self.emissions_t)
        return None if rate is None else 100 * rate


def todays_rate(snapshot: Snapshot) -> Rate:
    """Return today's rate of a workshop."""
    year, history = snapshot.start_year, snapshot.history
    known = dict(zip(history["years"], history["status"], strict=True))
    return Rate(float(snapshot.outcome.reference_t[0]), year, str(known.get(year, ESTIMATED)))


def find_years_left(snapshot: Snapshot) -> float | None:
    """Return the years that the budget lasts at today's rate."""
    return todays_rate(snapshot).years_of(float(snapshot.budget["budget_t"]))
