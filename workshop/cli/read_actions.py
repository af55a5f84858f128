"""``handlingsrom read-actions``: what was understood of a municipality's own action list."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.cli.data_folder import add_data_argument, use_data

if TYPE_CHECKING:
    from scenarios.importing.action_list.mapping import ListMapping

SUMMARY = "Read a municipality's own action list as it is, and show what was understood."
REFUSED = 2
LANGUAGES = ("en", "nb", "nn", "sv", "da", "fi")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="an .xlsx, .xls, .ods, .csv or .tsv")
    parser.add_argument("--territory", metavar="ID", required=True, help="whose list it is, such as NO-4001")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet with the list, where it is not found")
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        help="a JSON file with `columns` and `reading` as in the answer, instead of what is recognised",
    )
    parser.add_argument(
        "--language",
        metavar="LL",
        choices=LANGUAGES,
        help="of the list: en, nb, nn, sv, da or fi; found by its headings if not given",
    )
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Read the list and print it; return the exit status."""
    from scenarios.errors import ScenarioFileError, ScenariosError, one_line
    from scenarios.importing.action_list.document import write_document
    from scenarios.importing.action_list.reading import read_action_list
    from scenarios.importing.table_file import TableRefusedError
    from workshop.cli.figures import print_fault, print_json
    from workshop.cli.read_actions_text import describe_list

    use_data(arguments)
    shown = one_line(arguments.file)
    content = _read(arguments.file, "a readable action list")
    if content is None:
        return REFUSED
    try:
        mapping = _mapping(arguments.mapping)
        found = read_action_list(
            content,
            territory=arguments.territory,
            sheet=arguments.sheet,
            mapping=mapping,
            language="nb" if arguments.language == "nn" else arguments.language,
        )
    except TableRefusedError as refused:
        print(f"{shown}: {one_line(str(refused))}", file=sys.stderr)
        return REFUSED
    except ScenarioFileError as wrong:
        for fault in wrong.faults:
            print(f"{one_line(arguments.mapping or '')}: {fault}", file=sys.stderr)
        return REFUSED
    except ScenariosError as fault:
        return print_fault("read-actions", fault)
    except OSError:
        return REFUSED
    if arguments.json:
        print_json(write_document(found))
    else:
        print("\n".join(describe_list(found)))
    return 0


def _mapping(name: str | None) -> ListMapping | None:
    from scenarios.errors import Fault, ScenarioFileError
    from scenarios.importing.action_list.mapping import read_mapping

    if name is None:
        return None
    content = _read(name, "a readable mapping")
    if content is None:
        raise OSError
    try:
        return read_mapping(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ScenarioFileError([Fault("", "this is not UTF-8", "a JSON file in UTF-8")]) from None


def _read(name: str, expected: str) -> bytes | None:
    from scenarios.errors import one_line

    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = getattr(error, "strerror", None) or str(error)
        print(f"{one_line(name)}: cannot be read: {reason}; expected {expected}", file=sys.stderr)
        return None
