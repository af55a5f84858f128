"""Every reader gets every page in their own language, whoever came first."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.integration.conftest import Template
from tests.listed import bring
from tests.tree import ROOT
from tests.workshop_room import Browser, open_room
from workshop.config import Settings
from workshop.extensions import db
from workshop.factory import create_app
from workshop.models import Proposal
from workshop.services.workshops.example import EXAMPLE

# Each language is once the first reader's, and once that of somebody who comes after each other.
ORDERS = (("sv", "nb", "en"), ("nb", "en", "sv"), ("en", "sv", "nb"))


def test_every_page_is_in_its_readers_language_whatever_was_rendered_first(
    sqlite_template: Template, tmp_path: Path
) -> None:
    folder = tmp_path / "prepared"
    folder.mkdir()
    prepare(sqlite_template.copy_for(folder, opened=False), folder)
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda order: read_in_own_process(folder, tmp_path, order), ORDERS)
    read = {order[0]: languages for order, languages in zip(ORDERS, found, strict=True)}
    different: dict[str, str] = {}
    for first, languages in read.items():
        for language, pages in languages.items():
            alone = read[language][language]
            assert len(pages) > 100
            for page, words in pages.items():
                if words != alone[page]:
                    different[f"{page}, in {language} where {first} came first"] = first_difference(
                        words, alone[page]
                    )
    assert not different, "\n".join(f"{page}: {found}" for page, found in different.items())


def prepare(settings: Settings, folder: Path) -> None:
    """Let a meeting go through its phases, so that every page has something to say."""
    app = create_app(settings)
    empty = open_room(app)
    room = open_room(app, replace(EXAMPLE, agenda="240"))
    room.move_to("propose")
    phone = room.phone()
    room.pick(phone, "electric-buses", "12")
    room.pick(phone, "private-cars-electric", "4000")
    room.propose(phone, "Bicycle bridge", likely="1200", target="transport/cars")
    room.propose(phone, "Cable car")
    waiting = {view.title: view.id for view in room.snapshot().waiting}
    room.decide(waiting["Bicycle bridge"], "approve")
    room.desk.send(f"/desk/{room.code}/save", name="Round 1")
    doubtful = (
        "title;sector;effect (t CO2);start;note\nTram;transport;ca 17,200;2028;in the baseline\nSum;;9;;\n"
    )
    bring(room.desk, room.code, doubtful)
    # The checklist notes that forms were opened.
    room.desk.open(f"/desk/{room.code}/paper/forms/actions")
    own = waiting["Cable car"]
    room.desk.send(f"/desk/{room.code}/helpers")
    link = re.search(r"/moderation/[^\"<\s]+/enter/[^\"<\s]+", room.desk.text)
    assert link
    helper = Browser(app.test_client())
    helper.open(link[0])
    room.desk.send(f"/workshops/{room.code}/team/", role="viewer")
    invitation = re.search(r"/accounts/invitation/([\w-]+)", room.desk.text)
    assert invitation
    values = {
        "account_id": 1,
        "secret": invitation[1],
        "code": room.code,
        "key": room.screen_key,
        "number": 1,
        "place": "SE-0480",
        "proposal_id": own,
        "action_id": "electric-buses",
        "form": "actions",
        "operation_id": "x" * 20,
    }
    cookies = {
        role: {cookie.key: cookie.value for cookie in browser.client._cookies.values()}  # type: ignore[union-attr]
        for role, browser in {"desk": room.desk, "phone": phone, "helper": helper}.items()
    }
    told = {
        "code": room.code,
        "empty": empty.code,
        "workshop": room.workshop_id,
        "values": values,
        "cookies": cookies,
        # The first step of each phase.
        "steps": {step["phase"]: n for n, step in reversed([*enumerate(room.snapshot().agenda)])},
    }
    with app.app_context():
        # Their age is in days, and stays the same while the pages are read.
        for proposal in db.session.scalars(db.select(Proposal)):
            proposal.created_at -= timedelta(days=2.5)
        db.session.commit()
    (folder / "room.json").write_text(json.dumps(told), encoding="utf-8")
    app.extensions["broadcaster"].close()


def read_in_own_process(prepared: Path, folder: Path, order: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Read all pages on a copy of the data, by a process that nobody has asked before."""
    copy = folder / "-".join(order)
    shutil.copytree(prepared, copy)
    command = [sys.executable, "-m", "tests.integration.spoken_pages", str(copy), *order]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


def first_difference(words: str, expected: str) -> str:
    """Show where two pages begin to differ."""
    place = next(
        (place for place, (one, other) in enumerate(zip(words, expected, strict=False)) if one != other),
        min(len(words), len(expected)),
    )
    start = max(0, place - 60)
    return f"{words[start : place + 60]!r} instead of {expected[start : place + 60]!r}"
