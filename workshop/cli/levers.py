"""``handlingsrom levers``: what all actions of the catalogue can do in a place at their largest."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from workshop.cli.data_folder import add_data_argument, use_data

if TYPE_CHECKING:
    from scenarios.selection.largest import Largest

SUMMARY = (
    "Tell what all actions of the catalogue can do in a place at their largest, and what remains and why."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("territories", metavar="TERRITORY", nargs="*", help="ids, such as SE-0480 NO-0301")
    parser.add_argument("--gas", metavar="GAS", default="CO2", help="CO2 (if not given) or CO2e")
    add_data_argument(parser)
    parser.add_argument(
        "--page", action="store_true", help="print the page scenarios/LEVERS.md, with what the tables mean"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Compute and print the tables; return the exit status."""
    from scenarios.errors import ScenariosError
    from scenarios.selection.largest import compute_largest
    from scenarios.selection.largest_text import largest_tables, levers_page
    from workshop.cli.figures import print_fault, print_json

    use_data(arguments)
    if arguments.page == bool(arguments.territories):
        return print_fault(
            "levers", ScenariosError("Give territories, or --page for the page of seven places.")
        )
    if arguments.page:
        print(levers_page(), end="")
        return 0
    if arguments.gas not in ("CO2", "CO2e"):
        return print_fault("levers", ScenariosError(f"--gas is {arguments.gas!r}; expected CO2 or CO2e."))
    try:
        reaches = [compute_largest(territory, arguments.gas) for territory in arguments.territories]
    except ScenariosError as error:
        return print_fault("levers", error)
    if arguments.json:
        print_json([_document(reach) for reach in reaches])
    else:
        print(largest_tables(reaches), end="")
    return 0


def _document(reach: Largest) -> dict[str, Any]:
    from scenarios.selection.largest_text import why_it_remains

    return {
        "territory": reach.territory.id,
        "name": reach.territory.name,
        "gas": reach.gas,
        "year": reach.year,
        "status": reach.status,
        "today_t": reach.today_t,
        "remains_t": reach.remains_t,
        "sources": [
            {
                "id": source.id,
                "today_t": source.today_t,
                "remains_t": source.remains_t,
                "why": why_it_remains(source),
                "actions": [
                    {
                        "id": each.action.id,
                        "amount": each.fitted.largest,
                        "bound": each.fitted.bound,
                        "alone_t": each.alone_t,
                    }
                    for each in source.actions
                ],
            }
            for source in reach.sources
        ],
        "left_out": [action.id for action in reach.left_out],
        "notes": list(reach.notes),
    }
