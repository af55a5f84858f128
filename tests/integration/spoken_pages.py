"""Opens every page in one language after the other, in a process of its own, and prints what was read.

``python -m tests.integration.spoken_pages FOLDER sv nb en`` reads ``room.json`` beside the database in
FOLDER: the code, the keys and each role's cookies. A process alone shows what the first reader's language
leaves behind in caches, compiled pages and classes.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.page_forms import fields_of
from workshop.config import Settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.services.meeting.monte_carlo import tries_that_fit
from workshop.state.snapshot import newest_snapshot

SECRET = "x" * 32
# What each phase shows of its own.
# A replay and a log grow with each step, so they are opened before any is taken.
OF_THE_BEGINNING = ("replays.replay", "teams.log", "accounts.log")
OF_A_PHASE = ("desk.desk", "moderation.moderate", "phone.phone", "wall.wall")
# Files, answers without words, and links that work once.
WITHOUT_WORDS = {
    *("compare.bokeh_script", "static", "login.link", "moderation.enter", "remote.enter", "venue.echo"),
    *("rehearsals.progress", "venue.phone"),
    *("compare.scenario", "compare.outcome", "compare.table", "receipts.receipt"),
    # Files; the code is asked for after a password.
    *("accounts.log_csv", "teams.log_csv", "second_step.code", "reports.pdf", "reports.docx"),
}
_ROLES = {
    **dict.fromkeys(("phone", "own", "votes", "estimates", "objections", "reflections"), "phone"),
    **dict.fromkeys(("join", "home", "policy", "wall", "screens"), "stranger"),
    "moderation": "helper",
}
# What differs in every answer: tokens, ids, moments, figures.
_DIFFERS = [
    re.compile(r'name=\\?"(?:csrf-token|csrf_token)\\?" (?:content|value)=\\?"[^"]*"'),
    re.compile(r'(?:data-mark=|"mark":)"\w+"|"touched":\[.*?\]\]?\}'),
    re.compile(r'(?<=<p class="pair-code">).*?(?=</p>)', re.DOTALL),
    # The secret of an app's codes, and its picture.
    re.compile(r'<code>[A-Z2-7]{32}</code>|<svg role="img" aria-label="[^"]*otpauth.*?</svg>', re.DOTALL),
    re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{8,}\b"),
    re.compile(r"\d+"),
]


def _text_of(data: bytes) -> str:
    """Return an answer as text; of a workbook the text of its sheets."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(
            book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/")
        )


