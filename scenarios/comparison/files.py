"""A comparison as files: one JSON document, and tidy tables with one value a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.comparison.comparison import Case, Comparison, compare

if TYPE_CHECKING:
    import pandas as pd

OUTCOME_COLUMNS = (
    "scenario",
    "gas",
    "year",
    "source",
    "sector",
    "reference_t",
    "emissions_t",
    "change_t",
)
COMPARISON_COLUMNS = ("scenario", "measure", "item", "title", "year", "value", "unit")

# Includes full-width forms, which some spreadsheet programs treat alike.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Row = tuple[str | int | float | None, ...]


def comparison_frame(comparison: Comparison) -> pd.DataFrame:
    """Return the comparison as a tidy pandas table, one value a row.

    Parameters
    ----------
    comparison
        Any comparison.

    Returns
    -------
    pandas.DataFrame
        The columns `COMPARISON_COLUMNS`, as the CSV has them; the units are in ``unit``.
    """
    import pandas as pd

    return pd.DataFrame.from_records(list(comparison_rows(comparison)), columns=list(COMPARISON_COLUMNS))


def comparison_to_dict(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as the JSON document that ``handlingsrom compare`` prints.

    Parameters
    ----------
    comparison
        Any comparison.

    Returns
    -------
    dict
        Plain lists, numbers, text and None; each ``outcome`` is that of ``handlingsrom evaluate``. The
        changes are in t of ``gas``, ``change_by_year_t`` in t/yr.
    """
    return {
        "gas": comparison.gas,
        "years": list(comparison.years),
        "scenarios": [
            {
                "name": case.name,
                "change_t": case.change_t,
                "change_by_year_t": case.change_by_year_t.tolist(),
                "outcome": case.outcome.to_dict(),
            }
            for case in comparison.cases
        ],
        "actions": {
            action.id: {
                "title": action.title,
                "actor": action.actor,
                "change_t": list(action.change_t),
                "min_t": action.min_t,
                "mean_t": action.mean_t,
                "max_t": action.max_t,
                "count": action.count,
            }
            for action in comparison.actions
        },
        "by_sector_t": {sector: list(changes) for sector, changes in comparison.by_sector_t.items()},
        "by_actor_t": {actor: list(changes) for actor, changes in comparison.by_actor_t.items()},
    }


def outcome_rows(case: Case) -> Iterator[Row]:
    """Yield one row a source and year, as :data:`OUTCOME_COLUMNS` name them.

    Parameters
    ----------
    case
        One scenario and its outcome.

    Yields
    ------
    tuple
        ``change_t`` is emissions minus reference; all amounts in t/yr of ``gas``.
    """
    for source in case.scenario.sources:
        emissions = case.outcome.emissions_by_source_t[source.id].tolist()
        for year, reference, emitted in zip(case.outcome.years, source.reference_t, emissions, strict=True):
            yield (
                case.name,
                case.outcome.gas,
                year,
                source.id,
                source.sector,
                reference,
                emitted,
                emitted - reference,
            )


def comparison_rows(comparison: Comparison) -> Iterator[Row]:
    """Yield one row a value, as :data:`COMPARISON_COLUMNS` name them.

    Parameters
    ----------
    comparison
        Any comparison.

    Yields
    ------
    tuple
        ``item`` is the id of an action, sector or actor if the measure is about one; ``year`` is None
        for totals over a scenario's horizon; ``unit`` is that of the value: t or t/yr of the gas, a
        decimal year, a share of the draws, or % below a base year. Each (scenario, measure, item, year) is
        unique.
    """
    for index, case in enumerate(comparison.cases):
        yield from _total_rows(case)
        yield from _yearly_rows(case)
        unit = f"t {comparison.gas}"
        for action in comparison.actions:
            if action.change_t[index] is not None:
                yield case.name, "action_change", action.id, action.title, None, action.change_t[index], unit
        for sector, changes in comparison.by_sector_t.items():
            if changes[index] is not None:
                yield case.name, "sector_change", sector, "", None, changes[index], unit
        for actor, actor_changes in comparison.by_actor_t.items():
            yield case.name, "actor_change", actor, "", None, actor_changes[index], unit


def write_outcome_csv(case: Case, decimal_mark: str = ".") -> str:
    """Write one scenario's outcome as CSV.

    Parameters
    ----------
    case
        One scenario and its outcome.
    decimal_mark
        As for `write_csv`.

    Returns
    -------
    str
        The rows of `outcome_rows` below a heading.
    """
    return write_csv(OUTCOME_COLUMNS, outcome_rows(case), decimal_mark)


