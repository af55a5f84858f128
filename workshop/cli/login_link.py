"""``handlingsrom login-link``: a new login link for an account, also while the program runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "Print a link that logs an account in once, within a day; also while the program runs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "--data", type=Path, default=Path("instance"), help="folder of the database (default: %(default)s)"
    )
    parser.add_argument("--name", default="", help="the account (default: the first administrator)")
    parser.add_argument(
        "--server",
        default="http://127.0.0.1:8000",
        help="how you reach the program, unless HANDLINGSROM_ADDRESS says so (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the link; return the exit status."""
    from datetime import UTC, datetime

    from workshop.config import read_settings
    from workshop.database.upgrade import upgrade_database
    from workshop.factory import create_app
    from workshop.services.people.facilitators import find_for_link, issue_login_link, list_names

    settings = read_settings(arguments.data, public_address=arguments.server)
    app = create_app(settings)
    with app.app_context():
        upgrade_database()
        account = find_for_link(arguments.name)
        if account is None:
            print(f"No open account is called “{arguments.name}”. There are:", file=sys.stderr)
            print(*(f"  {name}" for name in list_names()), sep="\n", file=sys.stderr)
            return 1
        secret = issue_login_link(account, datetime.now(UTC))
    print(f"{settings.public_address.rstrip('/')}/login/link/{secret}")
    return 0
