"""The argument for the folder of imported statistics."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

DEFAULT = Path("instance")
"""Folder of the server's database unless another is named."""


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--data``."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="where imported statistics lie, the same folder as of run --data; else HANDLINGSROM_DATA, "
        "else the user's data folder",
    )


def use_data(arguments: argparse.Namespace) -> None:
    """Use the folder of the arguments in this process."""
    from scenarios.inventory.editions import use_data_folder

    use_data_folder(arguments.data)


def share_folder(named: Path | None) -> Path:
    """Let the server read imported statistics from its database's folder; return that folder.

    A server without ``--data`` also reads statistics imported without ``--data``.
    """
    from scenarios.inventory.editions import data_folder, list_editions, use_data_folder

    usual = data_folder()
    if named is None:
        use_data_folder(DEFAULT, usual)
        return DEFAULT
    there = [edition for edition in list_editions() if edition.is_imported]
    use_data_folder(named)
    if there and named.resolve() != usual.resolve():
        print(
            f"Statistics that were imported into {usual} are not used: this server reads those in "
            f"{named.resolve()}. Import them with: handlingsrom import-statistics FILE --country XX "
            f"--data {named}",
            file=sys.stderr,
        )
    return named
