"""The adopted annual limits of a workshop, with the base year of their percentages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.budget.presets import CLIMATE_BUDGET
from scenarios.budget.steps import NO_SOURCE
from scenarios.scenario import AnnualLimit, BaseYear


@dataclass(frozen=True)
class GivenLimit:
    """The limit of one year, t/yr; ``below_pct`` is set if it was given as per cent below the base year."""

    year: int
    limit_t: float
    below_pct: float | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """All limits with rising years, the base year if there is one, and where they are adopted.

    With ``fill``, years between two that have a limit lie on the straight line between them, where the sum of
    all years is asked for.
    """

    given: tuple[GivenLimit, ...] = ()
    base: BaseYear | None = None
    source: str = ""
    fill: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Limits:
        """Read what :meth:`stored` wrote."""
        base = stored.get("base")
        return cls(
            given=tuple(
                GivenLimit(int(each["year"]), float(each["limit_t"]), each.get("below_pct"))
                for each in stored.get("given", ())
            ),
            base=None if base is None else BaseYear(int(base["year"]), float(base["emissions_t"])),
            source=str(stored.get("source", "")),
            fill=bool(stored.get("fill", False)),
        )

    def stored(self) -> dict[str, Any]:
        """Return it as JSON has it; empty without limits and base year."""
        if not self.given and self.base is None:
            return {}
        return {
            "given": [
                {"year": each.year, "limit_t": each.limit_t}
                | ({} if each.below_pct is None else {"below_pct": each.below_pct})
                for each in self.given
            ],
            "base": None
            if self.base is None
            else {"year": self.base.year, "emissions_t": self.base.emissions_t},
            "source": self.source,
            "fill": self.fill,
        }

    @property
    def by_year(self) -> dict[int, float]:
        """Year to limit, t/yr."""
        return {each.year: each.limit_t for each in self.given}

    def within(self, first: int, last: int) -> tuple[AnnualLimit, ...]:
        """Return the limits of the years that a scenario has."""
        return tuple(
            AnnualLimit(each.year, each.limit_t) for each in self.given if first <= each.year <= last
        )


def is_sum_of_limits(budget: object) -> bool:
    """Return whether a budget is the sum of adopted annual limits; files of others may hold anything."""
    return isinstance(budget, Mapping) and budget.get("preset") == CLIMATE_BUDGET


def limits_of_sum(budget: Mapping[str, Any]) -> list[tuple[int, float]]:
    """Return year and limit (t/yr) of what a budget is the sum of."""
    return [
        (int(step["year"]), float(step["value"]))
        for step in budget["steps"]
        if step["key"] in ("limit", "limit_between")
    ]


def limits_source(budget: Mapping[str, Any]) -> str:
    """Return where the limits are adopted that a budget is the sum of; empty if nobody has said so."""
    source = str(next(step["source"] for step in budget["steps"] if step["key"] == "amount"))
    return "" if source == NO_SOURCE else source
