"""``handlingsrom territories``: the territories with statistics."""

from __future__ import annotations

import argparse

from workshop.cli.data_folder import add_data_argument, use_data

SUMMARY = "List the territories that have emission statistics."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Print the territories; return the exit status."""
    from scenarios.inventory.territories import list_territories
    from workshop.cli.figures import print_json, write_gas

    use_data(arguments)
    columns = ("id", "name", "country", "gas", "first_year", "last_year")
    rows = [{column: getattr(territory, column) for column in columns} for territory in list_territories()]
    if arguments.json:
        print_json(rows)
        return 0
    width = max(len(row["name"]) for row in rows)
    print(f"{'id':8}  {'name':{width}}  gas   official statistics")
    for row in rows:
        years = f"{row['first_year']}-{row['last_year']}"
        print(f"{row['id']:8}  {row['name']:{width}}  {write_gas(row['gas']):4}  {years}")
    print(f"{len(rows)} territories; join ids with + for any set of them, such as SE-0480+SE-0481.")
    return 0
