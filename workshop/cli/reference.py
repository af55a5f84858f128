"""``handlingsrom reference``: the emissions of a territory's sources without the actions."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.cli.data_folder import add_data_argument, use_data
from workshop.cli.omissions import add_without_argument, read_without

if TYPE_CHECKING:
    from scenarios.inventory.reference_steps import ReferenceStep
    from scenarios.inventory.references import Reference

SUMMARY = "Build the reference of a territory: emissions by source without the actions."
MOST_COLUMNS = 7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("territory", metavar="TERRITORY", help="id, such as SE-0480 or SE-0480+SE-0481")
    parser.add_argument(
        "--method",
        metavar="METHOD",
        required=True,
        help="flat, mandate, mandate-2022, trend, trend-since, exponential, projection or own",
    )
    parser.add_argument(
        "--projection",
        metavar="NAME",
        help="for projection: which one, such as no-nb2026; else the country's",
    )
    parser.add_argument(
        "--file",
        metavar="FILE",
        type=Path,
        help="for own: CSV with sector, subsector (if wanted), year, and emissions_t or percent_of_base",
    )
    parser.add_argument("--start-year", metavar="YEAR", required=True, help="first year")
    parser.add_argument("--end-year", metavar="YEAR", required=True, help="last year, included")
    parser.add_argument("--gas", metavar="GAS", help="CO2 or CO2e; that of the statistics if not given")
    add_without_argument(parser)
    parser.add_argument(
        "--split",
        action="store_true",
        help="divide sectors that the statistics do not divide as other statistics do, an estimate",
    )
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Build and print the reference; return the exit status."""
    from scenarios.budget.scope import reference_warnings
    from scenarios.errors import ScenariosError
    from scenarios.importing.own_path_file import read_own_path
    from scenarios.inventory.omissions import has_cement_plant
    from scenarios.inventory.reference_steps import BadReferenceError
    from scenarios.inventory.references import build_reference
    from scenarios.inventory.splitting import split_reference
    from scenarios.inventory.territories import find_territory
    from workshop.cli.figures import print_fault, print_json, print_warnings, read_year

    use_data(arguments)
    try:
        if arguments.file is not None and arguments.method != "own":
            raise BadReferenceError(f"--file belongs to --method own, not to {arguments.method}.")
        if arguments.file is None and arguments.method == "own":
            raise BadReferenceError("--method own needs figures of one's own: give --file FILE.")
        without, notes = read_without(
            arguments, has_plant=has_cement_plant(find_territory(arguments.territory))
        )
        reference = build_reference(
            arguments.territory,
            method=arguments.method,
            start_year=read_year(arguments.start_year, "--start-year"),
            end_year=read_year(arguments.end_year, "--end-year"),
            gas=arguments.gas,
            without=without,
            projection=arguments.projection,
            own=None if arguments.file is None else read_own_path(arguments.file),
        )
        if arguments.split:
            reference, _ = split_reference(reference)
    except ScenariosError as fault:
        return print_fault("reference", fault)
    warnings = reference_warnings(reference)
    print_warnings("reference", [*notes, *warnings])
    name = find_territory(reference.territory_id).name
    if not arguments.json:
        print("\n".join(_lines(reference, name)))
        return 0
    print_json(
        {
            "territory": reference.territory_id,
            "name": name,
            "gas": reference.gas,
            "method": reference.method,
            "method_text": reference.method_text,
            "start_year": reference.start_year,
            "end_year": reference.end_year,
            "statistic_years": list(reference.statistic_years),
            "years": list(reference.years),
            "status": list(reference.status),
            "cement": reference.cement,
            "without": list(reference.without),
            "left_out": None if reference.left_out is None else reference.left_out.to_dict(),
            "projection": reference.projection,
            "steps": [step.to_dict() for step in reference.steps],
            "notes": list(reference.notes),
            "warnings": list(warnings),
            "sources": reference.to_sources(),
        }
    )
    return 0


def _row(name: str, width: int, values: Iterable[float]) -> str:
    from workshop.cli.figures import write_fixed

    return f"{name:{width}}" + "".join(f"{write_fixed(value, 0):>12}" for value in values)


def _value(step: ReferenceStep) -> str:
    from workshop.cli.figures import write_fixed, write_tonnes

    return f"{write_fixed(100 * step.value)} %" if step.unit == "share" else write_tonnes(step.value)


def _lines(reference: Reference, name: str) -> list[str]:
    """Return the reference as a table; long horizons show only some years."""
    from workshop.cli.figures import write_gas

    count = len(reference.years)
    step = max(1, -(-(count - 1) // (MOST_COLUMNS - 1)))
    shown = sorted({*range(0, count, step), count - 1})
    width = max(len(source) for source in (*reference.sources, "total"))
    gas = write_gas(reference.gas)
    lines = [f"Reference path of {name} ({reference.territory_id}), t {gas} a year, {reference.method}"]
    lines += textwrap.wrap(f"{reference.method_text}.", 96)
    lines += [] if reference.left_out is None else [reference.left_out.sentence]
    lines += ["", " " * width + "".join(f"{reference.years[index]:>12}" for index in shown)]
    lines.append(" " * width + "".join(f"{reference.status[index]:>12}" for index in shown))
    for source, row in zip(reference.sources, reference.reference_t, strict=True):
        lines.append(_row(source, width, row[shown]))
    lines.append(_row("total", width, reference.reference_t.sum(axis=0)[shown]))
    if len(shown) < count:
        lines.append(f"Shown are {len(shown)} of {count} years; --json has them all.")
    for each in reference.steps:
        told = f"{each.label}: {_value(each)} ({each.source})"
        lines += textwrap.wrap(told, 96, initial_indent="- ", subsequent_indent="  ")
    for note in reference.notes:
        lines += textwrap.wrap(note, 96, initial_indent="- ", subsequent_indent="  ")
    return lines
