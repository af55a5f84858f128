"""``handlingsrom rehearse``: let simulated participants take part in a workshop, and remove them again."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = "Rehearse a meeting with simulated participants, who are removed without a trace."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument("code", help="the workshop's join code")
    parser.add_argument(
        "--participants", type=int, default=60, help="how many people, at most 300 (default: %(default)s)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=3600.0,
        help="how long they take part, at most four hours (default: %(default)s); Ctrl+C ends it sooner",
    )
    parser.add_argument(
        "--server", default="http://127.0.0.1:8000", help="where the program runs (default: %(default)s)"
    )
    parser.add_argument(
        "--data", type=Path, default=Path("instance"), help="folder of its database (default: %(default)s)"
    )
    parser.add_argument("--pace", type=float, default=8.0, help="seconds that a person thinks (default: 8)")
    parser.add_argument("--seed", type=int, default=0, help="other people for another number")
    parser.add_argument("--remove", action="store_true", help="remove the rehearsal that is there, and end")
    parser.add_argument(
        "--keep-preparations",
        action="store_true",
        help="with --remove: keep the agenda, the rules and the list of what is decided as they are now",
    )


def run(arguments: argparse.Namespace) -> int:
    """Rehearse, or remove a rehearsal."""
    from workshop.cli.rehearsing import rehearse_from_here, remove_from_here

    if arguments.remove:
        return remove_from_here(arguments.data, arguments.code, keep=arguments.keep_preparations)
    return rehearse_from_here(
        arguments.data,
        arguments.code,
        server=arguments.server.rstrip("/"),
        people=arguments.participants,
        seconds=arguments.seconds,
        pace_s=arguments.pace,
        seed=arguments.seed,
    )
