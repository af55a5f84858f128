"""``handlingsrom import-statistics``: a statistics file as a new edition."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.cli.data_folder import add_data_argument, use_data

if TYPE_CHECKING:
    from scenarios.importing.statistics import ImportedEdition

SUMMARY = "Import emission statistics as a new edition that all commands then use."
REFUSED = 2
_RUNNING = "A server that runs with the same --data folder uses it at once for workshops that are opened now."
_KEPT = "Open workshops and saved scenarios keep their figures."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a CSV with the columns municipality_code, municipality, sector, (subsector,) year, "
        "emissions_t, gas; or the workbook of Miljødirektoratet",
    )
    parser.add_argument("--country", metavar="XX", required=True, help="two letters, such as NO, SE or DK")
    parser.add_argument("--name", metavar="TEXT", help="who publishes the figures, for steps and reports")
    parser.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        help="day of the edition; if not given, 1 January after the newest year of the file",
    )
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Import the file; print what was imported, or one line per fault and return 2."""
    # The folder may be a server's: new files are private to its account, as the server's own.
    before = os.umask(0o077)
    try:
        return _import(arguments)
    finally:
        os.umask(before)


def _import(arguments: argparse.Namespace) -> int:
    from scenarios.errors import ScenariosError, one_line
    from scenarios.importing.formats import StatisticsFileError, gather
    from scenarios.importing.statistics import import_statistics
    from workshop.cli.figures import print_fault, print_json

    use_data(arguments)
    shown = one_line(arguments.file)
    try:
        content = Path(arguments.file).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        print(f"{shown}: cannot be read: {reason}; expected a readable statistics file", file=sys.stderr)
        return REFUSED
    try:
        edition = import_statistics(
            content,
            country=arguments.country,
            file_name=Path(arguments.file).name,
            name=arguments.name,
            date=arguments.date,
        )
    except StatisticsFileError as error:
        for fault in gather(error.faults):
            print(f"{shown}: {fault}", file=sys.stderr)
        return REFUSED
    except ScenariosError as fault:
        return print_fault("import-statistics", fault)
    if arguments.json:
        print_json(edition.to_dict())
    else:
        print("\n".join(_lines(edition)))
    return 0


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _lines(edition: ImportedEdition) -> list[str]:
    places = edition.municipalities
    listed = ", ".join(places) if len(places) <= 8 else f"{places[0]} to {places[-1]}"
    sources, years = _count(len(edition.sources), "source"), _count(len(edition.years), "year")
    has = f"{sources}, {' and '.join(edition.gases)}, {years} from {edition.years[0]} to {edition.years[-1]}"
    known = "Already there: this file was imported before, and nothing is added."
    lines = [
        f"Imported: {edition.statistic}" if edition.is_new else known,
        f"Edition {edition.edition} of {edition.country}; its date is {_origin(edition)}.",
        f"{_count(len(places), 'municipality', 'municipalities')} ({listed}), {has}.",
        *textwrap.wrap(f"The edition with the newest date is used. {_RUNNING} {_KEPT}", 96),
    ]
    for note in (*edition.changes, *edition.notes):
        lines += textwrap.wrap(note, 96, initial_indent="- ", subsequent_indent="  ")
    return lines


def _origin(edition: ImportedEdition) -> str:
    return "as given" if edition.date_from == "given" else edition.date_from