def write_comparison_csv(cases: Sequence[Case], decimal_mark: str = ".") -> str:
    """Write the comparison of scenarios as CSV.

    Parameters
    ----------
    cases
        As for `scenarios.comparison.comparison.compare`.
    decimal_mark
        As for `write_csv`.

    Returns
    -------
    str
        The rows of `comparison_rows` below a heading.

    Raises
    ------
    ComparisonError
        As `scenarios.comparison.comparison.compare`.
    """
    return write_csv(COMPARISON_COLUMNS, comparison_rows(compare(cases)), decimal_mark)


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]], decimal_mark: str = "."
) -> str:
    """Write rows as CSV.

    Text that a spreadsheet would run as a formula gets an apostrophe before it, because titles are input of
    the room.

    Parameters
    ----------
    columns
        The heading.
    rows
        Each with as many fields: text, numbers (in the unit that another field or the heading names) or None.
    decimal_mark
        ``.``, with commas between the fields; or ``,`` with semicolons, as spreadsheet programs write and
        open it where numbers have decimal commas (in pandas: ``read_csv(file, sep=";", decimal=",")``).

    Returns
    -------
    str
        Lines that end in CR LF; None is an empty field, numbers keep every digit.

    Raises
    ------
    ValueError
        If a row has more or fewer fields than the heading.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if decimal_mark == "," else ",", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        fields = [_field(field, decimal_mark) for _, field in zip(columns, row, strict=True)]
        writer.writerow(fields)
    return file.getvalue()


def guard_formula(text: str) -> str:
    """Return a text so that no spreadsheet runs it as a formula.

    Parameters
    ----------
    text
        Of a cell.

    Returns
    -------
    str
        With an apostrophe before it if it begins like a formula, or like a formula after apostrophes: so the
        first apostrophe is always ours and a reader can take it away.
    """
    return f"'{text}" if text.lstrip("'").lstrip(" ").startswith(_BEGINS_FORMULA) else text


def _field(field: str | int | float | None, decimal_mark: str) -> str | int | float | None:
    if isinstance(field, float):
        return repr(field).replace(".", decimal_mark)
    return guard_formula(field) if isinstance(field, str) else field


def _total_rows(case: Case) -> Iterator[Row]:
    outcome, unit = case.outcome, f"t {case.outcome.gas}"
    totals: list[tuple[str, float | None, str]] = [
        ("budget", outcome.budget_t, unit),
        ("cumulative_reference", outcome.cumulative_reference_t, unit),
        ("cumulative_emissions", outcome.cumulative_emissions_t, unit),
        ("cumulative_decided", outcome.decided.cumulative_emissions_t, unit),
        ("change", case.change_t, unit),
        ("remaining", outcome.remaining_t, unit),
        ("exhausted", outcome.exhausted, "decimal year"),
        ("exhausted_reference", outcome.exhausted_reference, "decimal year"),
        ("overlap", outcome.overlap_t, unit),
    ]
    if outcome.draws is not None:
        totals.append(("probability_fits", outcome.draws.probability_fits, "share of the draws"))
        low, _, high = outcome.draws.cumulative_percentiles_t.tolist()
        totals += [("cumulative_emissions_p10", low, unit), ("cumulative_emissions_p90", high, unit)]
    for measure, value, its_unit in totals:
        yield case.name, measure, "", "", None, value, its_unit


def _yearly_rows(case: Case) -> Iterator[Row]:
    outcome = case.outcome
    a_year, tonnes = f"t {outcome.gas}/yr", f"t {outcome.gas}"
    series = [
        ("reference", outcome.reference_t, a_year),
        ("decided", outcome.decided.emissions_t, a_year),
        ("emissions", outcome.emissions_t, a_year),
        ("yearly_change", case.change_by_year_t, a_year),
        ("cumulative", outcome.cumulative_t, tonnes),
    ]
    if outcome.draws is not None:
        low, middle, high = outcome.draws.emissions_percentiles_t
        series += [
            ("emissions_p10", low, a_year),
            ("emissions_p50", middle, a_year),
            ("emissions_p90", high, a_year),
        ]
    for limit in outcome.limits:
        yield case.name, "limit", "", "", limit.year, limit.limit_t, a_year
        yield case.name, "limit_difference", "", "", limit.year, limit.difference_t, a_year
        base = case.scenario.base
        if base is not None and base.emissions_t > 0:
            for measure, emitted in (
                ("limit_below_base", limit.limit_t),
                ("decided_below_base", float(outcome.decided.emissions_t[limit.year - outcome.years[0]])),
                ("emissions_below_base", limit.emissions_t),
            ):
                below = 100 * (1 - emitted / base.emissions_t)
                yield case.name, measure, "", "", limit.year, below, f"% below {base.year}"
    for measure, values, unit in series:
        for year, value in zip(outcome.years, values.tolist(), strict=True):
            yield case.name, measure, "", "", year, value, unit
