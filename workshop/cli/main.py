"""Find the sub-command and run it.

A sub-command is a module of this package with ``SUMMARY`` (one line), ``add_arguments(parser)``
and ``run(arguments) -> int`` (the exit status). Everything heavy is imported inside ``run``, so
that ``handlingsrom budget`` never pays for the web.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = (
    "run",
    "login-link",
    "rehearse",
    "budget",
    "territories",
    "reference",
    "evaluate",
    "compare",
    "suggest",
    "levers",
    "catalogue",
    "schema",
    "import-statistics",
    "read-actions",
)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with every sub-command."""
    parser = argparse.ArgumentParser(
        prog="handlingsrom",
        description="Live workshops on a municipality's carbon budget, and the model behind them.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"workshop.cli.{name.replace('-', '_')}")
        command = commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the sub-command that ``argv`` names and return its exit status."""
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (``| head``) has gone: exit quietly, as other Unix programs do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
