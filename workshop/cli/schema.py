"""``handlingsrom schema``: the JSON Schema of the scenario file."""

from __future__ import annotations

import argparse

SUMMARY = "Print the JSON Schema (2020-12) of the scenario file, for editors and other programs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="the schema is JSON with and without it")


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 (there is nothing to choose)
    """Print the schema; return the exit status."""
    from scenarios.file.json_schema import scenario_schema
    from workshop.cli.figures import print_json

    print_json(scenario_schema())
    return 0
