"""``handlingsrom catalogue``: check the file of a place's own catalogue, export one, import one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.file.own_catalogue import OwnCatalogue

SUMMARY = "Check, export or import a place's own catalogue of actions."
REFUSED = 2
STEPS = ("check", "export", "import", "schema")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "step",
        choices=STEPS,
        help="check a file; export what a place has; import a file, whole or not at all; "
        "print the JSON Schema of the file",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="a .json or .csv to check or import; - is standard input"
    )
    parser.add_argument(
        "--territory",
        metavar="ID",
        help="the place, such as NO-4001; for a .json, the file's own if not given",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("instance"),
        help="folder of the database and of imported statistics (default: %(default)s)",
    )
    parser.add_argument(
        "--name", default="", help="the account that imports (default: the first administrator)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Do the step; return the exit status."""
    if arguments.step == "schema":
        from scenarios.file.catalogue_forms import own_catalogue_schema
        from workshop.cli.figures import print_json

        print_json(own_catalogue_schema())
        return 0
    if arguments.step == "export":
        return _export(arguments)
    if arguments.file is None:
        print(f"catalogue {arguments.step} needs a FILE.", file=sys.stderr)
        return REFUSED
    from workshop.cli.data_folder import share_folder

    share_folder(arguments.data)
    catalogue = _read(arguments)
    if catalogue is None:
        return REFUSED
    return _check(arguments, catalogue) if arguments.step == "check" else _import(arguments, catalogue)


def _read(arguments: argparse.Namespace) -> OwnCatalogue | None:
    """Read the file, or tell all its faults."""
    from scenarios.errors import Fault, ScenarioFileError, ScenariosError, one_line
    from scenarios.file.json_text import parse
    from scenarios.file.own_catalogue import own_catalogue_from_dict
    from scenarios.file.own_catalogue_csv import read_own_catalogue_csv
    from workshop.services.workshops.catalogue_effects import known_targets

    shown = one_line(arguments.file)
    try:
        content = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        print(f"{shown}: : cannot be read: {reason}; expected a readable file", file=sys.stderr)
        return None
    try:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            document, faults = parse(content)
            territory = arguments.territory or _territory_in(document)
            return own_catalogue_from_dict(document, territory and known_targets(territory), faults)
        if not arguments.territory:
            raise ScenarioFileError([Fault("", "a table names no place", "--territory with its id")])
        return read_own_catalogue_csv(content, arguments.territory, known_targets(arguments.territory))
    except ScenarioFileError as error:
        for fault in error.faults:
            print(f"{shown}: {fault}", file=sys.stderr)
    except ScenariosError as error:
        print(f"{shown}: /territory: {one_line(str(error))}; expected the id of a place", file=sys.stderr)
    return None


def _territory_in(document: Any) -> str | None:
    found = document.get("territory") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None


def _check(arguments: argparse.Namespace, catalogue: OwnCatalogue) -> int:
    from workshop.cli.figures import print_json

    counts = _count(catalogue)
    if arguments.json:
        print_json(counts)
    else:
        print(
            f"{catalogue.territory}: the file is sound: {counts['added']} added, "
            f"{counts['changed']} changed, {counts['hidden']} hidden."
        )
    return 0


def _count(catalogue: OwnCatalogue) -> dict[str, Any]:
    added = sum(action.is_addition for action in catalogue.actions)
    return {
        "territory": catalogue.territory,
        "added": added,
        "changed": len(catalogue.actions) - added,
        "hidden": len(catalogue.hidden),
    }


def _export(arguments: argparse.Namespace) -> int:
    from workshop.cli.data_folder import share_folder
    from workshop.config import read_settings
    from workshop.database.upgrade import upgrade_database
    from workshop.errors import Problem
    from workshop.factory import create_app
    from workshop.services.workshops.catalogue_files import write_catalogue_json
    from workshop.services.workshops.catalogues import find_place

    if not arguments.territory:
        print("catalogue export needs --territory, the id of a place.", file=sys.stderr)
        return REFUSED
    share_folder(arguments.data)
    app = create_app(read_settings(arguments.data))
    with app.app_context(), app.test_request_context():
        upgrade_database()
        try:
            print(write_catalogue_json(find_place(arguments.territory)), end="")
        except Problem as problem:
            print(f"{arguments.territory}: {problem.what} {problem.now}", file=sys.stderr)
            return REFUSED
    return 0


def _import(arguments: argparse.Namespace, catalogue: OwnCatalogue) -> int:
    from uuid import uuid4

    from workshop.cli.figures import print_json
    from workshop.config import read_settings
    from workshop.database.upgrade import upgrade_database
    from workshop.errors import Problem
    from workshop.factory import create_app
    from workshop.services.importing.catalogue_drafts import import_catalogue
    from workshop.services.people.facilitators import find_for_link
    from workshop.services.workshops.catalogues import find_place

    app = create_app(read_settings(arguments.data))
    with app.app_context(), app.test_request_context():
        upgrade_database()
        account = find_for_link(arguments.name)
        if account is None:
            print(f"No open account is called “{arguments.name}”.", file=sys.stderr)
            return 1
        try:
            there = find_place(arguments.territory or catalogue.territory)
            count = import_catalogue(account, str(uuid4()), catalogue, there)
        except Problem as problem:
            print(f"{arguments.file}: {problem.what} {problem.now}", file=sys.stderr)
            return REFUSED
        number = there.number + 1
    if arguments.json:
        print_json({"territory": there.territory_id, "imported": count, "change": number})
    else:
        print(
            f"{there.place}: {count} actions are imported, as change {number}. "
            "Running workshops stay as they are."
        )
    return 0
