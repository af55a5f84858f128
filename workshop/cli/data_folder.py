"""The argument that says where imported statistics lie."""

from __future__ import annotations

import argparse


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--data``."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="where imported statistics lie; else HANDLINGSROM_DATA, else the user's data folder",
    )


def use_data(arguments: argparse.Namespace) -> None:
    """Use the folder of the arguments, for this process."""
    from scenarios.editions import use_data_folder

    use_data_folder(arguments.data)
