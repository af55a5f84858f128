"""The argument for what is left out, and the older one for cement plants."""

from __future__ import annotations

import argparse

ALIAS = "--without-cement"


def add_without_argument(parser: argparse.ArgumentParser) -> None:
    """Declare ``--without`` and its older form for cement plants."""
    parser.add_argument(
        "--without",
        metavar="SOURCE",
        action="append",
        default=[],
        help="leave a source or a sector out of the emissions, such as industry, transport/domestic_shipping "
        "or cement; can be repeated",
    )
    parser.add_argument(ALIAS, action="store_true", help="older form of --without cement; goes away")


def read_without(arguments: argparse.Namespace, *, has_plant: bool) -> tuple[list[str], list[str]]:
    """Return what is left out, and notes on the older form, which does nothing where there is no plant."""
    from scenarios.inventory.omissions import CEMENT

    names = list(arguments.without)
    if not arguments.without_cement:
        return names, []
    note = f"{ALIAS} goes away with the next release; give --without {CEMENT}"
    if not has_plant:
        return names, [f"{note} where there is a cement plant. There is none here."]
    return [*names, CEMENT], [f"{note}."]
