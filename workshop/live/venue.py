"""The venue check's socket, which answers so that browsers can measure whether and how fast sockets work."""

from __future__ import annotations

import hmac
from typing import Any

from flask_socketio import Namespace

from workshop.clean_input import read_words
from workshop.extensions import db
from workshop.identity import tidy_code
from workshop.services.people.participants import find_workshop
from workshop.services.workshops.venue import venue_key


class VenueNamespace(Namespace):
    """Answers clients with a workshop's venue key."""

    def __init__(self) -> None:
        super().__init__("/venue")

    def on_connect(self, auth: Any = None) -> bool:
        """Admit clients with the key."""
        told = read_words(auth, "code", "key")
        if told is None:
            return False
        workshop = find_workshop(tidy_code(told["code"]))
        expected = "" if workshop is None else venue_key(workshop)
        db.session.remove()
        return bool(expected) and hmac.compare_digest(told["key"].encode(), expected.encode())

    def on_echo(self) -> None:
        """Answer; the browser measures the time."""
