"""``handlingsrom run``: serve workshops from this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = "Serve workshops from this machine, with an example on Nyköping's real figures."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets phones in the same network in"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder of the database and of imported statistics (default: instance, and statistics also "
        "where import-statistics puts them without --data)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    # Patch before importing anything that opens sockets or locks.
    from gevent import monkey

    monkey.patch_all()
    from workshop.cli.data_folder import share_folder
    from workshop.cli.server import serve

    return serve(host=arguments.host, port=arguments.port, data_dir=share_folder(arguments.data))
