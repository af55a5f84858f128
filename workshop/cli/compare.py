"""``handlingsrom compare``: the outcomes of several scenario files side by side."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.cli.evaluate import REFUSED, add_draws, read_input, written

if TYPE_CHECKING:
    from scenarios.comparison.comparison import Case, Comparison

SUMMARY = "Compare scenario files: outcomes side by side, and what each action does in each of them."

FORMATS = ("table", "csv", "json", "iamc")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="scenario files; one of them may be - for standard input"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="table for a person, csv (one value a row), json, or iamc, which pyam opens (default: table)",
    )
    parser.add_argument(
        "--json", action="store_const", dest="format", const="json", help="the same as --format json"
    )
    parser.add_argument(
        "--output",
        metavar="PATH",
        help="write to this file instead of standard output; replaces it (iamc: .xlsx gives a workbook)",
    )
    add_draws(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print or write the comparison; print one line per fault and return 2 if a file is refused."""
    from scenarios.comparison.comparison import ComparisonError, compare
    from workshop.cli.figures import print_fault

    cases = _read_cases(arguments)
    if cases is None:
        return REFUSED
    try:
        comparison = compare(cases)
        if arguments.format == "iamc" and str(arguments.output).lower().endswith(".xlsx"):
            from scenarios.comparison.iamc import iamc_workbook

            return _store(iamc_workbook(comparison), arguments.output)
        text = _written(comparison, arguments.format)
    except ComparisonError as error:
        return print_fault("compare", error)
    if arguments.output is None:
        sys.stdout.write(written(text) if arguments.format == "table" else text)
        return 0
    return _store(text.encode(), arguments.output)


def _read_cases(arguments: argparse.Namespace) -> list[Case] | None:
    """Evaluate every file; if one is refused, print all faults of all files."""
    from scenarios.comparison.comparison import Case, unique_names
    from scenarios.engine.evaluation import evaluate
    from scenarios.errors import ScenarioFileError, one_line
    from scenarios.file.schema import read_scenario

    evaluated, refused = [], False
    for file in arguments.files:
        try:
            scenario = read_scenario(read_input(file))
            evaluated.append((scenario, evaluate(scenario, draws=arguments.draws, seed=arguments.seed)))
        except ScenarioFileError as error:
            refused = True
            for fault in error.faults:
                print(f"{one_line(file)}: {fault}", file=sys.stderr)
    if refused:
        return None
    names = unique_names([scenario.title for scenario, _ in evaluated])
    return [
        Case(name=name, scenario=scenario, outcome=outcome)
        for name, (scenario, outcome) in zip(names, evaluated, strict=True)
    ]


def _written(comparison: Comparison, form: str) -> str:
    import json

    from scenarios.comparison.files import (
        COMPARISON_COLUMNS,
        comparison_rows,
        comparison_to_dict,
        write_csv,
    )
    from scenarios.comparison.iamc import iamc_columns, iamc_rows
    from workshop.cli.comparison_text import comparison_text

    if form == "json":
        return json.dumps(comparison_to_dict(comparison), allow_nan=False) + "\n"
    if form == "csv":
        return write_csv(COMPARISON_COLUMNS, comparison_rows(comparison))
    if form == "iamc":
        return write_csv(iamc_columns(comparison), iamc_rows(comparison))
    return comparison_text(comparison) + "\n"


def _store(content: bytes, path: str) -> int:
    from scenarios.errors import one_line

    try:
        Path(path).write_bytes(content)
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        print(
            f"{one_line(path)}: : cannot be written: {reason}; expected a path to write to", file=sys.stderr
        )
        return REFUSED
    return 0
