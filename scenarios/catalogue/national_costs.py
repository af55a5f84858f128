"""National costs per tonne, as orientation beside an action.

Miljødirektoratet, Klimatiltak i Norge 2025 (M-2920): measures for Norway as a whole, beyond the official
projection. They overlap, so that what they cut is never a local effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scenarios.catalogue.action import CatalogueAction
from scenarios.inventory.datasets import read_rows


@dataclass(frozen=True, slots=True)
class NationalMeasure:
    """A national measure like an action.

    Attributes
    ----------
    id
        As in the report, such as ``T10``.
    title
        In Norwegian bokmål, as in the report.
    cost_nok_per_t
        The upper end of its cost, NOK per t CO2e: 0 for low or negative, None if not assessed.
    """

    id: str
    title: str
    cost_nok_per_t: float | None


def national_measures(action: CatalogueAction) -> tuple[NationalMeasure, ...]:
    """Return the national measures like an action, in the order of the report.

    Parameters
    ----------
    action
        An action of the catalogue.

    Returns
    -------
    tuple of NationalMeasure
        Empty if the report has none like it.
    """
    known = _measures()
    return tuple(known[measure] for measure in action.measures if measure in known)


@cache
def _measures() -> dict[str, NationalMeasure]:
    return {
        row["id"]: NationalMeasure(
            row["id"], row["title"], float(row["cost_nok_per_t"]) if row["cost_nok_per_t"] else None
        )
        for row in read_rows("national_costs", "no_measures.csv")
    }
