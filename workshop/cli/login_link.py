"""``handlingsrom login-link``: a new login link for the facilitator, also while the program runs."""

from __future__ import annotations

import argparse
from pathlib import Path

SUMMARY = "Print a link that logs the facilitator in once, within a day; also while the program runs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "--data", type=Path, default=Path("instance"), help="folder of the database (default: %(default)s)"
    )
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
    from workshop.services.people.facilitators import FACILITATOR, ensure_facilitator, issue_login_link

    settings = read_settings(arguments.data, public_address=arguments.server)
    app = create_app(settings)
    with app.app_context():
        upgrade_database()
        secret = issue_login_link(ensure_facilitator(FACILITATOR), datetime.now(UTC))
    print(f"{settings.public_address.rstrip('/')}/login/link/{secret}")
    return 0