@dataclass
class Reader:
    """Opens pages as each role, in one language at a time."""

    app: Flask
    room: dict[str, Any]

    def __post_init__(self) -> None:
        self.clients = {
            role: self._client(cookies) for role, cookies in {"stranger": {}, **self.room["cookies"]}.items()
        }
        self.addresses = dict(self._addresses())
        self.begun: dict[str, dict[str, str]] = {}

    def begin(self, language: str) -> None:
        """Open what must be opened before the meeting moves."""
        self.begun[language] = {name: self._open(name, language) for name in OF_THE_BEGINNING}

    def read(self, language: str) -> dict[str, str]:
        """Open every page in ``language``, those of a phase in each phase, and forms with faults."""
        found = dict(self.begun[language])
        for phase, step in sorted(self.room["steps"].items(), key=lambda each: each[1]):
            self._send("desk", f"/desk/{self.room['code']}/agenda/move", language, step=step)
            for endpoint in OF_A_PHASE:
                found[f"{endpoint} in {phase}"] = self._open(endpoint, language)
            if phase == "propose":
                others = [name for name in self.addresses if name not in OF_THE_BEGINNING]
                found |= {name: self._open(name, language) for name in others}
                found |= self._faulty(language) | self._empty(language)
        return found

    def _open(self, endpoint: str, language: str) -> str:
        role = _ROLES.get(endpoint.partition(".")[0], "desk")
        role = {
            "result.phone": "phone",
            "tables.choose": "phone",
            "accounts.invitation": "stranger",
        }.get(endpoint, role)
        answer = self.clients[role].get(
            self.addresses[endpoint], headers={"Accept-Language": language}, follow_redirects=True
        )
        return self._words(_text_of(answer.get_data()))

    def _empty(self, language: str) -> dict[str, str]:
        """Open the pages of a workshop in which nothing has happened."""
        code, headers = self.room["empty"], {"Accept-Language": language}
        paths = ("", "/suggestion", "/replay", "/result", "/paper/count", "/paper/estimate", "/agenda/")
        pages = {path: self.clients["desk"].get(f"/desk/{code}{path}", headers=headers) for path in paths}
        return {f"empty: {path}": self._words(page.get_data(as_text=True)) for path, page in pages.items()}

    def _faulty(self, language: str) -> dict[str, str]:
        """Send forms that are refused: their faults have words, too."""
        code = self.room["code"]
        columns = self.clients["desk"].get(f"/desk/{code}/decided/columns").get_data(as_text=True)
        mark = fields_of(columns, "use-A")["list"]
        twice = {"use-A": "title", "use-B": "title", "list": mark}
        posts = {
            "own": ("phone", f"/phone/{code}/own", {"likely": "a lot"}),
            "pick": ("phone", f"/phone/{code}/catalogue/electric-buses", {"amount": ""}),
            "vote": ("phone", f"/phone/{code}/vote", {}),
            "join": ("stranger", f"/j/{code}", {"nickname": "x" * 100}),
            "unknown code": ("stranger", "/j/", {"code": "zzzz"}),
            "login": ("stranger", "/login/", {"name": "facilitator", "password": "wrong"}),
            "decided": ("desk", f"/desk/{code}/decided", {"text": ""}),
            "columns": ("desk", f"/desk/{code}/decided/columns", twice),
            "import": ("desk", f"/desk/{code}/decided/actions", {"do": "import", "list": mark}),
            "another list": ("desk", f"/desk/{code}/decided/actions", {"a-figure-C2": "none"}),
            "new": ("desk", "/workshops/new", {"title": "", "territory": "Atlantis", "start_year": "x"}),
            "agenda": ("desk", f"/desk/{code}/agenda/", {"minutes-0": "ten"}),
            "save": ("desk", f"/desk/{code}/save", {}),
            "nowhere": ("desk", "/nowhere", {}),
        }
        return {
            f"refused: {name}": self._send(role, path, language, **fields)
            for name, (role, path, fields) in posts.items()
        }

    def _send(self, role: str, path: str, language: str, **fields: Any) -> str:
        client, headers = self.clients[role], {"Accept-Language": language}
        front = client.get("/", headers=headers).get_data(as_text=True)
        token = re.search(r'name="csrf-token" content="([^"]+)"', front)
        assert token
        data = {"csrf_token": token[1], "operation_id": str(uuid.uuid4()), **fields}
        return self._words(client.post(path, data=data, headers=headers).get_data(as_text=True))

    def _words(self, text: str) -> str:
        for pattern in _DIFFERS:
            text = pattern.sub("#", text)
        return text

    def _client(self, cookies: dict[str, str]) -> FlaskClient:
        client = self.app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value)
        return client

    def _addresses(self) -> Iterator[tuple[str, str]]:
        """Fill in the address of every page that can be opened."""
        urls = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            if rule.methods and "GET" in rule.methods and rule.endpoint not in WITHOUT_WORDS:
                values = {name: self.room["values"][name] for name in rule.arguments}
                yield rule.endpoint, urls.build(rule.endpoint, values)


def main(folder: Path, languages: list[str]) -> None:
    """Print what every page says in each of ``languages``, read in this order."""
    settings = Settings(data_dir=folder, secret_key=SECRET, testing=True)
    app = create_app(settings)
    room = json.loads((folder / "room.json").read_text(encoding="utf-8"))
    reader = Reader(app, room)
    for language in languages:
        reader.begin(language)
    with app.app_context():
        # The share of tries is drawn beside everything else; it is there before the first page.
        snapshot = newest_snapshot(room["workshop"])
        assert snapshot is not None
        while tries_that_fit(snapshot) is None:
            time.sleep(0.05)
        db.session.remove()
    found = {language: reader.read(language) for language in languages}
    app.extensions["broadcaster"].close()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
