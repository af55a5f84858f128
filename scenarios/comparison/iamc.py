"""Scenarios in the format of the Integrated Assessment Modeling Consortium, which pyam reads.

One row a scenario and variable, one column a year. A variable with parts (``Emissions|CO2`` has
``Emissions|CO2|Transport``) equals their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.arrays import Floats
from scenarios.comparison.comparison import Case, Comparison, unique_names
from scenarios.comparison.files import Row
from scenarios.scenario import Scenario, sector_of

if TYPE_CHECKING:
    import pandas as pd

MODEL = "Handlingsrom"
COLUMNS = ("model", "scenario", "region", "variable", "unit")
TONNES_A_KILOTONNE = 1000.0
WHOLE_SECTOR = "all"

NO_TEXT = frozenset(("na", "n/a", "nan", "null", "none", "true", "false", "inf", "infinity"))
"""Texts that table programs read as missing, a number or a truth value, in any case."""

_SPECIES = {"CO2": ("CO2", "CO2"), "CO2e": ("Kyoto Gases", "CO2-equiv")}


@dataclass(frozen=True, slots=True)
class _Place:
    """The columns before the variable, in every row of a scenario."""

    scenario: str
    region: str

    def row(self, variable: str, unit: str, values: Mapping[int, float], years: tuple[int, ...]) -> Row:
        return (MODEL, self.scenario, self.region, variable, unit, *(values.get(year) for year in years))


def iamc_columns(comparison: Comparison) -> tuple[str, ...]:
    """Return the heading: model, scenario, region, variable, unit, then every year.

    Parameters
    ----------
    comparison
        Any comparison.

    Returns
    -------
    tuple of str
        `COLUMNS` and the calendar years.
    """
    return (*COLUMNS, *(str(year) for year in comparison.years))


def iamc_rows(comparison: Comparison) -> Iterator[Row]:
    """Yield the rows for the heading :func:`iamc_columns`.

    Parameters
    ----------
    comparison
        Of scenarios of one gas.

    Yields
    ------
    tuple
        Emissions and reference, each in all, by sector and by source, in kt/yr; the remaining budget at the
        end of each year, ``B - C[t]``, in kt. None in years beyond a scenario's horizon. Each (scenario,
        variable) is unique.
    """
    species, unit = _SPECIES[comparison.gas]
    for case, name in zip(comparison.cases, scenario_names(comparison), strict=True):
        place = _Place(name, region_of(case.scenario))
        reference = {source.id: np.array(source.reference_t, float) for source in case.scenario.sources}
        trees = {
            f"Emissions|{species}": case.outcome.emissions_by_source_t,
            f"Reference Emissions|{species}": reference,
        }
        for root, by_source in trees.items():
            for variable, values in _with_parents(root, by_source):
                yield place.row(variable, f"kt {unit}/yr", _in_kilotonnes(case, values), comparison.years)
        left = case.outcome.budget_t - case.outcome.cumulative_t
        yield place.row(
            f"Remaining Carbon Budget|{species}", f"kt {unit}", _in_kilotonnes(case, left), comparison.years
        )


def iamc_meta(comparison: Comparison) -> tuple[tuple[str, ...], list[Row]]:
    """Return heading and rows of the scenarios' indicators, one row a scenario.

    Parameters
    ----------
    comparison
        Of scenarios of one gas.

    Returns
    -------
    heading, rows
        Budget, total and remainder in t, the decimal year in which the budget is used up (None if it is not),
        whether it fits, and the number of actions that count. The total is the plain sum of the annual
        values, both ends included; pyam's own ``cumulative`` of years without gaps gives the same in kt.
    """
    heading = ("model", "scenario", "budget_t", "cumulative_t", "remaining_t", "exhausted", "fits", "actions")
    rows: list[Row] = []
    for case, name in zip(comparison.cases, scenario_names(comparison), strict=True):
        outcome = case.outcome
        rows.append(
            (
                MODEL,
                name,
                outcome.budget_t,
                outcome.cumulative_emissions_t,
                outcome.remaining_t,
                outcome.exhausted,
                outcome.fits,
                len(outcome.actions),
            )
        )
    return heading, rows


def iamc_frame(comparison: Comparison) -> pd.DataFrame:
    """Return the rows of :func:`iamc_rows` as a pandas table, which ``pyam.IamDataFrame`` takes.

    Parameters
    ----------
    comparison
        Of scenarios of one gas.

    Returns
    -------
    pandas.DataFrame
        Wide: the columns of :func:`iamc_columns`, the years as whole numbers; units (kt, kt/yr) are in the
        column ``unit``.
    """
    import pandas as pd

    return pd.DataFrame.from_records(list(iamc_rows(comparison)), columns=_heading(comparison))


def iamc_workbook(comparison: Comparison) -> bytes:
    """Write a workbook with the sheets ``data`` and ``meta``, as pyam reads and writes them.

    Parameters
    ----------
    comparison
        Of scenarios of one gas.

    Returns
    -------
    bytes
        An .xlsx file with the rows of `iamc_rows` and `iamc_meta`.
    """
    import io

    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    data = workbook.create_sheet("data")
    data.append(_heading(comparison))
    for row in iamc_rows(comparison):
        data.append(row)
    meta = workbook.create_sheet("meta")
    heading, rows = iamc_meta(comparison)
    for row in (heading, *rows):
        meta.append(row)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def scenario_names(comparison: Comparison) -> tuple[str, ...]:
    """Return unique names that every table program reads as text.

    Parameters
    ----------
    comparison
        Its cases may be called ``2025``, ``NA``, ``=A1`` or nothing: such names get the prefix ``Scenario``.

    Returns
    -------
    tuple of str
        One for each case, in their order.
    """
    return unique_names([_as_text(case.name, "Scenario") for case in comparison.cases])


def region_of(scenario: Scenario) -> str:
    """Return the place of a scenario as its provenance names it.

    Parameters
    ----------
    scenario
        Its ``provenance`` may have a ``place`` or a ``territory``.

    Returns
    -------
    str
        ``Local`` if it has neither; the prefix ``Region`` if a table program would not read it as text.
    """
    for key in ("place", "territory"):
        name = scenario.provenance.get(key)
        if isinstance(name, str) and name.strip():
            return _as_text(name.strip(), "Region")
    return "Local"


def _as_text(name: str, kind: str) -> str:
    is_text = name[:1].isalpha() and name.casefold() not in NO_TEXT
    return name if is_text else f"{kind} {name}".strip()


def _heading(comparison: Comparison) -> list[str | int]:
    """Return the columns with years as numbers, which pyam recognises in a workbook or a table."""
    return [*COLUMNS, *comparison.years]


def _with_parents(root: str, by_source: Mapping[str, Floats]) -> Iterator[tuple[str, Floats]]:
    """Yield the total, then each sector, then its sources; each parent is the sum of its parts."""
    sectors: dict[str, dict[str, Floats]] = {}
    for source_id, values in by_source.items():
        sectors.setdefault(sector_of(source_id), {})[source_id] = values
    sums = {sector: _sum(sources) for sector, sources in sectors.items()}
    yield root, _sum(sums)
    for sector, sources in sectors.items():
        yield f"{root}|{_titled(sector)}", sums[sector]
        # The only source of a sector, sector/all, is no part of it.
        if list(sources) != [f"{sector}/{WHOLE_SECTOR}"]:
            for source_id, values in sources.items():
                yield f"{root}|{_titled(sector)}|{_titled(source_id.partition('/')[2])}", values


def _sum(parts: Mapping[str, Floats]) -> Floats:
    total: Floats = np.sum(list(parts.values()), axis=0)
    return total


def _titled(part: str) -> str:
    """Write a part of an id in the style of variables; different ids stay different."""
    return part.replace("_", " ").capitalize()


def _in_kilotonnes(case: Case, values: Floats) -> dict[int, float]:
    return dict(zip(case.outcome.years, (values / TONNES_A_KILOTONNE).tolist(), strict=True))
